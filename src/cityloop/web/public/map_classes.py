"""Values into the classes of a map, and small cells out of it."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cityloop.places.rules.geometry import coarser_hexagon

CLASSES = 5


@dataclass(frozen=True, slots=True)
class CellClass:
    """The class of a cell, 0 upwards, and its least and largest count; no largest in the last."""

    number: int
    least: int
    most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRule:
    """How finely and from which count on cells are told; bands are multiples of `minimum`."""

    resolution: int
    minimum: int
    bands: tuple[int, ...]


def breaks(values: Collection[float]) -> list[float]:
    """Least values of up to five classes with about as many areas in each, lowest first."""
    ordered = sorted(values)
    found = [ordered[len(ordered) * part // CLASSES] for part in range(CLASSES)] if ordered else []
    return sorted(set(found))


def class_of(value: float, *, among: Sequence[float]) -> int:
    """The class of a value, spread over all five when there are fewer."""
    place = max(0, bisect_right(among, value) - 1)
    return place if len(among) == CLASSES else place * (CLASSES - 1) // max(1, len(among) - 1)


def cell_classes(counts: Mapping[str, int], *, rule: CellRule) -> dict[str, CellClass]:
    """Hexagons of a wider resolution with the class of what came out of them.

    Those below the first band are left out. Exact counts are not told: with the
    counts of areas they would tell what came from the rest of an area (H8.4).
    """
    wider: dict[str, int] = {}
    for cell, count in counts.items():
        place = coarser_hexagon(cell, resolution=rule.resolution)
        wider[place] = wider.get(place, 0) + count
    least = [rule.minimum * band for band in rule.bands]
    found = {}
    for place, count in wider.items():
        number = bisect_right(least, count) - 1
        if number >= 0:
            most = least[number + 1] - 1 if number + 1 < len(least) else None
            found[place] = CellClass(number, least[number], most)
    return found
