"""Gaps and conflicts of a responsibility list (domain.md H13): reported at load and nightly."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from msgspec.structs import replace

from cityloop.responsibility.choices import DutyState
from cityloop.responsibility.rules.definitions import DutyListFile, DutyRow
from cityloop.responsibility.rules.matching import Key, type_chain

COMMITTEE = "committee"
UNDER_SUBDISTRICT = frozenset({COMMITTEE, "service_station"})
LOCAL_OFFICES = frozenset({"subdistrict", "township"})
STREET = LOCAL_OFFICES | UNDER_SUBDISTRICT
OF_COMMUNITY = frozenset({DutyState.COMMUNITY_ASSIST.value, DutyState.COMMUNITY_OWN.value})


class FaultKind(StrEnum):
    CONFLICT = "conflict"
    GAP = "gap"
    UNFUNDED = "unfunded"
    NO_OWNER = "no_owner"
    COMMITTEE_LEADS = "committee_leads"
    TAKEN_BACK_BELOW = "taken_back_below"
    COMMITTEE_JOINS = "committee_joins"
    TAKEN_BACK_JOINS = "taken_back_joins"


@dataclass(frozen=True, slots=True)
class DutyFault:
    """One fault: the rows it concerns (empty for a gap), and the sentence."""

    kind: FaultKind
    service_type: str
    area: str | None
    rows: tuple[int, ...]
    text: str


def conflicts(duties: Iterable[DutyRow]) -> tuple[DutyFault, ...]:
    """Rows that give one service type in one area to different leads or fallbacks."""
    seen: dict[Key, list[DutyRow]] = {}
    for duty in duties:
        if duty.state != DutyState.PROHIBITED:
            seen.setdefault((duty.service_type, duty.area), []).append(duty)
    return tuple(_conflict(rows) for rows in seen.values() if _is_conflict(rows))


def _is_conflict(rows: Sequence[DutyRow]) -> bool:
    return len({(row.lead, row.fallback) for row in rows}) > 1


def _conflict(rows: Sequence[DutyRow]) -> DutyFault:
    leads = " and ".join(f"'{row.lead or row.fallback}' (row {row.row})" for row in rows)
    first = rows[0]
    place = f"in '{first.area}'" if first.area else "in the whole city"
    return DutyFault(
        kind=FaultKind.CONFLICT,
        service_type=first.service_type,
        area=first.area,
        rows=tuple(row.row for row in rows),
        text=f"'{first.service_type}' {place} is led by {leads}; keep one lead",
    )


def gaps(
    duties: Iterable[DutyRow],
    *,
    service_types: Iterable[str],
    area_chains: Iterable[Sequence[str]],
    parents: Mapping[str, str | None],
) -> tuple[DutyFault, ...]:
    """Active service types that have no row in some area: there the district must organise.

    `area_chains` are the chains of the finest areas; one fault for each type and finest area.
    """
    covered = {
        (duty.service_type, duty.area) for duty in duties if duty.state != DutyState.PROHIBITED
    }
    chains = tuple(tuple(chain) for chain in area_chains)
    found: list[DutyFault] = []
    for service_type in service_types:
        types = type_chain(service_type, parents=parents)
        if any((one, None) in covered for one in types):
            continue
        found.extend(
            _gap(service_type, area=chain[0])
            for chain in chains
            if not any((one, area) in covered for one in types for area in chain)
        )
    return tuple(found)


def _gap(service_type: str, *, area: str) -> DutyFault:
    return DutyFault(
        kind=FaultKind.GAP,
        service_type=service_type,
        area=area,
        rows=(),
        text=f"'{service_type}' in '{area}' has no row; the district government must organise "
        "the solution until a row names a lead or a fallback",
    )


def unfunded(duties: Iterable[DutyRow]) -> tuple[DutyFault, ...]:
    """Rows that give a duty without saying where the money comes from or who pays."""
    bare = (duty for duty in duties if duty.state != DutyState.PROHIBITED)
    return tuple(
        _fault(FaultKind.UNFUNDED, duty, text="names no money source or no payer; add both")
        for duty in bare
        if duty.money_source is None or duty.payer is None
    )


def row_faults(
    duties: Iterable[DutyRow], *, agency_kinds: Mapping[str, str]
) -> tuple[DutyFault, ...]:
    """Rows that break a fixed rule.

    They have no owner at all (the owner of a prohibited task is who says no), let a committee
    lead (A2 Art. 17), or give a duty that superiors have taken back to a sub-district or below
    (H4.3). The same of those who join: a committee assists only in what its community may do, and
    nobody in the street joins in what was taken back; such an order would be refused each time.
    """
    found: list[DutyFault] = []
    for duty in duties:
        owner = duty.lead or duty.fallback or ""
        fault = _row_fault(duty, owner=owner, kind=agency_kinds.get(owner, ""))
        found += [] if fault is None else [fault]
        found += _joining_faults(duty, agency_kinds=agency_kinds)
    return tuple(found)


def _joining_faults(duty: DutyRow, *, agency_kinds: Mapping[str, str]) -> Iterator[DutyFault]:
    for helper in duty.co_agencies:
        kind = agency_kinds.get(helper.agency, "")
        if kind == COMMITTEE and duty.state not in OF_COMMUNITY:
            text = (
                f"row {duty.row}: '{helper.agency}' is a residents' committee and joins only in "
                f"a duty of state {' or '.join(sorted(OF_COMMUNITY))}, not '{duty.state}'; "
                "change the state, or take the committee out"
            )
            yield _fault(FaultKind.COMMITTEE_JOINS, duty, text=text)
        if kind in LOCAL_OFFICES and duty.state == DutyState.TAKEN_BACK:
            text = (
                f"row {duty.row}: the duty is taken back by superiors, so '{helper.agency}' may "
                "not join in it; take it out"
            )
            yield _fault(FaultKind.TAKEN_BACK_JOINS, duty, text=text)


def _row_fault(duty: DutyRow, *, owner: str, kind: str) -> DutyFault | None:
    if duty.lead is None and duty.fallback is None:
        return _fault(FaultKind.NO_OWNER, duty, text="has neither lead nor fallback; name one")
    if duty.state == DutyState.PROHIBITED:
        return None
    if kind in UNDER_SUBDISTRICT:
        text = f"'{owner}' may assist but not lead; make its sub-district the lead"
        return _fault(FaultKind.COMMITTEE_LEADS, duty, text=text)
    if duty.state == DutyState.TAKEN_BACK and kind in STREET:
        text = f"the duty is taken back by superiors, so '{owner}' may not lead it"
        return _fault(FaultKind.TAKEN_BACK_BELOW, duty, text=text)
    return None


def _fault(kind: FaultKind, duty: DutyRow, *, text: str) -> DutyFault:
    return DutyFault(
        kind=kind, service_type=duty.service_type, area=duty.area, rows=(duty.row,), text=text
    )


def publication_diff(
    old: DutyListFile, *, new: DutyListFile
) -> tuple[tuple[DutyRow, ...], tuple[DutyRow, ...], tuple[tuple[DutyRow, DutyRow], ...]]:
    """Rows added, rows removed and pairs (old, new) of changed rows, by the code of the duty."""
    before = {duty.code: duty for duty in old.duties}
    after = {duty.code: duty for duty in new.duties}
    added = tuple(duty for code, duty in after.items() if code not in before)
    removed = tuple(duty for code, duty in before.items() if code not in after)
    both = ((before[code], duty) for code, duty in after.items() if code in before)
    changed = tuple((was, now) for was, now in both if replace(was, row=now.row) != now)
    return added, removed, changed
