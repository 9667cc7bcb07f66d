"""Boundaries for maps, as GeoJSON that a browser keeps until a boundary changes."""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

from cityloop.core.errors import NotFound
from cityloop.places.choices import AreaLevel
from cityloop.places.queries import AreaOutline, boundary_stamp, level_outlines
from cityloop.web.components.guard import open_to_all

GEOJSON = "application/geo+json"


def _etag(_request: HttpRequest, *, level: str) -> str:
    return f'"{boundary_stamp()}-{level}"'


@open_to_all
@cache_control(public=True, max_age=300)
@condition(etag_func=_etag)
def areas_layer(_request: HttpRequest, *, level: str) -> HttpResponse:
    """The areas of a level; 404 for a level that there is not."""
    if level not in AreaLevel:
        raise NotFound(
            _("There is no level of areas called '%(level)s'.") % {"level": level},
            mend=_("Known are: %(levels)s.") % {"levels": ", ".join(AreaLevel.values)},
        )
    return HttpResponse(layer_text(AreaLevel(level), stamp=boundary_stamp()), content_type=GEOJSON)


# Every level of the demo city is below 50 kB; a city of millions has some megabytes.
@lru_cache(maxsize=len(AreaLevel))
def layer_text(level: AreaLevel, *, stamp: str) -> bytes:  # noqa: ARG001 - part of the key
    """The layer of a level as it goes out, read again when `stamp` is another."""
    return geojson([feature(one, names=dict(one.names)) for one in level_outlines(level)])


def feature(area: AreaOutline, **properties: Any) -> dict[str, Any]:  # noqa: ANN401 - values of JSON
    """An area as a feature with its code and further properties."""
    return {
        "type": "Feature",
        "properties": {"code": area.code, **properties},
        "geometry": dict(area.geometry),
    }


def geojson(features: list[dict[str, Any]], **members: Any) -> bytes:  # noqa: ANN401 - values of JSON
    """A collection of features (RFC 7946), as short as it can be written."""
    content = {"type": "FeatureCollection", **members, "features": features}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
