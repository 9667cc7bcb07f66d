"""A hand-made town of a few communities, to try the simulation on."""

from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from cityloop.simulation.engine import simulate_block
from cityloop.simulation.parameters import Parameters, read_parameters
from cityloop.simulation.tables import Month
from cityloop.simulation.world import World

DEMO = Path(__file__).parents[3] / "definitions" / "demo"
TYPES = (
    ("street-light-out", 0, ("assistance", "complaint"), 3),
    ("heating-cold", 1, ("assistance", "complaint"), 2),
    ("utility-bill", 1, ("inquiry", "complaint"), 3),
    ("official-misconduct", 2, ("irregularity",), 4),
    ("praise", 2, ("praise",), 4),
    ("idea", 2, ("suggestion",), 4),
)
AGENCIES = (
    ("hotline-centre", "hotline_centre", "town"),
    ("urban-management", "department", "town"),
    ("supervision", "department", "town"),
    ("north-office", "subdistrict", "north"),
    ("south-office", "subdistrict", "south"),
)
LEADS = (1, 1, 2, 2, 0, -1)


def small_world(*, communities: int = 4) -> World:
    """A town of two sub-districts with `communities` squares and one estate in each."""
    place = np.arange(communities)
    squares = shapely.box(place, np.zeros(communities), place + 0.9, np.full(communities, 0.9))
    estates = shapely.box(place + 0.2, np.full(communities, 0.2), place + 0.4, 0.4)
    households = 400.0 + 150.0 * place
    return World(
        community_code=tuple(f"c{number}" for number in place),
        subdistrict_code=("north", "south"),
        district_code=("town",),
        subdistrict=(place % 2).astype(np.int16),
        district=np.zeros(communities, dtype=np.int16),
        population=households * 2.5,
        households=households,
        share_65=0.1 + 0.05 * (place % 4),
        share_child=np.full(communities, 0.15),
        share_rent=0.1 + 0.2 * (place % 4),
        share_newcomer=0.05 + 0.1 * (place % 3),
        share_zh=np.full(communities, 0.7),
        income=0.7 + 0.2 * (place % 4),
        built_year=1970 + 10 * (place % 5),
        lon=place + 0.5,
        lat=np.full(communities, 0.5),
        estate_code=tuple(f"e{number}" for number in place),
        estate_community=place.astype(np.int32),
        estate_households=households / 2,
        estate_built_year=1970 + 10 * (place % 5),
        estate_lifts=np.ones(communities, dtype=bool),
        estate_heritage=np.zeros(communities, dtype=bool),
        estate_kind=np.zeros(communities, dtype=np.int8),
        bbox=shapely.bounds(estates),
        type_code=tuple(row[0] for row in TYPES),
        type_group=np.array([row[1] for row in TYPES]),
        group_code=("streets", "supply", "conduct"),
        type_kinds=tuple(row[2] for row in TYPES),
        type_grade=np.array([row[3] for row in TYPES]),
        type_physical=np.array([True, True, False, False, False, False]),
        type_shielded=np.array([False, False, False, True, False, False]),
        agency_code=tuple(row[0] for row in AGENCIES),
        agency_kind=tuple(row[1] for row in AGENCIES),
        agency_territory=tuple(row[2] for row in AGENCIES),
        lead=np.repeat(np.array(LEADS)[:, None], communities, axis=1),
        community_shape=squares,
        estate_shape=estates,
    )


@cache
def demo_parameters() -> Parameters:
    """The demo city's figures, as they stand in its file."""
    return read_parameters(DEMO)


def town_parameters(*, volume: float = 10.0, **others: object) -> Parameters:
    """The demo's figures for the small town, with nothing planted unless stated in `others`."""
    planted = {"gaming": (), "outbreaks": (), "drifts": (), "measures": ()}
    parameters = demo_parameters()
    file = msgspec.structs.replace(parameters.file, volume=volume, **{**planted, **others})
    return replace(parameters, file=file)


SINCE, UNTIL = date(2025, 1, 20), date(2025, 5, 1)


def town_months(
    *, seed: int = 5, communities: int = 4, volume: float = 40.0, copies: int = 1, **others: object
) -> list[Month]:
    """The months of the small town from SINCE to UNTIL."""
    return list(
        simulate_block(
            small_world(communities=communities),
            town_parameters(volume=volume, **others),
            seed=seed,
            since=SINCE,
            until=UNTIL,
            copies=copies,
        )
    )


def column(months: list[Month], table: str, name: str) -> NDArray[Any]:
    """A column over all months."""
    return np.concatenate([getattr(month, table)[name] for month in months])


def digest_of(months: list[Month]) -> str:
    """A hash of every byte of the months' tables."""
    found = blake2b()
    for month in months:
        for table in (month.incidents, month.reports, month.handling, month.ends, month.unsaid):
            for name, values in table.columns.items():
                found.update(name.encode() + values.tobytes())
    return found.hexdigest()
