"""The areas of an imported city: by point in polygon, else by the row's own name for a place."""

import gzip
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import Any

import shapely

from cityloop.core.definitions import Problems, plain_mapping, suggestion
from cityloop.core.errors import InputError
from cityloop.flows.history_records import HistoryRecord
from cityloop.integrations.history.translate import slug
from cityloop.places.choices import AreaLevel
from cityloop.places.rules.geojson import Boundary, read_boundaries
from cityloop.places.rules.geometry import AreaIndex, AreaShape

GZIP = b"\x1f\x8b"
LEVEL = AreaLevel.SUBDISTRICT.value


@dataclass(frozen=True, slots=True)
class ImportedArea:
    """One area of the file of boundaries; `geometry` is a shapely (multi)polygon."""

    code: str
    name: str
    geometry: Any


@dataclass(frozen=True, slots=True)
class AreaFinder:
    """Finds the area of a record; `names` maps the city's own words, folded, to a code."""

    areas: tuple[ImportedArea, ...]
    names: dict[str, str]
    index: AreaIndex | None

    def codes(self, records: Sequence[HistoryRecord]) -> list[str | None]:
        """Return the area code of each record, or None.

        The point decides, where there is one inside a boundary; else the row's name for its
        place, as it is or through the crosswalk.
        """
        found: Sequence[str | None] = [None] * len(records)
        if self.index is not None and records:
            found = self.index.locate_all(
                [nan if one.longitude is None else one.longitude for one in records],
                [nan if one.latitude is None else one.latitude for one in records],
            )
        return [
            code or self.names.get(_folded(one.area_name))
            for one, code in zip(records, found, strict=True)
        ]


def no_areas() -> AreaFinder:
    """Return the finder of a city without boundaries: every record is nowhere."""
    return AreaFinder(areas=(), names={}, index=None)


def areas_of_city(rows: Iterable[tuple[str, str, Mapping[str, str], Any]]) -> AreaFinder:
    """Return the finder of areas that are in the database: code, level, names, GeoJSON."""
    kept = [
        (code, level, names, shapely.from_geojson(json.dumps(geometry)))
        for code, level, names, geometry in rows
    ]
    if not kept:
        return no_areas()
    return AreaFinder(
        areas=(),
        names={_folded(name): code for code, _, names, _ in kept for name in names.values()},
        index=AreaIndex([AreaShape(code, level, geometry) for code, level, _, geometry in kept]),
    )


def load_areas(path: Path, *, name_property: str, crosswalk: Path | None = None) -> AreaFinder:
    """Read boundaries (GeoJSON, gzip or not) and the crosswalk from names to them.

    `name_property` is the property of a feature that holds its name; the area's code is made
    from it. The crosswalk is YAML, `name in the rows: name of the area` (or null for none).
    Raises DefinitionError naming file, feature and field, InputError for a crosswalk that
    points to no area.
    """
    problems = Problems()
    found = _boundaries(path, name_property=name_property, problems=problems)
    problems.raise_if_any()
    areas = tuple(
        ImportedArea(code=slug(one.code), name=one.code, geometry=one.geometry)
        for one in found.values()
    )
    names = {_folded(one.name): one.code for one in areas}
    if crosswalk is not None:
        names |= _crosswalk(crosswalk, areas=areas)
    shapes = [AreaShape(code=one.code, level=LEVEL, geometry=one.geometry) for one in areas]
    return AreaFinder(areas=areas, names=names, index=AreaIndex(shapes))


def _boundaries(path: Path, *, name_property: str, problems: Problems) -> dict[str, Boundary]:
    """Read the boundaries, unpacking gzip beside the eyes of the reader of plain files."""
    if not path.is_file():
        raise InputError("there is no such file", where=str(path))
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
    if not packed:
        return read_boundaries(path, problems=problems, code=name_property, name=None)
    try:
        plain = gzip.decompress(path.read_bytes())
    except (EOFError, OSError) as error:
        raise InputError(f"the gzip file is damaged: {error}", where=str(path)) from None
    with tempfile.NamedTemporaryFile(suffix=".geojson") as unpacked:
        unpacked.write(plain)
        unpacked.flush()
        name = Path(unpacked.name)
        return read_boundaries(
            name, problems=problems, code=name_property, name=None, file=str(path)
        )


def _crosswalk(path: Path, *, areas: tuple[ImportedArea, ...]) -> dict[str, str]:
    by_name = {_folded(one.name): one.code for one in areas}
    by_name |= {one.code: one.code for one in areas}
    found: dict[str, str] = {}
    for name, target in plain_mapping(path).items():
        if target is None:
            continue
        code = by_name.get(_folded(str(target)))
        if code is None:
            hint = suggestion(str(target), options=[one.name for one in areas])
            raise InputError(
                f"'{name}' leads to '{target}', which is no area{hint}", where=str(path)
            )
        found[_folded(str(name))] = code
    return found


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
