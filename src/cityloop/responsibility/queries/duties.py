"""The duty that a matter falls under, from the list that holds on the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Subquery

from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.places.choices import AreaLevel
from cityloop.places.models import Area
from cityloop.responsibility.choices import DutyState
from cityloop.responsibility.models import Duty, DutyList, ServiceType
from cityloop.responsibility.rules.definitions import DutyListFile, DutyRow
from cityloop.responsibility.rules.matching import DutyIndex, duty_index, match_duty
from cityloop.responsibility.rules.words import Labels


@dataclass(frozen=True, slots=True)
class DutyFound:
    """Who must act and why, in words by language; no agency: the centre consults first."""

    basis: str
    agency: Agency | None
    duty: Duty | None
    reasons: Mapping[str, str]


def service_types() -> list[ServiceType]:
    """Active service types with their groups, by group and code; one statement."""
    rows = ServiceType.objects.filter(active=True, parent__isnull=False)
    return list(rows.select_related("parent").order_by("parent__code", "code"))


def find_duty(service_type: ServiceType, *, area: Area | None, on: date) -> DutyFound:
    """Return the duty that covers a type in a place on a day, and why; two statements.

    Only rows that can match are read: of the type or its groups, in the place or wider.
    """
    chain = _codes(area.code, area.chain) if area else ()
    duties = _candidates(on, types=_codes(service_type.code, service_type.chain), areas=chain)
    # Only a list without a row that can match has to be asked for by itself.
    holding = duties[0].duty_list if duties else _lists_on(on).first()
    # The district stands in only where no row of the list fits.
    governments = {} if duties else _governments(chain)
    index = _index(service_type, area=area, holding=holding, duties=duties, governments=governments)
    match = match_duty(index, service_type=service_type.code, area_chain=chain, on=on)
    duty = next((one for one in duties if match.duty and one.row == match.duty.row), None)
    owners = [one for row in duties for one in (row.lead, row.fallback) if one]
    agencies = {agency.code: agency for agency in (*owners, *governments.values())}
    return DutyFound(match.basis.value, agencies.get(match.agency or ""), duty, match.reasons)


def _governments(chain: Sequence[str]) -> dict[str, Agency]:
    return {
        agency.territory.code: agency
        for agency in Agency.objects.filter(
            kind=AgencyKind.DISTRICT, territory__code__in=chain, active_to__isnull=True
        ).select_related("territory")
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


def _candidates(on: date, *, types: Sequence[str], areas: Sequence[str]) -> list[Duty]:
    holding = _lists_on(on).values("pk")[:1]
    rows = Duty.objects.filter(duty_list=Subquery(holding), service_type__code__in=types)
    rows = rows.filter(Q(area__isnull=True) | Q(area__code__in=areas))
    return list(
        rows.select_related("service_type", "area", "lead__parent", "fallback__parent", "duty_list")
    )


def _index(
    service_type: ServiceType,
    *,
    area: Area | None,
    holding: DutyList | None,
    duties: Iterable[Duty],
    governments: Mapping[str, Agency],
) -> DutyIndex:
    chain = _codes(service_type.code, service_type.chain)
    rows = tuple(map(_duty_row, duties))
    lists = []
    if holding is not None:
        lists = [
            DutyListFile(
                version=holding.version,
                valid_from=holding.valid_from,
                valid_to=holding.valid_to,
                duties=rows,
            )
        ]
    return duty_index(
        lists,
        type_parents=dict(zip(chain, (*chain[1:], None), strict=True)),
        district_governments={code: agency.code for code, agency in governments.items()},
        labels=_labels(service_type, area=area, duties=duties, agencies=governments.values()),
    )


def _duty_row(duty: Duty) -> DutyRow:
    """What matching reads of a row; the words of the row stay in the database."""
    unread: dict[str, str] = {}
    return DutyRow(
        row=duty.row,
        code=duty.code,
        service_type=duty.service_type.code,
        area=duty.area.code if duty.area else None,
        lead=duty.lead.code if duty.lead else None,
        fallback=duty.fallback.code if duty.fallback else None,
        state=DutyState(duty.state),
        level=AreaLevel(duty.level) if duty.level else AreaLevel.CITY,
        actions=duty.names,
        legal_basis=unread,
        power_type=duty.power_type,
        performance_step=unread,
        money_source=duty.money_source,
        payer=duty.payer,
        staff=unread,
        accountability=unread,
    )


def _labels(
    service_type: ServiceType,
    *,
    area: Area | None,
    duties: Iterable[Duty],
    agencies: Iterable[Agency],
) -> Labels:
    rows = list(duties)
    owners = [one for row in rows for one in (row.lead, row.fallback) if one]
    return Labels(
        service_types={
            service_type.code: service_type.names,
            **{row.service_type.code: row.service_type.names for row in rows},
        },
        areas={one.code: one.names for one in (area, *(row.area for row in rows)) if one},
        agencies={agency.code: agency.names for agency in (*owners, *agencies)},
    )
