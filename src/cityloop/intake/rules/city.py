"""All definitions of one city together, checked against each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cityloop.accounts.rules.definitions import PersonRow
from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.rules.definitions import AgencyRow, JointBodyRow
from cityloop.intake.rules.call_definitions import CallFile
from cityloop.intake.rules.definitions import ChannelRow, CityRow
from cityloop.knowledge.rules.definitions import KnowledgeRow
from cityloop.places.rules.definitions import AreaRow
from cityloop.places.rules.geometry import AreaIndex, AreaShape
from cityloop.places.rules.tree import area_chain
from cityloop.responsibility.rules.definitions import (
    DutyListFile,
    MoneySourceRow,
    PayerRow,
    ServiceGroupRow,
    ServiceTypeRow,
    TimeLimitFile,
)
from cityloop.responsibility.rules.gaps import DutyFault
from cityloop.responsibility.rules.limits import LimitTable, limit_table
from cityloop.responsibility.rules.matching import DutyIndex, duty_index
from cityloop.responsibility.rules.words import Labels


@dataclass(frozen=True, slots=True)
class CityDefinitions:
    """The reviewed text of a city.

    `boundaries` maps area codes to shapely polygons; `reports` maps the version of a
    responsibility list to its gaps and rows without money, which do not stop the city.
    """

    city: CityRow
    areas: tuple[AreaRow, ...]
    boundaries: Mapping[str, Any]
    agencies: tuple[AgencyRow, ...]
    joint_bodies: tuple[JointBodyRow, ...]
    people: tuple[PersonRow, ...]
    groups: tuple[ServiceGroupRow, ...]
    service_types: tuple[ServiceTypeRow, ...]
    money_sources: tuple[MoneySourceRow, ...]
    payers: tuple[PayerRow, ...]
    duty_lists: tuple[DutyListFile, ...]
    time_limits: TimeLimitFile
    knowledge: tuple[KnowledgeRow, ...]
    channels: tuple[ChannelRow, ...]
    calls: CallFile | None
    reports: Mapping[str, tuple[DutyFault, ...]]

    @property
    def area_parents(self) -> dict[str, str | None]:
        """Each area and the one above it."""
        return {area.code: area.parent for area in self.areas}

    @property
    def type_parents(self) -> dict[str, str | None]:
        """Each service type and group, and what it belongs to."""
        groups: dict[str, str | None] = {group.code: None for group in self.groups}
        return groups | {one.code: one.parent for one in self.service_types}

    @property
    def district_governments(self) -> dict[str, str]:
        """The area of each district and the agency that is its government."""
        return {
            agency.territory: agency.code
            for agency in self.agencies
            if agency.kind == AgencyKind.DISTRICT and agency.territory and not agency.successor
        }

    @property
    def labels(self) -> Labels:
        """The names that sentences about duties use."""
        types = {one.code: one.names for one in self.service_types}
        return Labels(
            service_types=types | {group.code: group.names for group in self.groups},
            areas={area.code: area.names for area in self.areas},
            agencies={agency.code: agency.names for agency in self.agencies},
        )

    def area_chain(self, code: str) -> tuple[str, ...]:
        """The area and all that hold it, most specific first."""
        return area_chain(code, parents=self.area_parents)

    def area_index(self) -> AreaIndex:
        """Point to area over all boundaries."""
        levels = {area.code: area.level.value for area in self.areas}
        shapes = [
            AreaShape(code=code, level=levels[code], geometry=geometry)
            for code, geometry in self.boundaries.items()
        ]
        return AreaIndex(shapes)

    def duty_index(self) -> DutyIndex:
        """All responsibility lists, ready for matching."""
        return duty_index(
            self.duty_lists,
            type_parents=self.type_parents,
            district_governments=self.district_governments,
            labels=self.labels,
        )

    def limit_table(self) -> LimitTable:
        """The time limits, ready for look-up."""
        return limit_table(self.time_limits.limits)

    def duty_list_on(self, on: date) -> DutyListFile | None:
        """The responsibility list valid on a day."""
        return next((one for one in self.duty_lists if one.is_valid(on)), None)
