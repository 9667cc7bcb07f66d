"""A slow, obvious clock: it steps through every minute. It knows nothing of the code under test.

All times are whole minutes. A calendar is a plain dictionary: zone, weekend, off, extra (sets of
dates), windows ((first minute of day, end minute), ...), closing (minute of day, 1440 = 24:00).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
LONGEST = 400 * 24 * 60  # minutes after which the oracle gives up


def works(calendar: Mapping[str, Any], day: date) -> bool:
    if day in calendar["extra"]:
        return True
    return day not in calendar["off"] and day.weekday() not in calendar["weekend"]


@dataclass
class Counter:
    """Counts down what is left of a limit, minute by minute; `since` is the day left out."""

    unit: str
    left: int
    since: date

    def minute(self, calendar: Mapping[str, Any], now: datetime, then: datetime) -> None:
        """Spend the minute between two local times."""
        if self.unit == "elapsed":
            self.left -= 1
        elif self.unit == "open":
            of_day = now.hour * 60 + now.minute
            is_open = any(first <= of_day < end for first, end in calendar["windows"])
            self.left -= works(calendar, now.date()) and is_open
        elif self.closes(calendar["closing"], now, then) and now.date() > self.since:
            self.left -= self.unit == "natural_days" or works(calendar, now.date())

    @staticmethod
    def closes(closing: int, now: datetime, then: datetime) -> bool:
        """Whether the day of `now` closes as the minute ends."""
        if then.date() > now.date():
            return closing > now.hour * 60 + now.minute
        return now.hour * 60 + now.minute < closing <= then.hour * 60 + then.minute


def counter(unit: str, amount: int, since: date) -> Counter:
    if unit in ("minutes", "hours"):
        return Counter("elapsed", amount * (60 if unit == "hours" else 1), since)
    if unit == "working_hours":
        return Counter("open", amount * 60, since)
    return Counter(unit, amount, since)


def one_day(unit: str, days: int, since: date) -> Counter:
    """A day, for a clock in this unit."""
    if unit in ("minutes", "hours"):
        return counter("hours", 24 * days, since)
    return counter("natural_days" if unit == "natural_days" else "working_days", days, since)


@dataclass
class Standing:
    """Why the clock stands still, and for how many minutes at most."""

    kind: str = ""
    left: float = 0


class Walk:
    """One limit, walked minute by minute; `caps` in minutes (each, total) and `days` at least."""

    def __init__(self, unit: str, calendar: Mapping[str, Any], caps: Mapping[str, int]) -> None:
        self.unit, self.calendar, self.caps = unit, calendar, caps
        self.counters: list[Counter] = []
        self.standing, self.total = Standing(), caps["total"]

    def take(self, step: str, today: date) -> None:
        if step in ("pause", "defer") and self.standing.kind != "defer":
            self.standing = Standing(step, min(self.caps["each"], self.total))
        elif (step, self.standing.kind) == ("unpause", "pause"):
            self.standing = Standing()
        elif (step, self.standing.kind) == ("resume", "defer"):
            self.standing = Standing()
            self.counters.append(one_day(self.unit, self.caps["days"], today))

    def spend(self, now: datetime, then: datetime) -> None:
        if self.standing.kind == "defer":
            return
        if self.standing.kind == "pause" and self.standing.left > 0:
            self.standing.left -= 1
            self.total -= 1
            return
        for each in self.counters:
            each.minute(self.calendar, now, then)


def due(
    start: datetime,
    *,
    limit: tuple[str, int],
    calendar: Mapping[str, Any],
    story: Sequence[tuple[int, str]] = (),
    caps: Mapping[str, int] | None = None,
) -> datetime | None:
    """When the limit (unit, amount) is used up; None while deferred for good.

    `story`: (minute after start, step), steps pause, unpause, defer, resume.
    """
    zone, steps = ZoneInfo(calendar["zone"]), list(story)
    walk = Walk(limit[0], calendar, caps or {"each": LONGEST, "total": LONGEST, "days": 1})
    walk.counters = [counter(*limit, start.astimezone(zone).date())]
    for minute in range(LONGEST):
        now = (start + minute * MINUTE).astimezone(zone)
        if all(each.left <= 0 for each in walk.counters):
            return now.astimezone(UTC)
        while steps and steps[0][0] == minute:
            walk.take(steps.pop(0)[1], now.date())
        if walk.standing.kind == "defer" and not steps:
            return None
        walk.spend(now, (start + (minute + 1) * MINUTE).astimezone(zone))
    raise AssertionError("the oracle gave up")
