"""Work on the spot: whose orders it is, and what was written and photographed there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from cityloop.accounts.rules.roles import Actor
from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.workorders.choices import OrderType, PhotoMoment
from cityloop.workorders.models import FieldNote, FieldPhoto, WorkOrder
from cityloop.workorders.queries.lists import is_open

MOST = 100


@dataclass(frozen=True, slots=True)
class FieldOrder:
    """What is needed on the way to an order, and nothing more: it is kept on a phone."""

    number: str
    title: str
    address: str
    area: str
    due_at: datetime | None


def field_orders(actor: Actor) -> tuple[FieldOrder, ...]:
    """The open orders that the person handles, soonest due first; one statement.

    Reports of wrongdoing never leave the office on a phone.
    """
    rows = WorkOrder.objects.filter(
        is_open(),
        Q(shielded=False, request__shielded=False),
        agency_id=actor.agency_id or 0,
        handler_id=actor.user_id,
    ).exclude(order_type=OrderType.COPY)
    page = rows.select_related("request", "area").order_by("due_at", "pk")[:MOST]
    return tuple(map(field_order, page))


def field_order(order: WorkOrder) -> FieldOrder:
    """An order as the phone keeps it; its request and area must have been fetched."""
    return FieldOrder(
        number=order.number,
        title=order.request.title,
        address=order.request.address,
        area=order.area.name if order.area else "",
        due_at=order.due_at,
    )


@dataclass(frozen=True, slots=True)
class FieldPhotoRow:
    """A photo of a note."""

    name: str
    moment: str
    moment_words: str
    shown: bool


@dataclass(frozen=True, slots=True)
class FieldNoteRow:
    """A note from the spot with its photos, before first."""

    sequence: int
    by: str
    written_at: datetime
    received_at: datetime
    text: str
    finding: str
    finding_words: str
    place: dict[str, Any]
    round: int
    photos: tuple[FieldPhotoRow, ...]


def field_notes(order: WorkOrder) -> tuple[FieldNoteRow, ...]:
    """The notes from the spot, oldest first; one statement, two where there are notes."""
    notes = FieldNote.objects.filter(order=order).select_related("by").prefetch_related("photos")
    return tuple(map(_note_row, notes.order_by("sequence")))


def _note_row(note: FieldNote) -> FieldNoteRow:
    return FieldNoteRow(
        sequence=note.sequence,
        by=note.by.get_full_name() or note.by.get_username(),
        written_at=note.written_at,
        received_at=note.received_at,
        text=note.text,
        finding=note.finding,
        finding_words=str(note.get_finding_display()),
        place=note.place,
        round=note.round,
        photos=tuple(_photo_row(one) for one in _in_order(note.photos.all())),
    )


def _in_order(photos: Iterable[FieldPhoto]) -> list[FieldPhoto]:
    return sorted(photos, key=lambda one: (one.moment != PhotoMoment.BEFORE, one.pk))


def _photo_row(photo: FieldPhoto) -> FieldPhotoRow:
    return FieldPhotoRow(
        name=photo.name,
        moment=photo.moment,
        moment_words=str(photo.get_moment_display()),
        shown=photo.shown,
    )


def count_evidence(order: WorkOrder) -> int:
    """How many photos from the spot speak for the answer that comes next; one statement.

    Those of the same run of the order that came after the last answer in it.
    """
    photos = FieldPhoto.objects.filter(note__order=order, note__round=order.round)
    if order.answered_at is not None:
        photos = photos.filter(note__received_at__gt=order.answered_at)
    return photos.count()


def answer_photos(order: WorkOrder) -> tuple[FieldPhotoRow, ...]:
    """The photos from the spot of the order's present run, before first; one statement."""
    photos = FieldPhoto.objects.filter(note__order=order, note__round=order.round)
    return tuple(map(_photo_row, _in_order(photos.order_by("pk"))))


def shown_photos(order: WorkOrder) -> tuple[FieldPhotoRow, ...]:
    """The photos that the agency shows with its answer, before first; one statement."""
    photos = FieldPhoto.objects.filter(note__order=order, shown=True)
    return tuple(map(_photo_row, _in_order(photos.order_by("pk"))))


def get_field_photo(name: str) -> FieldPhoto:
    """Return a photo with its note and the number of its order; raises NotFound."""
    found = FieldPhoto.objects.select_related("note__order").filter(name=name).first()
    if found is None:
        raise NotFound(Sentence("There is no such photo."))
    return found


def note_sent_before(key: str, *, by: int) -> FieldNote | None:
    """The note that a person sent under a key, or None; one statement."""
    return FieldNote.objects.select_related("order").filter(by=by, key=key).first()
