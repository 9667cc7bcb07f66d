"""The duty that a matter falls under, from the list that holds on the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.places.choices import AreaLevel
from cityloop.places.models import Area
from cityloop.responsibility.choices import DutyState
from cityloop.responsibility.models import Duty, DutyList, ServiceType
from cityloop.responsibility.queries.candidates import Candidate, candidates
from cityloop.responsibility.rules.definitions import DutyListFile, DutyRow
from cityloop.responsibility.rules.matching import duty_index, match_duty
from cityloop.responsibility.rules.words import Labels


@dataclass(frozen=True, slots=True)
class DutyFound:
    """Who must act, who joins, and why in words by language; no agency: the centre consults."""

    basis: str
    agency: Agency | None
    duty: Duty | None
    reasons: Mapping[str, str]
    helpers: tuple[Agency, ...] = ()


def service_types() -> list[ServiceType]:
    """Active service types with their groups, by group and code; one statement.

    Codes and names only: the rest is fetched for each type that is asked for it.
    """
    rows = ServiceType.objects.filter(active=True, parent__isnull=False)
    named = rows.select_related("parent").only("code", "names", "parent__code", "parent__names")
    return list(named.order_by("parent__code", "code"))


def find_duty(service_type: ServiceType, *, area: Area | None, on: date) -> DutyFound:
    """Return the duty that covers a type in a place on a day, and why; one statement.

    Only rows that can match are read: of the type or its groups, in the place or wider. Where
    none can, two statements more: which list holds, and whose the district is.
    """
    chain = _codes(area.code, area.chain) if area else ()
    found = candidates(on, types=_codes(service_type.code, service_type.chain), areas=chain)
    # Only a list without a row that can match has to be asked for by itself.
    holding = found[0].duty.duty_list if found else _lists_on(on).first()
    # The district stands in only where no row of the list fits.
    governments = {} if found else _governments(chain)
    labels = _labels(service_type, area=area, found=found, governments=governments.values())
    index = duty_index(
        [] if holding is None else [_as_file(holding, found=found, on=on)],
        type_parents=_parents(service_type),
        district_governments={code: agency.code for code, agency in governments.items()},
        labels=labels,
    )
    match = match_duty(index, service_type=service_type.code, area_chain=chain, on=on)
    row = None if match.duty is None else match.duty.row
    chosen = next((one for one in found if one.duty.row == row), None)
    owners = [agency for one in found for agency in one.owners.values()]
    agencies = {agency.code: agency for agency in (*owners, *governments.values())}
    return DutyFound(
        basis=match.basis.value,
        agency=agencies.get(match.agency or ""),
        duty=None if chosen is None else chosen.duty,
        reasons=match.reasons,
        helpers=() if chosen is None else _helpers(chosen, chain=chain),
    )


def _helpers(chosen: Candidate, *, chain: Sequence[str]) -> tuple[Agency, ...]:
    """Who joins under the duty in this place."""
    return tuple(agency for agency, area in chosen.helpers if area is None or area in chain)


def _governments(chain: Sequence[str]) -> dict[str, Agency]:
    return {
        agency.territory.code: agency
        for agency in Agency.objects.filter(
            kind=AgencyKind.DISTRICT, territory__code__in=chain, active_to__isnull=True
        ).select_related("territory", "parent")
        if agency.territory
    }


def _codes(own: str, chain: Sequence[str]) -> tuple[str, ...]:
    """The code and those above it, narrowest first, whether or not the chain starts with it."""
    return tuple(dict.fromkeys((own, *chain)))


def _lists_on(on: date) -> QuerySet[DutyList]:
    """The lists that hold on a day, the newest first."""
    valid = DutyList.objects.filter(valid_from__lte=on).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    )
    return valid.order_by("-valid_from", "pk")


def _parents(service_type: ServiceType) -> dict[str, str | None]:
    chain = _codes(service_type.code, service_type.chain)
    return dict(zip(chain, (*chain[1:], None), strict=True))


def _as_file(holding: DutyList, *, found: Sequence[Candidate], on: date) -> DutyListFile:
    """What matching needs of a list that is known to hold on the day."""
    rows = tuple(map(_duty_row, found))
    return DutyListFile(version=holding.version, valid_from=on, valid_to=None, duties=rows)


def _duty_row(candidate: Candidate) -> DutyRow:
    """What matching reads of a row; the words of the row stay in the database."""
    duty = candidate.duty
    unread: dict[str, str] = {}
    return DutyRow(
        row=duty.row,
        code=duty.code,
        service_type=duty.service_type.code,
        area=duty.area.code if duty.area else None,
        lead=candidate.lead.code if candidate.lead else None,
        fallback=candidate.fallback.code if candidate.fallback else None,
        state=DutyState(duty.state),
        level=AreaLevel.CITY,
        actions=unread,
        legal_basis=unread,
        power_type="",
        performance_step=unread,
        money_source="",
        payer="",
        staff=unread,
        accountability=unread,
    )


def _labels(
    service_type: ServiceType,
    *,
    area: Area | None,
    found: Sequence[Candidate],
    governments: Iterable[Agency],
) -> Labels:
    duties = [one.duty for one in found]
    owners = [agency for one in found for agency in one.owners.values()]
    return Labels(
        service_types={
            service_type.code: service_type.names,
            **{duty.service_type.code: duty.service_type.names for duty in duties},
        },
        areas={one.code: one.names for one in (area, *(duty.area for duty in duties)) if one},
        agencies={agency.code: agency.names for agency in (*owners, *governments)},
    )
