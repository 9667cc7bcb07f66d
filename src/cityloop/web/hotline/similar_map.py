"""The map beside "perhaps the same matter": the caller's place, and the matters proposed."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.intake.models import ServiceRequest
from cityloop.web.components.maps import MapView, Place, settings_of
from cityloop.web.hotline.presenters import Hints

IDENT = "similar-map"
FIELDS = ("id_latitude", "id_longitude")


def similar_view(
    hints: Hints | None, *, request: HttpRequest, asked: ServiceRequest | None
) -> MapView | None:
    """The map for what is proposed; at most one statement for the points of the matters.

    While a request is taken down (`asked` is None) its pin fills the fields of the point; of one
    that is registered there is a map only when there is something to see.
    """
    here = _here(asked)
    places = [*([here] if here else []), *_matters(hints)]
    if asked is not None and not places:
        return None
    return MapView(
        ident=IDENT,
        label=gettext_lazy("Map of the matters proposed above"),
        settings=settings_of(request),
        places=places,
        pin=FIELDS if asked is None else None,
        kept=True,
        small=True,
    )


def _here(asked: ServiceRequest | None) -> Place | None:
    """Where a registered request is; the pin shows the point of one that is being taken down."""
    if asked is None or asked.latitude is None or asked.longitude is None:
        return None
    return Place(
        longitude=asked.longitude, latitude=asked.latitude, label=_("This request"), here=True
    )


def _matters(hints: Hints | None) -> Iterable[Place]:
    if hints is None:
        return ()
    numbers = {one.number for one in hints.similar} | {one.number for one in hints.candidates}
    if not numbers:
        return ()
    rows = ServiceRequest.objects.filter(
        matter__number__in=numbers, shielded=False, latitude__isnull=False
    )
    found: dict[str, Place] = {}
    columns = ("matter__number", "title", "latitude", "longitude")
    for number, title, latitude, longitude in rows.order_by("received_at").values_list(*columns):
        if latitude is not None and longitude is not None:
            place = Place(longitude=longitude, latitude=latitude, label=f"{number} {title}")
            found.setdefault(number, place)
    return found.values()
