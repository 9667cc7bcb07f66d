"""Random calendars, starts and stories for the clock, as the oracle wants them and as we do."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from cityloop.core.rules.worktime import WorkCalendar

# With changes at night, at midnight itself, by half an hour, and without any.
ZONES = (
    "UTC",
    "Asia/Shanghai",
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "Asia/Beirut",
    "Australia/Lord_Howe",
)
# Days around changes of the clocks of those zones in 2017.
CHANGES = (
    date(2017, 3, 12),
    date(2017, 3, 26),
    date(2017, 4, 2),
    date(2017, 10, 1),
    date(2017, 10, 15),
    date(2017, 10, 29),
    date(2017, 11, 5),
)
UNITS = ("minutes", "hours", "working_hours", "natural_days", "working_days")
WINDOWS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((540, 720), (780, 1020)),
    ((360, 1320),),
    ((0, 1440),),
)


@st.composite
def calendars(draw: st.DrawFn) -> dict[str, Any]:
    around = st.sampled_from(CHANGES).flatmap(
        lambda day: st.integers(-6, 20).map(lambda n: day + timedelta(days=n))
    )
    off = draw(st.sets(around, max_size=8))
    return {
        "zone": draw(st.sampled_from(ZONES)),
        "weekend": draw(st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset({6})])),
        "off": off,
        "extra": draw(st.sets(around, max_size=4)) - off,
        "windows": draw(st.sampled_from(WINDOWS)),
        "closing": draw(st.sampled_from([1440, 1440, 1080, 1050])),
    }


@st.composite
def starts(draw: st.DrawFn) -> datetime:
    day = draw(st.sampled_from(CHANGES)) + timedelta(days=draw(st.integers(-4, 1)))
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return moment + timedelta(minutes=draw(st.integers(0, 1439)))


def amounts(unit: str) -> st.SearchStrategy[int]:
    return st.integers(1, {"minutes": 3000, "hours": 60, "working_hours": 24}.get(unit, 6))


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[int, str]]:
    """Up to three pauses or deferrals, in minutes after the start; some are never ended."""
    story, minute = [], 0
    for _ in range(draw(st.integers(0, 3))):
        minute += draw(st.integers(1, 4000))
        kind = draw(st.sampled_from(["pause", "pause", "defer"]))
        story.append((minute, kind))
        if draw(st.integers(0, 5)):
            minute += draw(st.sampled_from([1, 60, 600, 1440, 3000]))
            story.append((minute, {"pause": "unpause", "defer": "resume"}[kind]))
    return story


def work_calendar(plain: dict[str, Any]) -> WorkCalendar:
    """The oracle's dictionary as a WorkCalendar."""
    return WorkCalendar(
        code="random",
        version="1",
        zone=plain["zone"],
        years=frozenset(range(2016, 2020)),
        days_off=frozenset(plain["off"]),
        extra_workdays=frozenset(plain["extra"]),
        provisional_years=frozenset(),
        weekend=plain["weekend"],
        service_hours=tuple((_time(first), _time(end)) for first, end in plain["windows"]),
        end_of_day=None if plain["closing"] == 1440 else _time(plain["closing"]),
    )


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
