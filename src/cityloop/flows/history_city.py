"""A city comes into being from its reviewed text, so that its history has somewhere to go."""

from datetime import date, datetime
from typing import Any

import msgspec
import shapely
from django.db import transaction

from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.core.errors import InputError
from cityloop.core.models import City, Definition
from cityloop.core.rules.hashchain import GENESIS, event_hash
from cityloop.intake.rules.city import CityDefinitions
from cityloop.places.models import Area
from cityloop.responsibility.choices import ListState
from cityloop.responsibility.models import Duty, DutyList, ServiceType
from cityloop.responsibility.rules.definitions import DutyListFile

TIME_LIMITS = "time_limits"


@transaction.atomic(durable=True)
def found_city(definitions: CityDefinitions, *, at: datetime) -> City:
    """Write city, areas, agencies, service types, lists and limits, all or nothing.

    Raises InputError when there is a city already: a deployment holds one.
    """
    if City.objects.exists():
        raise InputError("there is a city already, and a deployment holds one")
    row = definitions.city
    city = City.objects.create(
        code=row.code,
        names=row.names,
        zone=row.zone,
        languages=list(row.languages),
        calendar=row.calendar,
        evaluation_scheme=row.evaluation_scheme,
        settings=msgspec.to_builtins(row.settings, str_keys=True),
    )
    areas = _areas(definitions)
    agencies = _agencies(definitions, areas=areas)
    types = _service_types(definitions)
    for duties in definitions.duty_lists:
        _duty_list(duties, codes={"area": areas, "agency": agencies, "service_type": types})
    _time_limits(definitions, at=at)
    return city


def _in_order(rows: Any) -> list[Any]:  # noqa: ANN401 - rows of any kind with code and parent
    """Return rows so that each stands after its parent."""
    waiting, done, ordered = list(rows), {None}, []
    while waiting:
        ready = [row for row in waiting if row.parent in done]
        ordered += ready
        done |= {row.code for row in ready}
        waiting = [row for row in waiting if row.code not in done]
    return ordered


def _areas(definitions: CityDefinitions) -> dict[str, int]:
    keys: dict[str, int] = {}
    for row in _in_order(definitions.areas):
        boundary = definitions.boundaries.get(row.code)
        area = Area.objects.create(
            code=row.code,
            level=row.level,
            names=row.names,
            parent_id=keys.get(row.parent),
            chain=list(definitions.area_chain(row.code)),
            geometry=None if boundary is None else _geojson(boundary),
            valid_from=row.valid_from or definitions.city.valid_from,
            valid_to=row.valid_to,
        )
        keys[row.code] = area.pk
    return keys


def _geojson(boundary: Any) -> dict[str, Any]:  # noqa: ANN401 - shapely ships no types
    geometry: dict[str, Any] = msgspec.json.decode(shapely.to_geojson(boundary))
    return geometry


def _agencies(definitions: CityDefinitions, *, areas: dict[str, int]) -> dict[str, int]:
    keys: dict[str, int] = {}
    for row in _in_order(definitions.agencies):
        division = row.kind == AgencyKind.DIVISION
        agency = Agency.objects.create(
            code=row.code,
            kind=row.kind,
            names=row.names,
            parent_id=keys.get(row.parent),
            department_id=keys.get(row.parent) if division else None,
            territory_id=areas.get(row.territory),
            peer_group=row.peer_group or "",
            phone=row.phone or "",
            active_from=row.active_from or definitions.city.valid_from,
            active_to=row.active_to,
        )
        keys[row.code] = agency.pk
    return keys


def _service_types(definitions: CityDefinitions) -> dict[str, int]:
    keys: dict[str, int] = {}
    for group in definitions.groups:
        row = ServiceType.objects.create(
            code=group.code, names=group.names, chain=[group.code], active=False
        )
        keys[group.code] = row.pk
    for one in definitions.service_types:
        row = ServiceType.objects.create(
            code=one.code,
            names=one.names,
            parent_id=keys[one.parent],
            chain=[one.code, one.parent],
            kinds=list(one.kinds),
            default_grade=one.default_grade,
            physical=one.physical,
            shielded=one.shielded,
            public=one.public,
            hard=one.hard,
            keywords=msgspec.to_builtins(one.keywords),
            active=one.active,
        )
        keys[one.code] = row.pk
    return keys


def _duty_list(duties: DutyListFile, *, codes: dict[str, dict[str, int]]) -> None:
    version = DutyList.objects.create(
        version=duties.version,
        state=ListState.ACTIVE,
        valid_from=duties.valid_from,
        valid_to=duties.valid_to,
        digest=event_hash(GENESIS, payload=msgspec.to_builtins(duties)),
    )
    Duty.objects.bulk_create(
        Duty(
            duty_list=version,
            row=row.row,
            code=row.code,
            names=row.actions,
            service_type_id=codes["service_type"][row.service_type],
            area_id=codes["area"].get(row.area or ""),
            level=row.level,
            lead_id=codes["agency"].get(row.lead or ""),
            fallback_id=codes["agency"].get(row.fallback or ""),
            boundary_note=next(iter((row.boundary_notes or {}).values()), ""),
            state=row.state,
            public=row.public,
        )
        for row in duties.duties
    )


def _time_limits(definitions: CityDefinitions, *, at: datetime) -> None:
    content = msgspec.to_builtins(definitions.time_limits)
    valid_from: date = definitions.time_limits.valid_from
    Definition.objects.create(
        kind=TIME_LIMITS,
        code=definitions.city.code,
        version=definitions.time_limits.version,
        valid_from=valid_from,
        content=content,
        digest=event_hash(GENESIS, payload=content),
        loaded_at=at,
    )
