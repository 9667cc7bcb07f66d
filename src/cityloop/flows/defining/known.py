"""What a draft may name: the places, agencies and types of the database, as its files said them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.core.definitions import Document, Problems
from cityloop.core.models import City, Definition
from cityloop.flows.defining.reading import Reading
from cityloop.intake.rules.checks import Checker, fill_registers
from cityloop.intake.rules.files import CityFiles, Read
from cityloop.places.choices import AreaLevel
from cityloop.places.models import Area
from cityloop.responsibility.choices import DefinitionKind
from cityloop.responsibility.models import ServiceType
from cityloop.responsibility.queries.money import held_money

# What is not written in the draft has no line of its own.
NOWHERE = Document(file="", root=yaml.ScalarNode("", ""))


@dataclass(frozen=True, slots=True)
class KnownArea:
    code: str
    level: AreaLevel
    parent: str | None


@dataclass(frozen=True, slots=True)
class KnownAgency:
    code: str
    kind: AgencyKind
    successor: str | None


@dataclass(frozen=True, slots=True)
class KnownType:
    code: str
    parent: str | None = None
    active: bool = True


def checker_of(reading: Reading, *, city: City, problems: Problems) -> Checker:
    """A checker that holds the draft in its place among what the city has; six statements."""
    read = Read(content=reading.content, document=reading.document)
    none = _read()
    files = CityFiles(
        folder=Path(),
        city=_read(languages=city.languages),
        areas=_read(areas=_areas()),
        agencies=_read(agencies=_agencies()),
        joint_bodies=None,
        people=None,
        service_types=_read(**_types()),
        money=_money(),
        duty_lists=(read,) if reading.kind == DefinitionKind.DUTY_LIST else (),
        time_limits=read if reading.kind == DefinitionKind.TIME_LIMITS else none,
        knowledge=None,
        channels=None,
        calls=None,
        boundaries=None,
        calendars=_codes(DefinitionKind.CALENDAR),
        schemes=frozenset(),
    )
    checker = Checker(files=files, problems=problems)
    fill_registers(checker)
    return checker


def _read(**content: Any) -> Read:  # noqa: ANN401 - sections of a file
    return Read(content=SimpleNamespace(**content), document=NOWHERE)


def _areas() -> tuple[KnownArea, ...]:
    rows = Area.objects.values_list("code", "level", "parent__code")
    return tuple(KnownArea(code, AreaLevel(level), parent) for code, level, parent in rows)


def _agencies() -> tuple[KnownAgency, ...]:
    rows = Agency.objects.values_list("code", "kind", "successor__code")
    return tuple(KnownAgency(code, AgencyKind(kind), after) for code, kind, after in rows)


def _types() -> Mapping[str, tuple[KnownType, ...]]:
    rows: list[Any] = list(ServiceType.objects.values_list("code", "parent__code", "active"))
    groups = tuple(KnownType(code) for code, parent, _active in rows if parent is None)
    types = tuple(KnownType(*row) for row in rows if row[1] is not None)
    return {"groups": groups, "types": types}


def _money() -> Read:
    content = held_money()
    sections = {
        name: tuple(KnownType(row["code"]) for row in content.get(name, ()))
        for name in ("sources", "payers")
    }
    return _read(**sections)


def _codes(kind: str) -> frozenset[str]:
    return frozenset(Definition.objects.filter(kind=kind).values_list("code", flat=True))
