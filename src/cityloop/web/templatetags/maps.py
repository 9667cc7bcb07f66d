"""Maps inside pages: one tag draws any map, others know what to draw."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cityloop.web.components.maps import MapView, Place, allow_tiles, settings_of
from cityloop.web.hotline.similar_map import similar_view
from cityloop.workorders.models import WorkOrder

register = template.Library()
Context = dict[str, Any]
TEMPLATE = "components/map.html"


@register.inclusion_tag(TEMPLATE, takes_context=True)
def draw_map(context: Context, view: MapView) -> Context:
    """Draw a map; its page may load the city's tiles from then on."""
    return _drawn(context["request"], view)


@register.inclusion_tag(TEMPLATE, takes_context=True)
def pin_map(context: Context, latitude: str, longitude: str) -> Context:
    """A map whose pin fills two fields of the form around it, given by their ids."""
    request: HttpRequest = context["request"]
    view = MapView(
        ident="pin-map",
        label=_("Map of the city. Arrow keys move it, plus and minus bring it closer or farther."),
        settings=settings_of(request),
        pin=(latitude, longitude),
    )
    return _drawn(request, view)


@register.inclusion_tag("components/place_map.html", takes_context=True)
def order_map(context: Context, order: WorkOrder) -> Context:
    """Where the matter of an order is; nothing when nobody gave a point."""
    asked, request = order.request, context["request"]
    if asked.latitude is None or asked.longitude is None:
        return {"map": None}
    place = Place(
        longitude=asked.longitude,
        latitude=asked.latitude,
        label=asked.address or asked.title,
        here=True,
    )
    view = MapView(
        ident="order-map",
        label=_("Map of the place"),
        settings=settings_of(request),
        places=(place,),
        small=True,
    )
    return {**_drawn(request, view), "place": place, "area": asked.area}


@register.inclusion_tag("hotline/similar_map.html", takes_context=True)
def similar_map(context: Context) -> Context:
    """The matters that an operator is shown, on a map beside their list."""
    request: HttpRequest = context["request"]
    view = similar_view(context.get("hints"), request=request, asked=context.get("asked"))
    return {"map": None} if view is None else _drawn(request, view)


def _drawn(request: HttpRequest, view: MapView) -> Context:
    allow_tiles(request, view=view)
    return {"map": view}
