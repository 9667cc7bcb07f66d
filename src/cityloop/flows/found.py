"""A city comes into being from its reviewed text, or takes a new version of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from cityloop.accounts.models import User
from cityloop.accounts.operations import load_people
from cityloop.agencies.operations import load_agencies, load_joint_bodies
from cityloop.core.definitions import plain_mapping, to_plain
from cityloop.core.errors import DefinitionError, InputError
from cityloop.core.models import City
from cityloop.core.operations import audit
from cityloop.core.rules.calendars import calendar_from_mapping
from cityloop.core.rules.worktime import Limit, WorkCalendar
from cityloop.core.versions import Version, keep_text, keep_version
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.flows.found_audit import change_of, what_is_loaded
from cityloop.followups.rules.plan import SamplingPlan
from cityloop.intake.queries import CHANNELS
from cityloop.intake.queries.calls import CALLS
from cityloop.intake.rules.city import CityDefinitions
from cityloop.intake.rules.definitions import ChannelFile, CitySettings, Window
from cityloop.knowledge.operations import load_items
from cityloop.places.operations import load_areas
from cityloop.responsibility.operations import Keys, load_duty_list, load_service_types
from cityloop.responsibility.queries.money import MONEY
from cityloop.responsibility.rules.definitions import MoneyFile
from cityloop.responsibility.rules.reach import (
    WORKING,
    Allowance,
    LongLimit,
    longest_limits,
    require_reach,
)

CALENDAR = "calendar"
TIME_LIMITS = "time_limits"
SCHEME = "evaluation_scheme"
PLAN = "follow_up_plan"
PLAN_FILE = "follow_up"


@dataclass(frozen=True, slots=True)
class Founding:
    """What a city is founded from: its definitions, the folder they stand in, and passwords."""

    definitions: CityDefinitions
    folder: Path
    password_for: Callable[[str], str]


@transaction.atomic(durable=True)
def found_city(founding: Founding, *, by: User | None, at: datetime) -> City:
    """Write the whole city or nothing; the same text again changes nothing.

    What changed is told in one line of the audit trail.

    Raises InputError when the deployment holds another city, DefinitionError for a version that
    is loaded already with other content or a calendar without the years that are needed.
    """
    definitions = founding.definitions
    # Days are the city's: what is loaded before midnight in UTC may begin on the next day there.
    at = at.astimezone(ZoneInfo(definitions.city.zone))
    before = what_is_loaded()
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
    change = change_of(before, after=what_is_loaded(), files=_files_of(founding))
    if change is not None:
        audit(what="definitions.loaded", subject=city.code, reason=change, by=by, at=at)
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
    """Keep calendars, schemes, the call-back plan, the names of money and channels, the limits."""
    definitions = founding.definitions
    limits = definitions.time_limits
    used = {row.calendar or definitions.city.calendar for row in limits.limits}
    calendars: dict[str, WorkCalendar] = {}
    for code in sorted(used | {definitions.city.calendar}):
        content = plain_mapping(_file(founding.folder, "calendars", code))
        calendars[code] = calendar_from_mapping(content)
        _keep(CALENDAR, code, content, at=at)
    _require_years(definitions, calendars=calendars, at=at)
    for path in _all_files(founding.folder, "evaluation"):
        content = plain_mapping(path)
        if path.stem == PLAN_FILE:
            SamplingPlan.from_mapping(content, where=path.name)
            _keep(PLAN, content["code"], content, at=at)
        else:
            scheme = EvaluationScheme.from_mapping(content, where=path.name)
            _keep(SCHEME, scheme.code, scheme.to_mapping(), at=at)
    money = MoneyFile(sources=definitions.money_sources, payers=definitions.payers)
    channels = ChannelFile(channels=definitions.channels)
    for kind, names in ((MONEY, money), (CHANNELS, channels)):
        keep_text(kind, code=definitions.city.code, content=to_plain(names), at=at)
    if definitions.calls is not None:
        keep_text(CALLS, code=definitions.city.code, content=to_plain(definitions.calls), at=at)
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


def _require_years(
    definitions: CityDefinitions, *, calendars: Mapping[str, WorkCalendar], at: datetime
) -> None:
    """A missing year blocks the activation of limits in working time (domain.md H3.5, H19-15)."""
    city, limits = definitions.city, definitions.time_limits
    rules = city.settings
    allowance = Allowance(
        extensions=rules.extension.max_count,
        extension_percent=rules.extension.max_percent_of_base,
        pause_days=rules.pause.cap_days,
    )
    windows = {
        **{f"objection window of grade {grade}": one for grade, one in _windows(rules)},
        "consultation_limit": rules.dispatch.consultation_limit,
        "district_action_limit": rules.dispatch.district_action_limit,
    }
    longest = [
        *longest_limits(limits.limits, calendar=city.calendar, allowance=allowance),
        *(
            LongLimit(name, city.calendar, Limit(one.amount, one.unit.value))
            for name, one in windows.items()
            if one.unit.value in WORKING
        ),
    ]
    first = datetime.combine(limits.valid_from, time(0), ZoneInfo(city.zone))
    require_reach(longest, calendars=calendars, start=max(at, first))


def _windows(rules: CitySettings) -> Iterable[tuple[int, Window]]:
    windows = rules.objection.windows.items()
    return ((grade.value, one) for grade, one in windows if one is not None)


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


def _files_of(founding: Founding) -> list[Path]:
    """All text of the city, and what it uses that stands beside the cities."""
    city, limits = founding.definitions.city, founding.definitions.time_limits
    used = {city.calendar, *(row.calendar for row in limits.limits if row.calendar)}
    own = [path for path in founding.folder.rglob("*") if path.is_file()]
    calendars = [_file(founding.folder, "calendars", code) for code in used]
    return [*own, *calendars, *_all_files(founding.folder, "evaluation")]


def _places(folder: Path, section: str) -> tuple[Path, ...]:
    """Where a section's files may stand, the city's own last: a later place wins."""
    return Path(settings.DEFINITIONS) / section, folder.parent / section, folder / section
