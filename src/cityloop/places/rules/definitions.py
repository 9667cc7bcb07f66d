"""Areas as a city writes them in areas.yaml; their boundaries stand in areas.geojson."""

from datetime import date

import msgspec

from cityloop.core.definitions import Code, Count, Names
from cityloop.places.choices import AreaLevel


class AreaRow(msgspec.Struct, frozen=True, kw_only=True):
    """One area; population in persons and households as counts, by year.

    Without `valid_from` it exists since the city's own `valid_from`.
    """

    code: Code
    level: AreaLevel
    names: Names
    parent: Code | None = None
    population: dict[int, Count] = {}
    households: dict[int, Count] = {}
    valid_from: date | None = None
    valid_to: date | None = None


class AreaFile(msgspec.Struct, frozen=True, kw_only=True):
    areas: tuple[AreaRow, ...]
