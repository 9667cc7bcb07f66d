"""Where it is: an address that names an area, the tree of areas, and what is open nearby."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.intake.models import Matter, ServiceRequest
from cityloop.intake.rules.definitions import CitySettings
from cityloop.places.choices import AreaLevel
from cityloop.places.models import Area
from cityloop.places.queries import locate_area
from cityloop.places.rules.addresses import NamedArea, area_named
from cityloop.places.rules.geometry import hexagon
from cityloop.places.rules.tree import level_rank
from cityloop.responsibility.models import ServiceType
from cityloop.web.citizen.drafts import Draft
from cityloop.workorders.choices import OrderType
from cityloop.workorders.models import WorkOrder

SHOWN = 5
NARROW = level_rank(AreaLevel.COMMUNITY)


@dataclass(frozen=True, slots=True)
class Branch:
    """Where one stands in the tree: the areas above, this one, and those in it."""

    above: tuple[Area, ...]
    area: Area | None
    inside: tuple[Area, ...]


def branch_of(code: str) -> Branch:
    """The branch of the tree below an area, from the top without one; two statements."""
    areas = Area.objects.filter(valid_to__isnull=True).only("code", "names", "level", "chain")
    area = areas.filter(code=code).first() if code else areas.filter(parent__isnull=True).first()
    if area is None:
        return Branch((), None, ())
    codes = [one for one in area.chain if one != area.code]
    above = {one.code: one for one in areas.filter(code__in=codes)}
    inside = areas.filter(parent__code=area.code).order_by("code")
    return Branch(tuple(above[one] for one in reversed(codes) if one in above), area, tuple(inside))


def area_of(draft: Draft) -> Area | None:
    """The area that was chosen, else that of the point, else the one that the words name."""
    if draft.area:
        return draft.place
    if draft.latitude is not None and draft.longitude is not None:
        found = locate_area(draft.longitude, draft.latitude)
        if found is not None:
            return found
    return area_in(draft.address) or area_in(draft.text)


def area_in(text: str) -> Area | None:
    """The area that a text names, or None; two statements."""
    if not text.strip():
        return None
    # The city's own name stands in many an address and tells nothing.
    rows = Area.objects.filter(valid_to__isnull=True).exclude(level=AreaLevel.CITY)
    named = [
        NamedArea(code, level, tuple(names.values()))
        for code, level, names in rows.values_list("code", "level", "names")
    ]
    code = area_named(text, areas=named)
    return Area.objects.get(code=code) if code else None


@dataclass(frozen=True, slots=True)
class Nearby:
    """An open matter without a word of those who reported it."""

    number: str
    type: str
    area: str
    opened_at: datetime
    people: int
    agency: str


def open_nearby(
    service_type: ServiceType, *, draft: Draft, area: Area | None, city: City, at: datetime
) -> tuple[Nearby, ...]:
    """Open matters of the type close by, newest first; never a shielded or unlisted one.

    Type, area, day and number of people are shown: titles and addresses are other people's words.
    A matter in which everybody asked for confidence is left out.
    """
    settings = from_plain(city.settings, kind=CitySettings).duplicates
    places = _places(draft, area=area, resolution=settings.hexagon_resolution)
    if places is None or service_type.shielded or not service_type.public:
        return ()
    open_words = ServiceRequest.objects.filter(
        matter=OuterRef("pk"), confidential=False, shielded=False
    )
    rows = (
        Matter.objects.filter(places, service_type=service_type, shielded=False)
        .filter(Exists(open_words))
        .filter(closed_at__isnull=True, opened_at__gte=at - timedelta(days=settings.days))
        .select_related("area", "service_type")
        .order_by("-opened_at")[:SHOWN]
    )
    return tuple(map(_nearby, rows))


def _places(draft: Draft, *, area: Area | None, resolution: int) -> Q | None:
    """The hexagon of the point; the area, what lies in it, and the community around an estate."""
    found: list[Q] = []
    if draft.latitude is not None and draft.longitude is not None:
        cell = hexagon(draft.longitude, draft.latitude, resolution=resolution)
        found += [Q(cell=cell)] if cell else []
    if area is not None:
        rank = level_rank(area.level)
        found += [Q(area=area)]
        found += [Q(area__parent=area)] if rank >= NARROW else []
        found += [Q(area=area.parent_id)] if rank > NARROW else []
    return reduce(or_, found) if found else None


def _nearby(matter: Matter) -> Nearby:
    order = (
        WorkOrder.objects.filter(matter=matter, order_type=OrderType.MAIN)
        .select_related("agency")
        .order_by("-pk")
        .first()
    )
    return Nearby(
        number=matter.number,
        type=matter.service_type.name,
        area=matter.area.name if matter.area else "",
        opened_at=matter.opened_at,
        people=matter.requests_count,
        agency=order.agency.name if order else "",
    )
