"""One month of one block of copies of the city: its days, its moments, its streams."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from cityloop.core.errors import InputError
from cityloop.simulation.calendar import DAY, Days
from cityloop.simulation.streams import Ints, Stream, stream

# Numbers of incidents and reports: block and month above, position in the month below.
MONTH_BITS = 28
BLOCK_BITS = 12
FIRST_YEAR, LAST_YEAR = 2000, 2300


def check_span(since: date, *, until: date) -> None:
    """Raise InputError unless all days lie in the years that numbers of rows have room for."""
    if since.year < FIRST_YEAR or until.year > LAST_YEAR:
        raise InputError(
            f"The days from {since} to {until} cannot be simulated.",
            mend=f"Choose days of the years {FIRST_YEAR} to {LAST_YEAR}.",
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """A month, cut at the ends of the simulation. `day_from`, `day_to`: positions in Days."""

    seed: int
    block: int
    copies: int
    year: int
    month: int
    day_from: int
    day_to: int
    first: int
    until: int

    @property
    def name(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def days(self) -> Ints:
        """Positions of the month's days."""
        return np.arange(self.day_from, self.day_to)

    def stream(self, stage: str) -> Stream:
        """The stream of one stage of this month."""
        return stream(self.seed, "block", self.block, self.name, stage)

    def numbers(self, count: int) -> Ints:
        """Numbers for the month's rows: rising in time, whatever other months hold."""
        months = (self.year - FIRST_YEAR) * 12 + self.month
        base = (self.block << BLOCK_BITS | months) << MONTH_BITS
        return base + np.arange(count, dtype=np.int64)


def scopes_between(
    since: date, *, until: date, days: Days, seed: int, block: int, copies: int
) -> list[Scope]:
    """The calendar months of [since, until), the first and last one cut."""
    scopes = []
    start = since
    while start < until:
        following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        end = min(following, until)
        day_from, day_to = (start - days.first).days, (end - days.first).days
        scopes.append(
            Scope(
                seed=seed, block=block, copies=copies, year=start.year, month=start.month,
                day_from=day_from, day_to=day_to,
                first=days.start + day_from * DAY, until=days.start + day_to * DAY,
            )
        )  # fmt: skip
        start = end
    return scopes
