"""What one row of a city's history says, in our words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

Standing: TypeAlias = Literal["open", "closed", "withdrawn", "redirected"]


@dataclass(frozen=True, slots=True)
class Named:
    """A code made from the city's words, and the words."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRecord:
    """One request of the past.

    Moments are aware and in UTC. `latitude` and `longitude` are WGS-84 degrees, both None when
    the row has no usable point; `no_point_reason` then says why. `on_time_claim` is the city's
    own judgement, None where it gave none. `line` is the line of a text file, the row of a table
    or the element of a JSON list, counted from 1 (a CSV's first data row is line 2).
    """

    source_id: str
    line: int
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    standing: Standing
    on_time_claim: bool | None
    service_type: Named
    group: Named | None
    department: Named | None
    queue: Named | None
    kind: str
    channel: str
    staff_made: bool
    latitude: float | None
    longitude: float | None
    no_point_reason: str
    address: str
    area_name: str
    postcode: str
    title: str
    text: str
    closing_text: str
    says: frozenset[str]
    unknown_values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Tell whether the city has not finished with it."""
        return self.standing == "open"

    @property
    def says_duplicate(self) -> bool:
        """Tell whether the closing text calls it a duplicate of an earlier request."""
        return "duplicate" in self.says


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be taken: where, which field, what stood there, and why."""

    line: int
    field: str
    value: str
    reason: str
