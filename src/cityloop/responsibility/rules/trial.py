"""What a request would have met under other definitions, and how that is counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cityloop.core.errors import CalendarYearMissing
from cityloop.core.rules.worktime import WorkCalendar, due_at
from cityloop.responsibility.rules.limits import (
    LimitTable,
    LimitWanted,
    TimeLimitMissing,
    time_limit,
)
from cityloop.responsibility.rules.matching import DutyIndex, match_duty

NOBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One clock of a request of the past.

    `agency` is who had it, None where the list is asked; `stopped_at` None runs on; `moved` is by
    how much pauses and extensions moved the due time.
    """

    clock: str
    kind: str
    grade: int
    types: Sequence[str]
    areas: Sequence[str]
    start_at: datetime
    stopped_at: datetime | None = None
    agency: str | None = None
    moved: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The definitions of one side: the version that holds, or the draft in its place."""

    duties: DutyIndex | None
    day: date
    limits: LimitTable
    calendars: Mapping[str, WorkCalendar]
    calendar: str
    agency_kinds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Met:
    """Who must act (NOBODY: the centre consults first), by a row of the list or not, and by when.

    `due_at` is None where no limit fits or the calendar lacks the year.
    """

    agency: str
    by_row: bool
    due_at: datetime | None


def met(asked: Asked, *, side: Side) -> Met:
    """What a request meets on one side."""
    agency, by_row = asked.agency, True
    if agency is None and side.duties is not None:
        found = match_duty(
            side.duties, service_type=asked.types[0], area_chain=asked.areas, on=side.day
        )
        agency, by_row = found.agency, found.duty is not None
    return Met(agency or NOBODY, by_row, _due(asked, agency=agency or NOBODY, side=side))


def _due(asked: Asked, *, agency: str, side: Side) -> datetime | None:
    wanted = LimitWanted(
        clock=asked.clock,
        grade=asked.grade,
        kind=asked.kind,
        service_types=tuple(asked.types),
        agency_kind=side.agency_kinds.get(agency),
    )
    try:
        limit = time_limit(side.limits, wanted=wanted)
        calendar = side.calendars[limit.calendar or side.calendar]
        closing = limit.end_of_day
        due = due_at(
            asked.start_at,
            amount=limit.amount,
            unit=limit.unit.value,
            calendar=calendar,
            end_of_day=None if closing in {None, "24:00"} else time.fromisoformat(str(closing)),
        )
    except (TimeLimitMissing, CalendarYearMissing):
        return None
    return due + asked.moved


def counted(clocks: Iterable[Asked], *, before: Side, after: Side, at: datetime) -> Counter[str]:
    """How many clocks meet what: `asked`, `elsewhere`, `move:a>b`, `agency:a:shorter`, and so on.

    `no_row_before`/`no_row_after` count requests for which no row of the list fits; `shorter` and
    `longer` those whose due time is earlier or later; `missed_before`/`missed_after` those that
    were not stopped in time, a clock that still runs being missed once its due time is past `at`.
    """
    tally: Counter[str] = Counter()
    for asked in clocks:
        was, now = met(asked, side=before), met(asked, side=after)
        said = list(_said(asked, was=was, now=now, at=at))
        tally.update(said)
        tally.update(f"clock:{asked.clock}:{word}" for word in said)
        tally[f"agency:{was.agency}:before"] += 1
        tally[f"agency:{now.agency}:after"] += 1
        tally.update(f"agency:{now.agency}:{word}" for word in said if word != "asked")
        if was.agency != now.agency:
            tally[f"move:{was.agency}>{now.agency}"] += 1
    return tally


def _said(asked: Asked, *, was: Met, now: Met, at: datetime) -> Iterable[str]:
    yield "asked"
    if was.agency != now.agency:
        yield "elsewhere"
    if not was.by_row:
        yield "no_row_before"
    if not now.by_row:
        yield "no_row_after"
    if _missed(asked, due=was.due_at, at=at):
        yield "missed_before"
    if _missed(asked, due=now.due_at, at=at):
        yield "missed_after"
    if was.due_at != now.due_at:
        yield _moved(was.due_at, now=now.due_at)


def _moved(was: datetime | None, *, now: datetime | None) -> str:
    if now is None:
        return "unlimited"
    if was is None:
        return "limited"
    return "shorter" if now < was else "longer"


def _missed(asked: Asked, *, due: datetime | None, at: datetime) -> bool:
    return due is not None and (asked.stopped_at or at) > due


def moved_units(before: Mapping[str, str], *, after: Mapping[str, str]) -> Counter[str]:
    """Units whose band differs: `band:kind:unit:was>now`; a unit on one side only has none there.

    Keys of the mappings are "kind:unit".
    """
    units = sorted({*before, *after})
    tally = Counter(
        f"band:{unit}:{before.get(unit, '')}>{after.get(unit, '')}"
        for unit in units
        if before.get(unit) != after.get(unit)
    )
    tally["elsewhere"] = len(tally)
    tally["asked"] = len(units)
    return tally
