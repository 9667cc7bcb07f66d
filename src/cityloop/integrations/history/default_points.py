"""Points that stand for "no location": named ones, and those a file gives away itself.

A register that cannot find an address writes some point all the same, often the city hall. Such
a point looks like the city's greatest hot-spot. It gives itself away, because rows that name
many unrelated addresses, or none, lie on it to the last digit.
"""

from collections import Counter
from dataclasses import dataclass, field
from math import cos, hypot, radians

METRES_PER_DEGREE = 111_195.0

# One point in two hundred rows, and never fewer than 30: below that nobody sees a hot-spot.
LEAST_SHARE = 0.005
LEAST_ROWS = 30
# A real building has one address, a corner two, a mall or a square a handful of spellings.
LEAST_ADDRESSES = 20
# Rows at a real place nearly always say which; at a default point many have no address at all.
LEAST_WITHOUT_ADDRESS = 0.5
# Nearly all points hold a row or two; a set for each would be most of the memory of a long file.
ROWS_NOT_LOOKED_AT = 4


@dataclass(frozen=True, slots=True)
class Gathering:
    """Rows on exactly one point, how many different addresses they name, how many name none."""

    latitude: float
    longitude: float
    rows: int
    addresses: int
    without_address: int


@dataclass(slots=True)
class PointCounts:
    """Counts rows by their exact point, as they stream by."""

    rows: Counter[tuple[float, float]] = field(default_factory=Counter)
    without: Counter[tuple[float, float]] = field(default_factory=Counter)
    addresses: dict[tuple[float, float], set[int]] = field(default_factory=dict)
    total: int = 0

    def add(self, point: tuple[float, float], *, address: str) -> None:
        """Count one row with a point; an address counts as its first 40 signs, in any capitals."""
        self.total += 1
        self.rows[point] += 1
        if not address:
            self.without[point] += 1
            return
        if self.rows[point] <= ROWS_NOT_LOOKED_AT:
            return
        known = self.addresses.setdefault(point, set())
        if len(known) < LEAST_ADDRESSES:
            known.add(hash(" ".join(address.casefold().split())[:40]))

    def suspected(self) -> tuple[Gathering, ...]:
        """Return the points that are default points by `is_default_point`, greatest first."""
        gatherings = (
            Gathering(
                latitude=point[0],
                longitude=point[1],
                rows=rows,
                addresses=len(self.addresses.get(point, ())),
                without_address=self.without[point],
            )
            for point, rows in self.rows.most_common()
        )
        return tuple(one for one in gatherings if is_default_point(one, total=self.total))


def is_default_point(gathering: Gathering, *, total: int) -> bool:
    """Tell whether an implausible share of unrelated addresses lies on one point.

    True when the point holds at least 0.5 % of all `total` rows that have a point, and at least
    30 rows, and these name at least 20 different addresses or half of them name none. None of the
    three figures comes from one city's file; see docs/reference/formats.md for what they do on
    three of them.
    """
    many = gathering.rows >= max(LEAST_ROWS, LEAST_SHARE * total)
    unrelated = gathering.addresses >= LEAST_ADDRESSES
    unnamed = gathering.without_address >= LEAST_WITHOUT_ADDRESS * gathering.rows
    return many and (unrelated or unnamed)


def is_near(point: tuple[float, float], *, other: tuple[float, float], metres: float) -> bool:
    """Tell whether two points (degrees) lie within some metres; flat, for short distances."""
    north = (point[0] - other[0]) * METRES_PER_DEGREE
    if abs(north) > metres:
        return False
    east = (point[1] - other[1]) * METRES_PER_DEGREE * cos(radians(point[0]))
    return hypot(north, east) <= metres
