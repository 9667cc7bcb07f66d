"""What a city decides about its call-backs: whom to call, when, and how often."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

import msgspec

from cityloop.followups.rules.mapping import record_from_mapping


class DayPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stretch of the local day in which calls are made; half-open, within one day."""

    name: str
    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"day part '{self.name}' must end after it starts, within one day")


class SamplingPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The reviewed plan of domain.md H6; shares are fractions of one.

    census_up_to: a unit with at most so many orders has them all called. half_width: wanted
    half-width of the interval of a share, at `confidence`. always: facts of an order that make its
    call certain. attempts: calls in different day parts before a link is sent instead.
    """

    code: str
    version: str
    names: dict[str, str]
    note: dict[str, str] = {}
    census_up_to: int
    half_width: Decimal
    confidence: Decimal
    minimum_per_stratum: int
    always_grades: tuple[int, ...]
    always: tuple[Literal["rework", "reopened", "excluded"], ...]
    linked_share: Decimal
    window_days: int
    attempts: int
    day_parts: tuple[DayPart, ...]
    link_wait_hours: int

    def __post_init__(self) -> None:
        checks = (
            (self.census_up_to >= 0, "census_up_to must not be negative"),
            (0 < self.half_width < 1, "half_width must lie between 0 and 1"),
            (0 < self.confidence < 1, "confidence must lie between 0 and 1"),
            (self.minimum_per_stratum >= 1, "minimum_per_stratum must be at least 1"),
            (0 <= self.linked_share <= 1, "linked_share must lie between 0 and 1"),
            (self.window_days >= 1, "window_days must be at least 1"),
            (self.attempts >= 1, "attempts must be at least 1"),
            (self.link_wait_hours >= 1, "link_wait_hours must be at least 1"),
            (
                len({part.name for part in self.day_parts}) == len(self.day_parts),
                "day_parts must have different names",
            ),
            (not _overlap(self.day_parts), "day_parts must not overlap"),
            (
                self.attempts <= len(self.day_parts),
                f"attempts is {self.attempts} but day_parts has only {len(self.day_parts)} parts",
            ),
        )
        for holds, message in checks:
            if not holds:
                raise ValueError(message)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any], *, where: str = "") -> "SamplingPlan":
        """Plan of a definitions file; raises DefinitionError naming the field."""
        return record_from_mapping(cls, mapping=mapping, where=where)


def _overlap(parts: tuple[DayPart, ...]) -> bool:
    ordered = sorted(parts, key=lambda part: part.start)
    return any(later.start < earlier.end for earlier, later in pairwise(ordered))
