"""Writes a proposal as a folder of definitions, the whole folder or none of it."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import shapely

from cityloop.core.definitions import plain_mapping, suggestion
from cityloop.core.errors import InputError
from cityloop.integrations.history import proposal_text as text
from cityloop.integrations.history.areas import ImportedArea
from cityloop.integrations.history.proposal import History
from cityloop.integrations.history.proposal_text import NewCity

# Borders keep eleven centimetres: no duty hangs on less, and the file is a third as long.
DIGITS = 6


def starting_settings(definitions: Path) -> dict[str, Any]:
    """Return the settings that a new city starts from: those of the demo city."""
    settings: dict[str, Any] = plain_mapping(definitions / "demo" / "city.yaml")["settings"]
    return settings


def general_limits(definitions: Path) -> list[dict[str, Any]]:
    """Return the time limits of the demo city that name no service type and no calendar."""
    rows = plain_mapping(definitions / "demo" / "time_limits.yaml")["limits"]
    return [row for row in rows if not row.get("service_type") and not row.get("calendar")]


def write_proposal(
    history: History, *, city: NewCity, folder: Path, definitions: Path, force: bool = False
) -> None:
    """Write the definitions proposed from a history into `folder`.

    `definitions` holds the calendars, evaluation schemes and the demo city to start from.
    Raises InputError when the folder is there already and `force` is not given, or when a
    calendar or scheme is not known; nothing is left half-written.
    """
    if folder.exists() and not force:
        raise InputError(
            "is there already, perhaps with changes made by hand",
            where=str(folder),
            mend="Name another folder, or write over it with --force.",
        )
    if not history.types.rows:
        raise InputError("no row of the file could be read, so there is nothing to propose")
    shared = _shared_files(city, definitions=definitions)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".proposal-") as made:
        part = Path(made) / "new"
        for name, lines in _files(history, city=city, definitions=definitions):
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for kind, source in shared:
            (part / kind).mkdir()
            shutil.copy(source, part / kind / source.name)
        if folder.exists():
            folder.rename(Path(made) / "old")
        part.rename(folder)


def _files(
    history: History, *, city: NewCity, definitions: Path
) -> Iterator[tuple[str, Iterable[str]]]:
    version = f"{history.first:%Y}-1" if history.first else "1"
    general = general_limits(definitions)
    yield "city.yaml", text.city_text(history, city=city)
    yield "areas.yaml", text.areas_text(city)
    if city.areas:
        yield "areas.geojson", [_boundaries(city.areas)]
    yield "agencies.yaml", text.agencies_text(history, city=city)
    yield "service_types.yaml", text.service_types_text(history, city=city)
    yield f"duty_lists/{version}.yaml", text.duties_text(history, city=city, version=version)
    yield "time_limits.yaml", text.time_limits_text(history, version=version, general=general)


def _shared_files(city: NewCity, *, definitions: Path) -> list[tuple[str, Path]]:
    """Return the calendar and the scheme, so that the folder stands on its own."""
    found = []
    for kind, code in (("calendars", city.calendar), ("evaluation", city.evaluation_scheme)):
        by_code = {
            str(plain_mapping(path).get("code", path.stem)): path
            for path in sorted((definitions / kind).glob("*.yaml"))
        }
        if code not in by_code:
            hint = suggestion(code, options=by_code)
            raise InputError(
                f"'{code}' is not in definitions/{kind}{hint}", mend=f"Known: {', '.join(by_code)}."
            )
        found.append((kind, by_code[code]))
    return found


def _boundaries(areas: tuple[ImportedArea, ...]) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"code": area.code, "name": area.name},
            "geometry": json.loads(shapely.to_geojson(_rounded(area.geometry))),
        }
        for area in areas
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _rounded(geometry: Any) -> Any:  # noqa: ANN401 - shapely ships no types
    """Return the geometry on a grid of 10^-6 degrees, still valid."""
    return shapely.set_precision(geometry, 10.0**-DIGITS)
