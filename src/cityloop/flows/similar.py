"""Open matters that a request may be about: the same type, near, lately, in like words (H4.8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.intake.models import Matter, ServiceRequest
from cityloop.intake.rules.definitions import CitySettings, DuplicateSettings
from cityloop.intake.rules.repeats import (
    DuplicateCandidate,
    DuplicateRule,
    Occurrence,
    duplicate_candidates,
)
from cityloop.places.rules.geometry import hexagon, hexagons_within

COMPARED = 300
COLUMNS = (
    "number",
    "title",
    "text",
    "address",
    "latitude",
    "longitude",
    "received_at",
    "matter__number",
    "matter__opened_at",
    "matter__requests_count",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarMatter:
    """An open matter that may be the same; `metres` from its nearest request to the new one."""

    number: str
    title: str
    address: str
    opened_at: datetime
    requests: int
    metres: int


def similar_matters(
    new: Occurrence, *, service_type: int, city: City, at: datetime, limit: int = 5
) -> tuple[SimilarMatter, ...]:
    """Open matters of the type near the point, the most alike first; shielded ones never.

    One statement; none without a point. `service_type` is the row's key.
    """
    rule = from_plain(city.settings, kind=CitySettings).duplicates
    if new.point is None:
        return ()
    cell = hexagon(*new.point, resolution=rule.hexagon_resolution)
    if cell is None:
        return ()
    around = hexagons_within(cell, metres=rule.distance_m)
    open_ones = Matter.objects.filter(
        service_type=service_type,
        cell__in=around,
        opened_at__gt=at - timedelta(days=rule.days),
        closed_at__isnull=True,
        shielded=False,
    )
    rows = ServiceRequest.objects.filter(matter__in=open_ones).select_related("matter")
    asked = {row.number: row for row in rows.only(*COLUMNS).order_by("-received_at")[:COMPARED]}
    others = [_occurrence(row, service_type=new.service_type) for row in asked.values()]
    found = duplicate_candidates(new, others=others, rule=_rule(rule))
    return _matters(found, asked=asked)[:limit]


def _rule(rule: DuplicateSettings) -> DuplicateRule:
    return DuplicateRule(distance_m=rule.distance_m, days=rule.days, similarity=rule.similarity)


def _occurrence(row: ServiceRequest, *, service_type: str) -> Occurrence:
    placed = row.latitude is not None and row.longitude is not None
    return Occurrence(
        key=row.number,
        service_type=service_type,
        point=(row.longitude or 0.0, row.latitude or 0.0) if placed else None,
        at=row.received_at,
        text=row.text or row.title,
    )


def _matters(
    found: Iterable[DuplicateCandidate], *, asked: dict[str, ServiceRequest]
) -> tuple[SimilarMatter, ...]:
    """Each matter once, by the request of it that is most alike."""
    matters: dict[str, SimilarMatter] = {}
    for one in found:
        row = asked[one.key]
        matter = row.matter
        if matter is not None and matter.number not in matters:
            matters[matter.number] = SimilarMatter(
                number=matter.number,
                title=row.title,
                address=row.address,
                opened_at=matter.opened_at,
                requests=matter.requests_count,
                metres=round(one.distance_m),
            )
    return tuple(matters.values())
