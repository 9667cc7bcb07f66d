"""What stays the same in every month: rates, propensities, estates and points as arrays."""

from dataclasses import dataclass

import numpy as np

from cityloop.simulation.arithmetic import Floats, exponential, power
from cityloop.simulation.parameters import ParameterFile, type_reader
from cityloop.simulation.streams import Bools, Ints, cumulative_rows, stream
from cityloop.simulation.tables import KINDS, Group
from cityloop.simulation.world import World

BUILT_NOW = 2026.0
OLD_STOCK_YEARS = 30.0
GROUPS = 8
POINTS = 128
INCIDENT_KINDS = ("assistance", "complaint", "irregularity")


@dataclass(frozen=True, slots=True)
class Points:
    """Points inside each community and each estate, [places, POINTS]."""

    community_lon: Floats
    community_lat: Floats
    estate_lon: Floats
    estate_lat: Floats


@dataclass(frozen=True, slots=True)
class Ground:
    """Arrays by type [T], community [C], group [8] of the city.

    rate [T, C]: incidents a day on an average day. asks, suggests, praises [T]: requests a day of
    the whole city. voice [C, 8]: share of a group times its propensity; its sum over groups is how
    readily a community speaks up (1 = average group everywhere).
    """

    world: World
    rate: Floats
    season: Floats
    week: Floats
    weather: Floats
    hours: Floats
    branching: Floats
    contagion_days: Floats
    life_days: Floats
    life_spread: Floats
    reports: Floats
    in_estate: Floats
    firms: Floats
    ease: Floats
    work_hours: Floats
    whistles: Floats
    asks: Floats
    suggests: Floats
    praises: Floats
    kinds: Bools
    share: Floats
    voice: Floats
    households: Floats
    estate_order: Ints
    estate_from: Ints
    estate_weight: Floats
    points: Points


def ground_of(world: World, *, file: ParameterFile, seed: int) -> Ground:
    """The ground of a city; raises LookupError for a profile that the file does not have."""
    groups = [world.group_code[int(group)] for group in world.type_group]
    reader = type_reader(file, codes=world.type_code, groups=groups)
    households = np.asarray(world.households, dtype=np.float64)
    thousand = file.volume * float(np.cumsum(households)[-1]) / 1000.0
    yearly = {
        name: reader.floats(name) / 365.25 for name in ("inquiries", "suggestions", "praises")
    }
    effects = {
        name: [1.0, row["rain"], row["heat"], row["cold"]]
        for name, row in file.weather_effects.items()
    }
    kinds = np.array([[kind in allowed for kind in KINDS] for allowed in world.type_kinds])
    happens = kinds[:, [KINDS.index(kind) for kind in INCIDENT_KINDS]].any(axis=1)
    share, voice = voices(world, file=file, seed=seed)
    order, starts, weights = estates_by_community(world)
    return Ground(
        world=world,
        rate=rates(
            world,
            file=file,
            seed=seed,
            base=reader.floats("incidents") * happens * file.volume,
            age_power=reader.floats("age_power"),
        ),
        season=reader.table("season", named=file.seasons),
        week=reader.table("week", named=file.weeks),
        weather=reader.table("weather", named=effects),
        hours=cumulative_rows(reader.table("hours", named=file.hours)),
        branching=reader.floats("branching"),
        contagion_days=reader.floats("contagion_days"),
        life_days=reader.floats("life_days"),
        life_spread=reader.floats("life_spread"),
        reports=reader.floats("reports"),
        in_estate=reader.floats("in_estate"),
        firms=reader.floats("firms"),
        ease=reader.floats("ease"),
        work_hours=reader.floats("work_hours"),
        whistles=reader.floats("whistles"),
        asks=yearly["inquiries"] * thousand * kinds[:, KINDS.index("inquiry")],
        suggests=yearly["suggestions"] * thousand * kinds[:, KINDS.index("suggestion")],
        praises=yearly["praises"] * thousand * kinds[:, KINDS.index("praise")],
        kinds=kinds,
        share=share,
        voice=voice,
        households=households,
        estate_order=order,
        estate_from=starts,
        estate_weight=weights,
        points=points_of(world, seed=seed),
    )


def rates(
    world: World, *, file: ParameterFile, seed: int, base: Floats, age_power: Floats
) -> Floats:
    """Incidents a day by type and community: households, stock age, a lasting local effect.

    `base`: incidents per 1,000 households and year by type.
    """
    households = np.asarray(world.households, dtype=np.float64)
    mean = float(np.cumsum(households)[-1]) / len(households)
    size = mean / 1000.0 * power(households / mean, file.households_power)
    age = np.maximum(BUILT_NOW - np.asarray(world.built_year, dtype=np.float64), 3.0)
    old = np.stack([power(age / OLD_STOCK_YEARS, one) for one in age_power])
    chance = stream(seed, "places", "needs")
    cells = len(world.group_code) * len(households)
    local = exponential(file.place_spread * chance.normals(cells))
    effect = local.reshape(len(world.group_code), len(households))
    rate = base[:, None] / 365.25 * size[None, :] * old * effect[np.asarray(world.type_group)]
    return np.asarray(rate)


def voices(world: World, *, file: ParameterFile, seed: int) -> tuple[Floats, Floats]:
    """Share of each group in each community, and share times propensity, both [C, 8]."""
    row = file.voice
    shares = [
        np.asarray(part, dtype=np.float64)
        for part in (world.share_65, world.share_rent, world.share_newcomer)
    ]
    bits = [Group.OLD, Group.TENANT, Group.NEWCOMER]
    speaks = [row.old, row.tenant, row.newcomer]
    count = len(world.community_code)
    share, factor = np.ones((count, GROUPS)), np.ones(GROUPS)
    for part, bit, spoken in zip(shares, bits, speaks, strict=True):
        has = (np.arange(GROUPS) & bit) > 0
        share = share * np.where(has[None, :], part[:, None], 1.0 - part[:, None])
        factor = factor * np.where(has, spoken, 1.0)
    income = power(np.asarray(world.income, dtype=np.float64), row.income_power)
    local = exponential(row.place_spread * stream(seed, "places", "voice").normals(count))
    return share, share * factor[None, :] * (income * local)[:, None]


def estates_by_community(world: World) -> tuple[Ints, Ints, Floats]:
    """Estates ordered by community, the first of each community, and cumulative households."""
    community = np.asarray(world.estate_community, dtype=np.int64)
    order = np.argsort(community, kind="stable")
    starts = np.searchsorted(community[order], np.arange(len(world.community_code) + 1))
    weights = np.asarray(world.estate_households, dtype=np.float64)[order]
    return order, starts, np.concatenate([[0.0], np.cumsum(weights)])


def points_of(world: World, *, seed: int) -> Points:
    """Points inside every community and estate, to draw from without a search."""
    places = len(world.community_code), len(world.estate_code)
    drawn = []
    for noun, count in zip(("community", "estate"), places, strict=True):
        chance = stream(seed, "points", noun)
        lon, lat = np.empty((count, POINTS)), np.empty((count, POINTS))
        for place in range(count):
            lon[place], lat[place] = world.points_in(noun, place, chance=chance, count=POINTS)
        drawn += [lon, lat]
    return Points(*drawn)
