"""The three years that the pages tell of, and the same city without its measures."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np

from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.calendar import DAY
from cityloop.simulation.engine import months
from cityloop.simulation.ground import voices
from cityloop.simulation.parameters import Parameters, read_parameters
from cityloop.simulation.streams import Ints
from cityloop.simulation.tables import Array, Month, Table
from cityloop.simulation.world import World, read_world

# The seed of `cityloop demo`, and the days that `cityloop simulate` names in November 2026.
SEED = 12345
SINCE, UNTIL = date(2023, 11, 1), date(2026, 11, 1)
LAST_YEAR = date(2025, 11, 1)
OTHER_SEEDS = (1, 2, 3, 4, 5, 6)
NO_EFFECT = {"incidents": 1.0, "voice": 1.0, "solved": 1.0, "pace": 1.0}


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """What happened, was said and was done; `handling` has the rows of `reports`.

    incidents_by_month (true ones) and requests_by_month: [months, C]. propensity [C]: how readily
    a community speaks up, all its groups together, the city's mean by households being 1. first:
    epoch seconds of the first local midnight; local days last 86,400 seconds.
    """

    world: World
    parameters: Parameters
    first: int
    incidents: Table
    reports: Table
    handling: Table
    incidents_by_month: Ints
    requests_by_month: Ints
    propensity: Floats

    @property
    def days(self) -> int:
        """Days of the period."""
        return (UNTIL - SINCE).days

    def day(self, moments: Array) -> Array:
        """Position of each moment's local day."""
        return np.asarray((moments - self.first) // DAY)

    def date(self, day: int) -> date:
        """The date at a position."""
        return SINCE + timedelta(days=day)

    def hour(self, moments: Array) -> Array:
        """Local hour of the day, 0 to 23."""
        return np.asarray((moments - self.first) % DAY // 3600)

    def per_thousand(self, counts: Array) -> Floats:
        """Counts of the communities per 1,000 households."""
        return np.asarray(counts / self.world.households * 1000.0)


@dataclass(frozen=True, slots=True, eq=False)
class Pasts:
    """The city, the city without its measures, and single years of the city from other seeds."""

    told: Past
    unmeasured: Past
    others: tuple[tuple[Ints, Ints], ...]


def read_pasts(folder: Path) -> Pasts:
    """Simulate all that the pages need from a city's folder; about five seconds."""
    world, parameters = read_world(folder), read_parameters(folder)
    return Pasts(
        told=past_of(world, parameters),
        unmeasured=past_of(world, without_measures(parameters)),
        others=tuple(last_year(world, parameters, seed=seed) for seed in OTHER_SEEDS),
    )


def without_measures(parameters: Parameters) -> Parameters:
    """The same figures with measures that change nothing."""
    idle = tuple(msgspec.structs.replace(row, **NO_EFFECT) for row in parameters.file.measures)
    return replace(parameters, file=msgspec.structs.replace(parameters.file, measures=idle))


def past_of(world: World, parameters: Parameters) -> Past:
    """The three years of one city."""
    found = list(months(world, parameters, seed=SEED, since=SINCE, until=UNTIL))
    return Past(
        world=world,
        parameters=parameters,
        first=found[0].first,
        incidents=joined(month.incidents for month in found),
        reports=joined(month.reports for month in found),
        handling=joined(month.handling for month in found),
        incidents_by_month=counts_by_month(found, table="incidents", world=world),
        requests_by_month=counts_by_month(found, table="reports", world=world),
        propensity=propensity_of(world, parameters),
    )


def propensity_of(world: World, parameters: Parameters) -> Floats:
    """How readily each community speaks up; the city's mean by households is 1."""
    _, voice = voices(world, file=parameters.file, seed=SEED)
    heard = np.cumsum(voice, axis=1)[:, -1]
    homes = np.asarray(world.households, dtype=np.float64)
    return np.asarray(heard / (np.cumsum(heard * homes)[-1] / np.cumsum(homes)[-1]))


def last_year(world: World, parameters: Parameters, *, seed: int) -> tuple[Ints, Ints]:
    """True incidents and requests by community in the last year from another seed."""
    found = list(months(world, parameters, seed=seed, since=LAST_YEAR, until=UNTIL))
    return (
        counts_by_month(found, table="incidents", world=world).sum(axis=0),
        counts_by_month(found, table="reports", world=world).sum(axis=0),
    )


def joined(tables: Iterable[Table]) -> Table:
    """The rows of all tables."""
    every = list(tables)
    names = every[0].columns
    return Table({name: np.concatenate([one[name] for one in every]) for name in names})


def counts_by_month(found: list[Month], *, table: str, world: World) -> Ints:
    """Rows of a table by month and community."""
    places = len(world.community_code)
    return np.stack(
        [np.bincount(getattr(month, table)["community"], minlength=places) for month in found]
    )


def moment_of(day: date, *, past: Past) -> int:
    """Epoch seconds of a date's local midnight."""
    return past.first + (day - SINCE).days * DAY


def month_starts() -> list[date]:
    """The first day of every month of the period."""
    starts, day = [], SINCE
    while day < UNTIL:
        starts.append(day)
        day = datetime(day.year + day.month // 12, day.month % 12 + 1, 1, tzinfo=UTC).date()
    return starts
