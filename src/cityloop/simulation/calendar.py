"""Days of the city: working or not, weather, waking hours, shifts, due times.

Local days are taken as 86,400 seconds from the first midnight; where clocks change, hours of the
simulated day are off by one for half a year, which no figure of the simulation depends on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from cityloop.core.rules.worktime import WorkCalendar, is_workday
from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.parameter_rows import Climate
from cityloop.simulation.streams import Bools, Ints, stream

DAY = 86_400
HOUR = 3_600
HOURS_OF_WEEK = 168
HOURS_OF_DAY = 24
HOURS, WORKING_DAYS = 0, 2
# Days after the last one in which an answer may still fall.
TAIL_DAYS = 400
WEATHER = ("fair", "rain", "heat", "cold")


@dataclass(frozen=True, slots=True)
class Days:
    """One row per local day from `first` to well after the end.

    start: int64 epoch seconds of the first midnight. month 0..11, weekday 0..6 (Monday 0),
    work: a working day, weather: position in WEATHER.
    """

    first: date
    start: int
    month: Ints
    weekday: Ints
    work: Bools
    weather: Ints

    def number(self, moments: Ints) -> Ints:
        """Position of the local day of each moment."""
        return (moments - self.start) // DAY

    def epoch(self, day: date) -> int:
        """Epoch seconds of a day's local midnight."""
        return self.start + (day - self.first).days * DAY


def days_between(
    first: date, *, until: date, seed: int, calendar: WorkCalendar, climate: Climate
) -> Days:
    """The days of a simulation with a tail; weather comes month by month from its own stream.

    In years that the calendar does not hold, weekends alone are free: simulated history may reach
    further back than the reviewed calendar.
    """
    count = (until - first).days + TAIL_DAYS
    dates = [first + timedelta(days=number) for number in range(count)]
    midnight = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(calendar.zone))
    return Days(
        first=first,
        start=int(midnight.timestamp()),
        month=np.array([day.month - 1 for day in dates]),
        weekday=np.array([day.weekday() for day in dates]),
        work=np.array([_works(day, calendar=calendar) for day in dates]),
        weather=_weather(dates, seed=seed, climate=climate),
    )


def _works(day: date, *, calendar: WorkCalendar) -> bool:
    if day.year in calendar.years:
        return is_workday(day, calendar=calendar)
    return day.weekday() not in calendar.weekend


def _weather(dates: Sequence[date], *, seed: int, climate: Climate) -> Ints:
    """A Markov chain that stays with the chance `persistence`, else draws from the month."""
    states: list[int] = []
    month, kept, drawn = (0, 0), np.empty(0), np.empty(0)
    for day in dates:
        if (day.year, day.month) != month:
            month = (day.year, day.month)
            chance = stream(seed, "weather", *month)
            kept, drawn = chance.uniforms(31), chance.uniforms(31)
            states.append(_climate_state(day.month, share=drawn[day.day - 1], climate=climate))
            continue
        stays = kept[day.day - 1] < climate.persistence
        new = _climate_state(day.month, share=drawn[day.day - 1], climate=climate)
        states.append(states[-1] if stays else new)
    return np.array(states)


def _climate_state(month: int, *, share: float, climate: Climate) -> int:
    for state, name in enumerate(WEATHER[1:], start=1):
        share -= getattr(climate, name)[month - 1]
        if share < 0:
            return state
    return 0


@dataclass(frozen=True, slots=True)
class WakingClock:
    """Time that runs fast when people are up: an average day is 1.0.

    A Poisson process that is even in this time has the city's daily and weekly rhythm.
    """

    monday: int
    passed: Floats
    rate: Floats

    def at(self, moments: Floats) -> Floats:
        """Waking days at each moment (epoch seconds)."""
        hours = (moments - self.monday) / HOUR
        week = np.floor(hours / HOURS_OF_WEEK)
        inside = hours - week * HOURS_OF_WEEK
        hour = np.minimum(inside.astype(np.int64), HOURS_OF_WEEK - 1)
        return np.asarray(week * 7.0 + self.passed[hour] + (inside - hour) * self.rate[hour])

    def moment(self, waking: Floats) -> Floats:
        """The moment of each waking day; the inverse of `at`."""
        week = np.floor(waking / 7.0)
        inside = waking - week * 7.0
        hour = np.searchsorted(self.passed, inside, side="right") - 1
        hour = np.clip(hour, 0, HOURS_OF_WEEK - 1)
        return self.monday + HOUR * (
            week * HOURS_OF_WEEK + hour + (inside - self.passed[hour]) / self.rate[hour]
        )


def waking_clock(days: Days, *, hours: Sequence[float], week: Sequence[float]) -> WakingClock:
    """A clock by hours of the day and days of the week; every weight must be above zero."""
    weights = (np.array(week)[:, None] * np.array(hours)[None, :]).ravel()
    rate = weights * 7.0 / np.cumsum(weights)[-1]
    monday = days.start - int(days.weekday[0]) * DAY
    return WakingClock(
        monday=monday, passed=np.concatenate([[0.0], np.cumsum(rate)])[:-1], rate=rate
    )


@dataclass(frozen=True, slots=True)
class ShiftClock:
    """Hours in which a team is at work since the first midnight."""

    start: int
    passed: Floats
    rate: Floats

    def at(self, moments: Ints) -> Floats:
        """Hours worked until each moment."""
        hours = (moments - self.start) / HOUR
        hour = np.clip(hours.astype(np.int64), 0, len(self.rate) - 1)
        return self.passed[hour] + (hours - hour) * self.rate[hour]

    def moment(self, worked: Floats) -> Ints:
        """The first moment at which so many hours are worked; the end when it never comes."""
        end = np.searchsorted(self.passed, worked, side="left")
        hour = np.clip(end - 1, 0, len(self.rate) - 1)
        part = np.where(self.rate[hour] > 0, worked - self.passed[hour], 1.0)
        seconds = HOUR * (hour + np.clip(part, 0.0, 1.0))
        return np.asarray(self.start + seconds).astype(np.int64)


def shift_clock(days: Days, *, windows: Sequence[str]) -> ShiftClock:
    """A clock by windows such as "work 09-12" and "off 00-24", in whole hours."""
    at_work = np.zeros((2, 24))
    for window in windows:
        kind, _, span = window.partition(" ")
        opens, _, closes = span.partition("-")
        at_work[0 if kind == "work" else 1, int(opens) : int(closes)] = 1.0
    rate = at_work[np.where(days.work, 0, 1)].ravel()
    return ShiftClock(start=days.start, passed=np.concatenate([[0.0], np.cumsum(rate)]), rate=rate)


def service_clock(days: Days, *, calendar: WorkCalendar) -> ShiftClock:
    """A clock by the service hours of a calendar, in whole hours that hold them.

    Where service begins or ends within an hour it runs ahead, so no limit ends too late by it.
    """
    windows = []
    for opens, closes in calendar.service_hours:
        last = closes.hour + (closes.minute > 0) if closes > opens else HOURS_OF_DAY
        windows.append(f"work {opens.hour:02d}-{last:02d}")
    return shift_clock(days, windows=windows)


def due_moments(begins: Ints, *, days: Days, amount: Floats, unit: Ints) -> Ints:
    """When an answer is due: unit 0 hours, 1 natural days, 2 working days, to the end of the day.

    The day on which a limit starts does not count (domain.md H3, rule 4).
    """
    begins_on = np.clip(days.number(begins), 0, len(days.work) - 1)
    whole = amount.astype(np.int64)
    workdays = np.flatnonzero(days.work)
    worked = np.cumsum(days.work)
    place = np.clip(worked[begins_on] + whole - 1, 0, len(workdays) - 1)
    last = np.where(unit == WORKING_DAYS, workdays[place], begins_on + whole)
    by_day = days.start + (last + 1) * DAY
    return np.where(unit == HOURS, begins + (amount * HOUR).astype(np.int64), by_day)
