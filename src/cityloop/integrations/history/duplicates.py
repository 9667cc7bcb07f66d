"""Which earlier request a duplicate repeats: the city says that it is one, not of which."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import cos, floor, radians
from typing import Any, TypeAlias

from cityloop.flows.history_records import HistoryRecord
from cityloop.integrations.history.default_points import METRES_PER_DEGREE
from cityloop.places.rules.geometry import distance_m

Cell: TypeAlias = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class DuplicateWindow:
    """Limits of a city (domain.md H4.8): metres and days, both exclusive."""

    distance_m: float
    days: int


def duplicate_window(settings: Mapping[str, Any]) -> DuplicateWindow:
    """Return the window of a city's settings."""
    duplicates = settings["duplicates"]
    return DuplicateWindow(distance_m=duplicates["distance_m"], days=duplicates["days"])


@dataclass(frozen=True, slots=True)
class Spot:
    """What is compared of a request that has a point."""

    source_id: str
    service_type: str
    longitude: float
    latitude: float
    opened_at: datetime
    closed_at: datetime | None

    @property
    def rank(self) -> tuple[datetime, str]:
        """Order in time; of two opened in one moment the id decides."""
        return self.opened_at, self.source_id


@dataclass(slots=True)
class Duplicates:
    """Gathers the requests of a file, then finds whose matter each duplicate joins.

    The order in which rows come does not matter. A duplicate without a point joins nothing.
    """

    window: DuplicateWindow
    said: int = 0
    _cells: dict[Cell, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    _children: list[Spot] = field(default_factory=list)

    def add(self, record: HistoryRecord) -> None:
        """Take in one request."""
        self.said += record.says_duplicate
        if record.latitude is None or record.longitude is None:
            return
        spot = Spot(
            source_id=record.source_id,
            service_type=record.service_type.code,
            longitude=record.longitude,
            latitude=record.latitude,
            opened_at=record.opened_at,
            closed_at=record.closed_at,
        )
        self._cells[self._cell(spot)].append(spot)
        if record.says_duplicate:
            self._children.append(spot)

    def roots(self) -> dict[str, Spot]:
        """Return the first request of the matter that each duplicate joins, by the latter's id.

        A duplicate joins the nearest request of its type within the window that was opened
        earlier and not closed when it came in; of equally near ones the latest. If that one is a
        duplicate itself, they all join its first.
        """
        found: dict[str, Spot] = {}
        for child in sorted(self._children, key=lambda spot: spot.rank):
            nearest = min(self._earlier(child), key=lambda one: one[0], default=None)
            if nearest is not None:
                parent = nearest[1]
                found[child.source_id] = found.get(parent.source_id, parent)
        return found

    def _earlier(self, child: Spot) -> Iterator[tuple[tuple[float, float], Spot]]:
        reach = timedelta(days=self.window.days)
        for spot in self._near(child):
            if spot.rank >= child.rank or child.opened_at - spot.opened_at >= reach:
                continue
            if spot.closed_at is not None and spot.closed_at <= child.opened_at:
                continue
            place = spot.longitude, spot.latitude
            metres = distance_m((child.longitude, child.latitude), end=place)
            if metres < self.window.distance_m:
                yield (metres, -spot.opened_at.timestamp()), spot

    def _near(self, child: Spot) -> Iterator[Spot]:
        """Yield what lies in the nine cells around: cells are at least a window wide and high."""
        _, middle, _ = self._cell(child)
        for row in (middle - 1, middle, middle + 1):
            column = self._column(child.longitude, row=row)
            for beside in (column - 1, column, column + 1):
                yield from self._cells.get((child.service_type, row, beside), ())

    def _cell(self, spot: Spot) -> Cell:
        row = floor(spot.latitude / self._height)
        return spot.service_type, row, self._column(spot.longitude, row=row)

    def _column(self, longitude: float, *, row: int) -> int:
        # As wide as the end of the row towards the pole needs: each row counts its own columns.
        pole = min(89.0, max(abs(row), abs(row + 1)) * self._height)
        return floor(longitude * cos(radians(pole)) / self._height)

    @property
    def _height(self) -> float:
        return self.window.distance_m / METRES_PER_DEGREE
