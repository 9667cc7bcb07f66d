"""The figures that the public reads, with the names that go with them; kept for each stamp."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cityloop.core.models import localised
from cityloop.responsibility.queries.duties import service_types
from cityloop.web.components.store import current_store, store_path
from cityloop_analytics.measures.published import Published, published
from cityloop_analytics.measures.published_cells import UNKNOWN, Cell
from cityloop_analytics.measures.published_files import kept_published
from cityloop_analytics.measures.scorecards import Times, scorecards
from cityloop_analytics.store import Store

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An area as the store knows it."""

    code: str
    level: str
    parent: str
    names: Names
    population: int | None

    @property
    def name(self) -> str:
        return localised(dict(self.names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that is given work; `department` is the one under which it is counted."""

    code: str
    department: str
    kind: str
    peer_group: str
    territory: str
    names: Names

    @property
    def name(self) -> str:
        return localised(dict(self.names))


# Told apart as objects, so that what is worked out of them can be kept beside them.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figures:
    """What may be printed of a store, and the names of what it is about."""

    published: Published
    places: Mapping[str, Place]
    bodies: Mapping[str, Body]
    types: Mapping[str, Names]
    topics: Mapping[str, Names]
    times: Mapping[str, Times]

    @property
    def stamp(self) -> str:
        return self.published.stamp

    @property
    def city(self) -> str:
        """The code of the city's own area; "" where the store has none."""
        return next((one.code for one in self.places.values() if one.level == "city"), "")

    def requests(self, unit: str, *, period: str, topic: str = "", kind: str = "") -> int | None:
        """Requests of an area; None where they are kept back, or not printed for such an area."""
        place = self.places.get(unit)
        if not period or (place and place.level == COMMUNITY and not self._told(place, period)):
            return None
        return self.published.shown(Cell("requests", unit, topic, kind, period))

    def orders(self, unit: str, *, period: str, topic: str = "", kind: str = "") -> int | None:
        """Main orders of a body, "" for all; None where they are kept back."""
        return self.published.shown(Cell("orders", unit, topic, kind, period))

    def answers(self, topic: str, *, kind: str, period: str) -> int | None:
        """People who answered in call-backs, by what they said; None where they are kept back."""
        return self.published.shown(Cell("answers", "", topic, kind, period))

    def _told(self, community: Place, period: str) -> bool:
        """Whether communities of its sub-district are printed: where none is, 0 would be wrong."""
        cells = (
            Cell("requests", one.code, "", "", period) for one in self.children(community.parent)
        )
        return any(self.published.shown(cell) != 0 for cell in cells)

    def children(self, code: str) -> tuple[Place, ...]:
        """The areas right below one that have figures of their own, by code."""
        return tuple(
            one
            for _code, one in sorted(self.places.items())
            if one.parent == code and one.level in LEVELS
        )


COMMUNITY = "community"
LEVELS = ("city", "district", "subdistrict", COMMUNITY)


def get_figures(*, minimum: int) -> Figures:
    """The figures of the newest store; raises StoreUnreadable when there is none.

    minimum: the smallest count that is printed. Names of groups of service types are those of the
    moment at which a process first reads the store: the store does not have them.
    """
    return _figures(str(store_path()), current_store().stamp, minimum)


@lru_cache(maxsize=4)
def _figures(_path: str, _stamp: str, minimum: int) -> Figures:
    store = current_store()
    whole = kept_published(store, minimum=minimum, make=published)
    return Figures(
        published=whole,
        places={row["area"]: _place(row) for row in store.rows(AREAS) if row["level"] in LEVELS},
        bodies={row["agency"]: _body(row) for row in store.rows(AGENCIES)},
        types={row["service_type"]: json.loads(row["names"]) for row in store.rows(TYPES)},
        topics={one.parent.code: one.parent.names for one in service_types() if one.parent},
        times=_times(store, whole=whole),
    )


AREAS = "SELECT area, level, parent, names, population FROM areas"
AGENCIES = "SELECT agency, department, agency_kind, peer_group, territory, names FROM agencies"
TYPES = "SELECT service_type, names FROM service_types WHERE public"


def _place(row: Mapping[str, Any]) -> Place:
    return Place(
        code=row["area"],
        level=row["level"],
        parent=row["parent"] or "",
        names=json.loads(row["names"]),
        population=row["population"],
    )


def _body(row: Mapping[str, Any]) -> Body:
    return Body(
        code=row["agency"],
        department=row["department"],
        kind=row["agency_kind"],
        peer_group=row["peer_group"] or "",
        territory=row["territory"] or "",
        names=json.loads(row["names"]),
    )


def _times(store: Store, *, whole: Published) -> dict[str, Times]:
    """How long answers of the last month took, for bodies of which enough is printed."""
    if not whole.last_month:
        return {}
    found = {
        card.agency: card.times["answered"] for card in scorecards(store, month=whole.last_month)
    }
    return {code: one for code, one in found.items() if one.count >= whole.minimum}


def topic_name(figures: Figures, code: str) -> str:
    """The name of a group of types; a code that nobody names speaks for itself."""
    return localised(dict(figures.topics.get(code, {}))) or code.replace("-", " ")


def is_known(code: str) -> bool:
    """Whether a unit or topic is a place or group, not what is left without one."""
    return code != UNKNOWN
