"""A map as a page shows it: boundaries, places, shades, and where its pin goes.

The map only repeats what stands beside it as a list, a table or fields; nothing needs it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.intake.rules.definitions import CitySettings
from cityloop.intake.rules.maps import MapSettings
from cityloop.web.components.cities import get_city


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point on a map, in degrees (WGS 84). `here` marks the one that the page is about."""

    longitude: float
    latitude: float
    label: str
    here: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shading:
    """What areas of one level are coloured by: a class 0 to 4 and words for each code."""

    level: str
    classes: Mapping[str, int | None]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """One map of a page.

    `settings` are the city's. `pin`: ids of the fields of latitude and longitude that a click
    fills. `cells`: address of further polygons. `kept` keeps the map while htmx changes the part
    around it.
    """

    ident: str
    label: str | Promise
    settings: MapSettings
    places: Sequence[Place] = ()
    shading: Shading | None = None
    cells: str = ""
    pin: tuple[str, str] | None = None
    kept: bool = False
    small: bool = False

    @property
    def data_id(self) -> str:
        """Where the script finds what to draw."""
        return f"{self.ident}-data"

    @property
    def leaflet(self) -> dict[str, str]:
        """Addresses of the library, which is loaded once a map is seen."""
        return {
            "script": static("leaflet/leaflet.js"),
            "style": static("cityloop/map/leaflet.css"),
        }

    @property
    def data(self) -> dict[str, Any]:
        """What the script reads."""
        return {
            "leaflet": self.leaflet,
            "levels": self._levels(),
            "places": [_place(one) for one in self.places],
            "shading": _shading(self.shading),
            "cells": self.cells,
            "pin": self.pin,
            "view": self._view(),
            "tiles": self._tiles(),
            "deepest": self.settings.deepest_zoom,
            "words": _words(),
        }

    def _levels(self) -> list[dict[str, str]]:
        """Boundaries in the order in which they are drawn; a shaded map needs no finer ones."""
        names = [one.value for one in self.settings.levels]
        if self.shading is not None:
            names = [*names[: _position(names, self.shading.level)], self.shading.level]
        return [{"level": one, "url": reverse("map_areas", args=[one])} for one in names]

    def _view(self) -> dict[str, float | None] | None:
        if self.settings.longitude is None or self.settings.latitude is None:
            return None
        return {
            "longitude": self.settings.longitude,
            "latitude": self.settings.latitude,
            "zoom": self.settings.zoom,
        }

    def _tiles(self) -> dict[str, Any] | None:
        if not self.settings.tiles:
            return None
        return {"url": self.settings.tiles, "attribution": self.settings.attribution}


def map_settings(city: City) -> MapSettings:
    """The city's settings of maps."""
    return from_plain(city.settings, kind=CitySettings).map


def settings_of(request: HttpRequest) -> MapSettings:
    """The same for the city of a request; one statement where the page has not read it."""
    known = getattr(request, "city", None)
    return map_settings(known if isinstance(known, City) else get_city())


def allow_tiles(request: HttpRequest, *, view: MapView) -> None:
    """Let the page of this request load the tiles of a map; see MapTiles of the middleware."""
    request.map_tiles = view.settings.tile_origin  # type: ignore[attr-defined]


def _position(names: Sequence[str], level: str) -> int:
    return names.index(level) if level in names else len(names)


def _place(place: Place) -> dict[str, Any]:
    return {
        "at": [place.latitude, place.longitude],
        "label": place.label,
        "here": place.here,
        "url": place.url,
    }


def _shading(shading: Shading | None) -> dict[str, Any] | None:
    if shading is None:
        return None
    return {
        "level": shading.level,
        "classes": dict(shading.classes),
        "words": dict(shading.words),
    }


def _words() -> dict[str, str]:
    """What the script says, in the reader's language."""
    return {
        "closer": _("Closer"),
        "farther": _("Farther"),
        "pinned": _("The pin is set."),
        "removed": _("The pin is removed."),
        "missing": _("The map cannot be shown just now. Nothing else on this page needs it."),
    }
