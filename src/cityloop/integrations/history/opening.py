"""From what was typed on the command line to a file ready to read and a city to propose."""

from dataclasses import dataclass
from pathlib import Path

from cityloop.core.errors import InputError
from cityloop.integrations.history.areas import AreaFinder, load_areas, no_areas
from cityloop.integrations.history.format_files import load_format
from cityloop.integrations.history.formats import Format
from cityloop.integrations.history.proposal_files import starting_settings
from cityloop.integrations.history.proposal_text import NewCity
from cityloop.integrations.history.reading import HistoryFile
from cityloop.integrations.history.translate import slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which file, by which format, and which areas; `definitions` holds formats and the rest."""

    layout: str
    path: Path
    definitions: Path
    areas: Path | None = None
    area_name_property: str = "name"
    crosswalk: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CityWishes:
    """What the person says of the new city; an empty word leaves it to the format."""

    name: str = ""
    language: str = "en"
    calendar: str = ""
    evaluation_scheme: str = "solve_first"


def opened(wanted: Wanted) -> tuple[HistoryFile, AreaFinder]:
    """Return the file under its format, and the finder of its areas.

    Nothing of the file itself is read yet. Raises InputError and DefinitionError.
    """
    layout = load_format(wanted.layout, folder=wanted.definitions / "formats")
    if wanted.areas is None:
        if wanted.crosswalk is not None:
            raise InputError("a crosswalk needs the areas it leads to", mend="Add --areas FILE.")
        return HistoryFile(path=wanted.path, layout=layout), no_areas()
    finder = load_areas(
        wanted.areas, name_property=wanted.area_name_property, crosswalk=wanted.crosswalk
    )
    return HistoryFile(path=wanted.path, layout=layout), finder


def new_city(
    layout: Format, *, finder: AreaFinder, wishes: CityWishes, definitions: Path
) -> NewCity:
    """Return the city that a proposal describes; raises InputError without a calendar."""
    name = wishes.name or layout.names.get(wishes.language) or layout.code
    calendar = wishes.calendar or layout.calendar
    if not calendar:
        raise InputError(
            f"format '{layout.code}' names no calendar",
            mend="Add --calendar CODE, one of definitions/calendars.",
        )
    return NewCity(
        code=slug(name),
        name=name,
        language=wishes.language,
        zone=layout.zone,
        calendar=calendar,
        evaluation_scheme=wishes.evaluation_scheme,
        settings=starting_settings(definitions),
        areas=finder.areas,
    )
