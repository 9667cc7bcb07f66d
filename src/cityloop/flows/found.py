"""A city comes into being from its reviewed text, or takes a new version of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from cityloop.accounts.models import User
from cityloop.accounts.operations import load_people
from cityloop.agencies.operations import load_agencies, load_joint_bodies
from cityloop.core.definitions import plain_mapping, to_plain
from cityloop.core.errors import DefinitionError, InputError
from cityloop.core.models import City
from cityloop.core.rules.calendars import calendar_from_mapping
from cityloop.core.rules.worktime import missing_years
from cityloop.core.versions import Version, keep_version
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.followups.rules.plan import SamplingPlan
from cityloop.intake.rules.city import CityDefinitions
from cityloop.knowledge.operations import load_items
from cityloop.places.operations import load_areas
from cityloop.responsibility.operations import Keys, load_duty_list, load_service_types

CALENDAR = "calendar"
TIME_LIMITS = "time_limits"
SCHEME = "evaluation_scheme"
PLAN = "follow_up_plan"
PLAN_FILE = "follow_up"
WORKING = frozenset({"working_days", "working_hours"})


@dataclass(frozen=True, slots=True)
class Founding:
    """What a city is founded from: its definitions, the folder they stand in, and passwords."""

    definitions: CityDefinitions
    folder: Path
    password_for: Callable[[str], str]


@transaction.atomic(durable=True)
def found_city(founding: Founding, *, by: User | None, at: datetime) -> City:
    """Write the whole city or nothing; the same text again changes nothing.

    Raises InputError when the deployment holds another city, DefinitionError for a version that
    is loaded already with other content or a calendar without the years that are needed.
    """
    definitions = founding.definitions
    city = _city(definitions)
    first_day = definitions.city.valid_from
    areas = load_areas(
        definitions.areas,
        boundaries=definitions.boundaries,
        valid_from=first_day,
        by=by,
        at=at,
    )
    agencies = load_agencies(definitions.agencies, areas=areas, valid_from=first_day, by=by, at=at)
    load_joint_bodies(definitions.joint_bodies, areas=areas, agencies=agencies, by=by, at=at)
    load_people(
        definitions.people,
        agencies=agencies,
        password_for=founding.password_for,
        by=by,
        at=at,
    )
    types = load_service_types(definitions.groups, types=definitions.service_types, by=by, at=at)
    for duties in definitions.duty_lists:
        load_duty_list(duties, keys=Keys(areas, agencies, types), by=by, at=at)
    load_items(definitions.knowledge, agencies=agencies, types=types, by=by, at=at)
    _versions(founding, at=at)
    return city


def _city(definitions: CityDefinitions) -> City:
    row = definitions.city
    if City.objects.exclude(code=row.code).exists():
        raise InputError("there is another city already, and a deployment holds one.")
    city, _ = City.objects.update_or_create(
        code=row.code,
        defaults={
            "names": dict(row.names),
            "zone": row.zone,
            "languages": list(row.languages),
            "calendar": row.calendar,
            "evaluation_scheme": row.evaluation_scheme,
            "settings": to_plain(row.settings),
        },
    )
    return city


def _versions(founding: Founding, *, at: datetime) -> None:
    """Keep calendars, schemes, the call-back plan and the time limits."""
    definitions = founding.definitions
    limits = definitions.time_limits
    used = {row.calendar or definitions.city.calendar for row in limits.limits}
    for code in sorted(used | {definitions.city.calendar}):
        content = plain_mapping(_file(founding.folder, "calendars", code))
        if _counts_work(definitions, code):
            _require_years(content, on=at.date())
        _keep(CALENDAR, code, content, at=at)
    for path in _all_files(founding.folder, "evaluation"):
        content = plain_mapping(path)
        if path.stem == PLAN_FILE:
            SamplingPlan.from_mapping(content, where=path.name)
            _keep(PLAN, content["code"], content, at=at)
        else:
            scheme = EvaluationScheme.from_mapping(content, where=path.name)
            _keep(SCHEME, scheme.code, scheme.to_mapping(), at=at)
    keep_version(
        Version(
            kind=TIME_LIMITS,
            code=definitions.city.code,
            version=limits.version,
            valid_from=limits.valid_from,
            content=to_plain(limits),
        ),
        at=at,
    )


def _counts_work(definitions: CityDefinitions, code: str) -> bool:
    return any(
        row.unit.value in WORKING and (row.calendar or definitions.city.calendar) == code
        for row in definitions.time_limits.limits
    )


def _require_years(content: dict[str, Any], *, on: date) -> None:
    """A missing year blocks the activation of limits in working time (domain.md H3.5, H19-15)."""
    calendar = calendar_from_mapping(content)
    missing = missing_years(calendar, first=on, last=date(on.year + 1, 1, 1))
    if on.year in missing:
        raise DefinitionError(
            f"calendar '{calendar.code}' does not hold the year {on.year}, so limits in working "
            "time cannot be activated.",
            mend="Import the official notice of that year into the calendar's file.",
        )


def _keep(kind: str, code: str, content: dict[str, Any], *, at: datetime) -> None:
    keep_version(
        Version(
            kind=kind,
            code=code,
            version=str(content["version"]),
            valid_from=None,
            content=_jsonable(content),
        ),
        at=at,
    )


def _jsonable(value: Any) -> Any:  # noqa: ANN401 - YAML of any shape
    if isinstance(value, dict):
        return {str(key): _jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _file(folder: Path, section: str, code: str) -> Path:
    """A city's own file, else the shared one beside the cities or of this deployment."""
    for name in (f"{code}.yaml", f"{code.replace('-', '_')}.yaml"):
        for place in reversed(_places(folder, section)):
            if (place / name).exists():
                return place / name
    raise DefinitionError(f"there is no file for {section} '{code}' in or beside {folder.name}.")


def _all_files(folder: Path, section: str) -> list[Path]:
    places = _places(folder, section)
    found = {path.stem: path for place in places for path in sorted(place.glob("*.yaml"))}
    return [found[stem] for stem in sorted(found)]


def _places(folder: Path, section: str) -> tuple[Path, ...]:
    """Where a section's files may stand, the city's own last: a later place wins."""
    return Path(settings.DEFINITIONS) / section, folder.parent / section, folder / section
