"""Checks of service types, responsibility lists, time limits and answers."""

from collections.abc import Iterable
from itertools import pairwise, product
from typing import Any

from cityloop.core.definitions import Keys
from cityloop.intake.rules.checks import Checker, rows_of
from cityloop.intake.rules.files import Read
from cityloop.places.choices import AreaLevel
from cityloop.places.rules.tree import level_rank
from cityloop.responsibility.choices import Clock, Grade
from cityloop.responsibility.rules.definitions import DutyListFile, DutyRow, TimeLimitRow
from cityloop.responsibility.rules.gaps import (
    DutyFault,
    FaultKind,
    conflicts,
    gaps,
    row_faults,
    unfunded,
)
from cityloop.responsibility.rules.limits import selector_key
from cityloop.responsibility.rules.matching import type_chain

COMMUNITY = level_rank(AreaLevel.COMMUNITY)
JOINING = frozenset({FaultKind.COMMITTEE_JOINS, FaultKind.TAKEN_BACK_JOINS})


def check_service_types(checker: Checker) -> None:
    """Codes once over groups and types, parents that exist, kinds and languages known."""
    read = checker.files.service_types
    groups, types = read.content.groups, read.content.types
    checker.unique(groups, read=read, section="groups")
    checker.unique(types, read=read, section="types")
    group_codes = {group.code for group in groups}
    parents = {one.code: one.parent for one in types}
    languages = checker.files.city.content.languages
    for number, one in enumerate(types):
        at: Keys = ("types", number)
        if one.code in group_codes:
            checker.note("is the code of a group; rename one", read=read, at=(*at, "code"))
        checker.known(one.parent, noun="service type", read=read, at=(*at, "parent"))
        if one.code in type_chain(one.parent, parents=parents):
            checker.note(
                f"'{one.code}' lies in itself; name a group", read=read, at=(*at, "parent")
            )
        checker.all_known(one.kinds, noun="kind", read=read, at=(*at, "kinds"))
        missing = [language for language in languages if not one.keywords.get(language)]
        if missing:
            text = f"has no words in {', '.join(missing)}; people search in every language"
            checker.note(text, read=read, at=(*at, "keywords"))


def check_duty_lists(checker: Checker) -> dict[str, tuple[DutyFault, ...]]:
    """References, rows and dates of every list; returns gaps and unfunded rows by version."""
    reads = checker.files.duty_lists
    versions: set[str] = set()
    for read in reads:
        if read.content.version in versions:
            text = f"'{read.content.version}' is the version of another file; rename one"
            checker.note(text, read=read, at=("version",))
        versions.add(read.content.version)
        _check_rows(checker, read=read)
        _check_faults(checker, read=read)
    _check_dates(checker, reads=reads)
    return {read.content.version: _report(checker, duties=read.content) for read in reads}


def _check_rows(checker: Checker, *, read: Read) -> None:
    duties = read.content.duties
    checker.unique(duties, read=read, section="duties")
    checker.unique(duties, read=read, section="duties", key="row")
    successors = {
        one.code: one.successor for one in checker.files.agencies.content.agencies if one.successor
    }
    for number, duty in enumerate(duties):
        at: Keys = ("duties", number)
        _check_references(checker, duty=duty, read=read, at=at)
        if read.content.valid_to is None and duty.lead in successors:
            text = f"'{duty.lead}' was succeeded by '{successors[duty.lead]}'; name that one"
            checker.note(text, read=read, at=(*at, "lead"))


def _check_references(checker: Checker, *, duty: DutyRow, read: Read, at: Keys) -> None:
    for name, noun in (
        ("service_type", "service type"),
        ("area", "area"),
        ("lead", "agency"),
        ("fallback", "agency"),
        ("money_source", "money source"),
        ("payer", "payer"),
    ):
        checker.known(getattr(duty, name), noun=noun, read=read, at=(*at, name))
    helpers = [helper.agency for helper in duty.co_agencies]
    if len(set(helpers)) < len(helpers) or duty.lead in helpers:
        text = "names an agency twice, or the lead again; keep one"
        checker.note(text, read=read, at=(*at, "co_agencies"))
    for number, helper in enumerate(duty.co_agencies):
        place: Keys = (*at, "co_agencies", number)
        checker.known(helper.agency, noun="agency", read=read, at=(*place, "agency"))
        checker.known(helper.area, noun="area", read=read, at=(*place, "area"))


def _check_faults(checker: Checker, *, read: Read) -> None:
    duties = read.content.duties
    kinds = {one.code: one.kind.value for one in checker.files.agencies.content.agencies}
    positions = {duty.row: number for number, duty in enumerate(duties)}
    for fault in (*conflicts(duties), *row_faults(duties, agency_kinds=kinds)):
        field = "co_agencies" if fault.kind in JOINING else "lead"
        at: Keys = ("duties", positions[fault.rows[-1]], field)
        checker.note(fault.text, read=read, at=at)


def _check_dates(checker: Checker, *, reads: Iterable[Read]) -> None:
    ordered = sorted(reads, key=lambda read: read.content.valid_from)
    for read in ordered:
        content: DutyListFile = read.content
        if content.valid_to is not None and content.valid_to <= content.valid_from:
            checker.note("must be after 'valid_from'", read=read, at=("valid_to",))
    for earlier, later in pairwise(ordered):
        end = earlier.content.valid_to
        if end is None or end > later.content.valid_from:
            text = (
                f"list '{earlier.content.version}' is still valid when '{later.content.version}' "
                f"begins; end it on {later.content.valid_from.isoformat()}"
            )
            checker.note(text, read=earlier, at=("valid_to",))


def _report(checker: Checker, *, duties: DutyListFile) -> tuple[DutyFault, ...]:
    types = checker.files.service_types.content
    parents: dict[str, str | None] = {group.code: None for group in types.groups}
    parents |= {one.code: one.parent for one in types.types}
    areas = checker.files.areas.content.areas
    area_parents = {area.code: area.parent for area in areas}
    # A list is made for communities; what lies in one has the rows of its community.
    listed = [area for area in areas if level_rank(area.level) <= COMMUNITY]
    inner = {area.parent for area in listed}
    finest = (area.code for area in listed if area.code not in inner)
    missing = gaps(
        duties.duties,
        service_types=[one.code for one in types.types if one.active],
        area_chains=[type_chain(code, parents=area_parents) for code in finest],
        parents=parents,
    )
    return (*missing, *unfunded(duties.duties))


def check_time_limits(checker: Checker) -> None:
    """References, no ties, and for every clock and grade a row that fits any order."""
    read = checker.files.time_limits
    limits: tuple[TimeLimitRow, ...] = read.content.limits
    checker.unique(limits, read=read, section="limits")
    first: dict[Any, str] = {}
    for number, row in enumerate(limits):
        at: Keys = ("limits", number)
        checker.known(row.service_type, noun="service type", read=read, at=(*at, "service_type"))
        checker.known(row.kind, noun="kind", read=read, at=(*at, "kind"))
        checker.known(row.calendar, noun="calendar", read=read, at=(*at, "calendar"))
        other = first.setdefault(selector_key(row), row.code)
        if other != row.code:
            text = f"selects the same orders as '{other}'; remove one or add a selector"
            checker.note(text, read=read, at=(*at, "code"))
    # Objections have windows in the city's settings: a grade may have none.
    for clock, grade in product((one for one in Clock if one is not Clock.OBJECTION), Grade):
        general = (clock.value, None, grade.value, None, None)
        if general not in first and (clock.value, None, None, None, None) not in first:
            text = f"no row fits every order of grade {grade.value} for clock '{clock.value}'"
            checker.note(f"{text}; add one", read=read, at=("limits",))


def check_answers(checker: Checker) -> None:
    """Knowledge items and outside channels."""
    read = checker.files.knowledge
    items = rows_of(read, section="items")
    if read is not None:
        checker.unique(items, read=read, section="items")
        for number, item in enumerate(items):
            at: Keys = ("items", number)
            checker.known(item.owner, noun="agency", read=read, at=(*at, "owner"))
            place: Keys = (*at, "service_types")
            checker.all_known(item.service_types, noun="service type", read=read, at=place)
            if item.valid_to is not None and item.valid_to <= item.valid_from:
                checker.note("must be after 'valid_from'", read=read, at=(*at, "valid_to"))
    channels = checker.files.channels
    if channels is not None:
        checker.unique(channels.content.channels, read=channels, section="channels")
