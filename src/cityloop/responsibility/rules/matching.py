"""The duty that a matter falls under, and the reason in words (domain.md A2 Art. 12, H4.1)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from cityloop.responsibility.choices import DutyState
from cityloop.responsibility.rules.definitions import CoAgencyRow, DutyListFile, DutyRow
from cityloop.responsibility.rules.words import Labels, sentence


class MatchBasis(StrEnum):
    """Why a matter goes where it goes; the values are those of the order's basis."""

    DUTY = "duty"
    FALLBACK = "fallback"
    CONSULTATION = "consultation"


@dataclass(frozen=True, slots=True)
class DutyMatch:
    """The answer: `agency` is None when the centre must consult first.

    `duty` is the row found; `co_agencies` are those of the row that take part in this place;
    `conflicting` holds the rows that contradict each other; `reasons` is one sentence by language.
    """

    basis: MatchBasis
    agency: str | None
    reasons: Mapping[str, str]
    list_version: str | None = None
    duty: DutyRow | None = None
    co_agencies: tuple[CoAgencyRow, ...] = ()
    conflicting: tuple[DutyRow, ...] = ()


Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class DutyIndex:
    """Responsibility lists made ready for matching; build it with `duty_index`."""

    lists: tuple[DutyListFile, ...]
    rows: Mapping[str, Mapping[Key, tuple[DutyRow, ...]]]
    type_parents: Mapping[str, str | None]
    district_governments: Mapping[str, str]
    labels: Labels = field(default_factory=Labels)

    def list_on(self, on: date) -> DutyListFile | None:
        """The list valid on a day; of two the one that began later."""
        valid = [one for one in self.lists if one.is_valid(on)]
        return max(valid, key=lambda one: one.valid_from) if valid else None


def duty_index(
    lists: Iterable[DutyListFile],
    *,
    type_parents: Mapping[str, str | None],
    district_governments: Mapping[str, str],
    labels: Labels | None = None,
) -> DutyIndex:
    """Index the rows of every list by (service type, area); prohibited rows never dispatch.

    `type_parents` maps a service type to its parent; `district_governments` maps the area of a
    district to the agency that is its government.
    """
    kept = tuple(lists)
    return DutyIndex(
        lists=kept,
        rows={one.version: _rows_by_key(one.duties) for one in kept},
        type_parents=type_parents,
        district_governments=district_governments,
        labels=labels or Labels(),
    )


def _rows_by_key(duties: Iterable[DutyRow]) -> dict[Key, tuple[DutyRow, ...]]:
    found: dict[Key, list[DutyRow]] = defaultdict(list)
    for duty in duties:
        if duty.state != DutyState.PROHIBITED:
            found[duty.service_type, duty.area].append(duty)
    return {key: tuple(rows) for key, rows in found.items()}


def type_chain(service_type: str, *, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The type and what it belongs to, narrowest first; a circle ends the chain."""
    chain: list[str] = []
    current: str | None = service_type
    while current is not None and current not in chain:
        chain.append(current)
        current = parents.get(current)
    return tuple(chain)


def match_duty(
    duties: DutyIndex, *, service_type: str, area_chain: Sequence[str], on: date
) -> DutyMatch:
    """Who must act on a matter of this type in this place on this day.

    `area_chain` is most specific first; empty when the place is not known. Order of precedence:
    the type itself before its parents; for one type the most specific area before wider ones,
    and a row for the whole city last. Rows of equal precedence with different leads are a
    conflict and go to consultation. No row: the district government of the place must organise
    the solution (A2 Art. 12(b)); no row and no place: the centre consults.
    """
    valid = duties.list_on(on)
    if valid is None:
        reasons = sentence("no_list", labels=duties.labels, codes={"version": on.isoformat()})
        return DutyMatch(basis=MatchBasis.CONSULTATION, agency=None, reasons=reasons)
    rows = duties.rows[valid.version]
    for key in _keys(service_type, area_chain=area_chain, parents=duties.type_parents):
        if key in rows:
            found = _from_rows(rows[key], duties=duties, version=valid.version)
            return replace(found, co_agencies=_co_agencies(found.duty, area_chain=area_chain))
    return _without_row(
        duties, service_type=service_type, area_chain=area_chain, version=valid.version
    )


def _keys(
    service_type: str, *, area_chain: Sequence[str], parents: Mapping[str, str | None]
) -> Iterator[Key]:
    for one in type_chain(service_type, parents=parents):
        for area in area_chain:
            yield one, area
        yield one, None


def _co_agencies(duty: DutyRow | None, *, area_chain: Sequence[str]) -> tuple[CoAgencyRow, ...]:
    helpers = duty.co_agencies if duty else ()
    return tuple(one for one in helpers if one.area is None or one.area in area_chain)


def _from_rows(rows: tuple[DutyRow, ...], *, duties: DutyIndex, version: str) -> DutyMatch:
    duty = rows[0]
    codes = {"version": version, "service_type": duty.service_type, "area": duty.area}
    if any((row.lead, row.fallback) != (duty.lead, duty.fallback) for row in rows):
        numbers = tuple(row.row for row in rows)
        return DutyMatch(
            basis=MatchBasis.CONSULTATION,
            agency=None,
            reasons=sentence("conflict", labels=duties.labels, codes=codes, rows=numbers),
            list_version=version,
            conflicting=rows,
        )
    key, basis = ("duty", MatchBasis.DUTY) if duty.lead else ("row_fallback", MatchBasis.FALLBACK)
    agency = duty.lead or duty.fallback
    codes["agency"] = agency
    return DutyMatch(
        basis=basis,
        agency=agency,
        reasons=sentence(key, labels=duties.labels, codes=codes, rows=(duty.row,)),
        list_version=version,
        duty=duty,
    )


def _without_row(
    duties: DutyIndex, *, service_type: str, area_chain: Sequence[str], version: str
) -> DutyMatch:
    governments = duties.district_governments
    agency = next((governments[area] for area in area_chain if area in governments), None)
    codes = {"version": version, "service_type": service_type, "agency": agency}
    if agency is None:
        return DutyMatch(
            basis=MatchBasis.CONSULTATION,
            agency=None,
            reasons=sentence("no_owner", labels=duties.labels, codes=codes),
            list_version=version,
        )
    codes["area"] = area_chain[0]
    return DutyMatch(
        basis=MatchBasis.FALLBACK,
        agency=agency,
        reasons=sentence("district_fallback", labels=duties.labels, codes=codes),
        list_version=version,
    )
