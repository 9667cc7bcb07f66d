"""Planted changes: drifts, measures, renewal projects, outbreaks, and how strong they are when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cityloop.core.errors import DefinitionError
from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.calendar import DAY, Days
from cityloop.simulation.parameter_rows import Change, Outbreak
from cityloop.simulation.streams import Bools, Ints
from cityloop.simulation.world import World


@dataclass(frozen=True, slots=True)
class Planted:
    """A change with its places: masks over service types and communities, from a moment."""

    row: Change
    number: int
    types: Bools
    communities: Bools
    since: int

    def level(self, moments: Ints) -> Floats:
        """How far the change is in force at each moment, 0 to 1."""
        passed = (moments - self.since) / DAY
        if self.row.ramp_days == 0:
            return (passed >= 0).astype(np.float64)
        return np.clip(passed / self.row.ramp_days, 0.0, 1.0)

    def factor(self, moments: Ints, *, of: str) -> Floats:
        """What the change multiplies a figure with at each moment."""
        return np.asarray(1.0 + (getattr(self.row, of) - 1.0) * self.level(moments))

    def covers(self, types: Ints, *, communities: Ints) -> Bools:
        """Where the change holds."""
        return self.types[types] & self.communities[communities]


@dataclass(frozen=True, slots=True)
class PlantedOutbreak:
    """An outbreak with its places and days."""

    row: Outbreak
    number: int
    types: Bools
    communities: Bools
    first_day: int

    def mean(self, days: Ints) -> Floats:
        """Extra incidents of each day, over all its types and places."""
        inside = (days >= self.first_day) & (days < self.first_day + self.row.days)
        return np.where(inside, self.row.extra, 0.0)


def planted_changes(
    rows: Sequence[Change], *, world: World, days: Days, first_number: int = 0
) -> tuple[Planted, ...]:
    """Changes of the file at their places; raises DefinitionError for an unknown code."""
    return tuple(
        Planted(
            row=row,
            number=number,
            types=type_mask(row.types, groups=row.groups, world=world, of=row.code),
            communities=community_mask(row.areas, world=world, of=row.code),
            since=days.epoch(row.since),
        )
        for number, row in enumerate(rows, start=first_number)
    )


def planted_outbreaks(
    rows: Sequence[Outbreak], *, world: World, first: date
) -> tuple[PlantedOutbreak, ...]:
    """Outbreaks of the file at their places; raises DefinitionError for an unknown code."""
    return tuple(
        PlantedOutbreak(
            row=row,
            number=number,
            types=type_mask(row.types, groups=(), world=world, of=row.code),
            communities=community_mask(row.areas, world=world, of=row.code),
            first_day=(row.since - first).days,
        )
        for number, row in enumerate(rows)
    )


def type_mask(codes: Sequence[str], *, groups: Sequence[str], world: World, of: str) -> Bools:
    """Types named by code or group; all of them when nothing is named."""
    _check(codes, known=world.type_code, of=of, noun="service type")
    _check(groups, known=world.group_code, of=of, noun="group")
    if not codes and not groups:
        return np.ones(len(world.type_code), dtype=bool)
    return np.array(
        [
            code in codes or world.group_code[int(group)] in groups
            for code, group in zip(world.type_code, world.type_group, strict=True)
        ]
    )


def community_mask(codes: Sequence[str], *, world: World, of: str) -> Bools:
    """Communities named by code, sub-district or district; all when nothing is named."""
    known = (*world.community_code, *world.subdistrict_code, *world.district_code)
    _check(codes, known=known, of=of, noun="area")
    if not codes:
        return np.ones(len(world.community_code), dtype=bool)
    places = zip(world.community_code, world.subdistrict, world.district, strict=True)
    return np.array(
        [
            code in codes
            or world.subdistrict_code[int(subdistrict)] in codes
            or world.district_code[int(district)] in codes
            for code, subdistrict, district in places
        ]
    )


def _check(codes: Sequence[str], *, known: Sequence[str], of: str, noun: str) -> None:
    for code in codes:
        if code not in known:
            raise DefinitionError(
                f"simulation.yaml, '{of}': {noun} '{code}' does not exist; correct the code"
            )
