"""Invented requests in two languages, from a seed."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import shapely

from cityloop.core.definitions import plain_mapping
from cityloop.flows.report import NewReport
from cityloop.intake.choices import Channel
from cityloop.places.choices import AreaLevel
from cityloop.places.models import Area
from cityloop.responsibility.models import ServiceType

CHANNELS = (Channel.PHONE, Channel.PHONE, Channel.PHONE, Channel.APP, Channel.WEB, Channel.WALK_IN)
TITLE = 60


@dataclass(slots=True)
class Storyteller:
    """Makes reports; the same seed tells the same stories of the same city."""

    random: Random
    words: dict[str, Any]
    types: list[ServiceType]
    areas: list[Area]

    def report(self) -> NewReport:
        """A request of a random type and place, in one of the two languages."""
        pick = self.random.choice
        kind_of = pick(self.types)
        language = pick(("zh-hans", "zh-hans", "en"))
        kind = pick(kind_of.kinds)
        area = pick(self.areas)
        street = f"{pick(self.words['streets'])[language]} {self.random.randint(1, 180)}"
        names = kind_of.names
        text = pick(self.words["openings"][kind][language]).format(
            type=names[language].lower() if language == "en" else names[language], place=street
        )
        longitude, latitude = self._point(area)
        return NewReport(
            kind=kind,
            text=text[0].upper() + text[1:],
            title=f"{names[language]} · {street}"[:TITLE],
            channel=pick(CHANNELS),
            service_type=kind_of,
            area=area,
            address=street,
            longitude=longitude,
            latitude=latitude,
            name=pick(self.words["people"])[language],
            phone=f"555-01{self.random.randint(0, 9999):04d}",
            language=language,
        )

    def said(self, section: str) -> str:
        """A sentence of a member of staff."""
        chosen: str = self.random.choice(self.words[section]["en"])
        return chosen

    def _point(self, area: Area) -> tuple[float, float]:
        """A point well inside the area, so that it never falls on a border."""
        shape = shapely.geometry.shape(area.geometry)
        west, south, east, north = shape.bounds
        while True:
            point = shapely.Point(
                self.random.uniform(west, east), self.random.uniform(south, north)
            )
            if shape.contains(point):
                return round(point.x, 6), round(point.y, 6)


def storyteller(folder: Path, *, seed: int) -> Storyteller:
    """The storyteller of the city that is loaded."""
    types = ServiceType.objects.filter(active=True, parent__isnull=False).order_by("code")
    areas = Area.objects.filter(level=AreaLevel.COMMUNITY, geometry__isnull=False)
    return Storyteller(
        random=Random(seed),  # noqa: S311 - invented stories, no secret
        words=plain_mapping(folder / "stories.yaml"),
        types=list(types),
        areas=list(areas.order_by("code")),
    )
