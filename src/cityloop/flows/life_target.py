"""The city that past lives are written into: its codes, and what held on each of its days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cityloop.agencies.models import Agency
from cityloop.core.definitions import from_plain
from cityloop.intake.rules.definitions import CitySettings
from cityloop.knowledge.models import KnowledgeItem
from cityloop.places.models import Area
from cityloop.responsibility.models import ServiceType
from cityloop.responsibility.queries.in_force import InForce, get_in_force
from cityloop.workorders.queries.limits import limits_of


@dataclass(slots=True, kw_only=True)
class LifeTarget:
    """The codes of the city, and the keys of those who spoke and of the matters written so far.

    Nothing happens after `until`: what is open then stays open.
    """

    source: str
    until: datetime
    settings: CitySettings
    zone: ZoneInfo
    types: Mapping[str, ServiceType]
    agencies: Mapping[str, Agency]
    areas: Mapping[str, int]
    items: Mapping[str, int]
    speakers: dict[int, int] = field(default_factory=dict)
    matters: dict[str, int] = field(default_factory=dict)
    _days: dict[date, InForce] = field(default_factory=dict)
    _limits: dict[tuple[object, ...], list[dict[str, Any]]] = field(default_factory=dict)

    def in_force(self, at: datetime) -> InForce:
        """Return what holds on the day of a moment; one statement for each day."""
        day = at.astimezone(self.zone).date()
        if day not in self._days:
            self._days[day] = get_in_force(at=at)
        return self._days[day]

    def limits(
        self, kind_of: ServiceType, *, kind: str, grade: int, agency: Agency, at: datetime
    ) -> list[dict[str, Any]]:
        """Return the time limits of an order sent at a moment, as its first event keeps them."""
        in_force = self.in_force(at)
        key = (id(in_force.limits), kind_of.pk, kind, grade, agency.kind)
        if key not in self._limits:
            self._limits[key] = limits_of(
                in_force,
                service_types=(kind_of.code, *kind_of.chain),
                kind=kind,
                grade=grade,
                agency_kind=agency.kind,
            )
        return self._limits[key]


def life_target(*, source: str, at: datetime) -> LifeTarget:
    """Read the city's codes; five statements. Raises NotFound without a city."""
    in_force = get_in_force(at=at)
    zone = ZoneInfo(in_force.city.zone)
    target = LifeTarget(
        source=source,
        until=at,
        settings=from_plain(in_force.city.settings, kind=CitySettings),
        zone=zone,
        types={one.code: one for one in ServiceType.objects.all()},
        agencies={one.code: one for one in Agency.objects.all()},
        areas=dict(Area.objects.values_list("code", "pk")),
        items=dict(KnowledgeItem.objects.values_list("code", "pk")),
    )
    target.in_force(at)
    return target
