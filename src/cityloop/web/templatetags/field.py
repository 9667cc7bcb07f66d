"""Photos and notes from the spot inside pages of other audiences, which have asked who reads."""

from datetime import timedelta
from typing import Any

from django import template

from cityloop.accounts.rules.roles import Actor
from cityloop.intake.models import ServiceRequest
from cityloop.intake.permissions import is_hidden
from cityloop.intake.queries.photos import matter_photos, request_photos
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.permissions import FIELD_SHOW, FIELD_WRITE
from cityloop.workorders.queries import field as queries
from cityloop.workorders.queries.field import FieldNoteRow, FieldPhotoRow

register = template.Library()
# Longer than a good line takes with photos.
LATER = timedelta(minutes=5)


@register.simple_tag
def field_notes(order: WorkOrder) -> dict[int, FieldNoteRow]:
    """The notes from the spot by the number of their event."""
    return {note.sequence: note for note in queries.field_notes(order)}


@register.simple_tag
def answer_photos(order: WorkOrder) -> tuple[FieldPhotoRow, ...]:
    """The photos from the spot that speak for the answer."""
    return queries.answer_photos(order)


@register.simple_tag
def shown_photos(order: WorkOrder) -> tuple[FieldPhotoRow, ...]:
    """The photos that the agency shows with its answer."""
    return queries.shown_photos(order)


@register.simple_tag
def asked_photos(asked: ServiceRequest) -> tuple[str, ...]:
    """The photos of a request."""
    return request_photos(asked)


@register.simple_tag
def order_photos(order: WorkOrder, actor: Actor) -> tuple[str, ...]:
    """The requesters' photos for whoever reads an order; none of what is hidden from them."""
    return () if is_hidden(actor, order.request) else matter_photos(order.request)


@register.simple_tag
def may_write(order: WorkOrder, actor: Actor) -> bool:
    """Whether the person writes from the spot of this order."""
    return FIELD_WRITE(actor, order) is None


@register.simple_tag
def may_show(order: WorkOrder, actor: Actor) -> bool:
    """Whether the person chooses what the requester sees."""
    return FIELD_SHOW(actor, order) is None


@register.filter
def has_photos(notes: Any) -> bool:  # noqa: ANN401 - what a template gives
    """Whether any of the notes has a photo."""
    return any(note.photos for note in notes)


@register.filter
def came_later(note: FieldNoteRow) -> bool:
    """Whether a note waited on a device before it arrived."""
    return note.received_at - note.written_at > LATER


@register.filter
def spot(place: dict[str, float]) -> str:
    """A place in degrees, with how exact it is."""
    told = f"{place['latitude']:.5f}, {place['longitude']:.5f}"
    return f"{told} (± {place['accuracy']:.0f} m)" if "accuracy" in place else told
