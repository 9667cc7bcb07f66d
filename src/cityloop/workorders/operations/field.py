"""What is written about work on the spot."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.errors import InputError
from cityloop.core.pictures import Picture, store
from cityloop.core.sentences import Sentence
from cityloop.workorders.choices import OrderStep, Party
from cityloop.workorders.models import FieldNote, FieldPhoto, WorkOrder
from cityloop.workorders.operations.steps import Taken, take_step
from cityloop.workorders.queries.field import note_sent_before
from cityloop.workorders.rules.field import Spot

SHOWN = Sentence("The photos that are shown with the answer were chosen.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSheet:
    """A note from the spot, ready to be kept; each photo with its moment."""

    key: str
    text: str
    finding: str
    spot: Spot | None
    written_at: datetime
    photos: Sequence[tuple[str, Picture]] = ()


@transaction.atomic(savepoint=False)
def write_field_note(
    order: WorkOrder, *, sheet: FieldSheet, by: AbstractUser, at: datetime
) -> FieldNote:
    """Keep a note with its photos, and write it into the history of the order.

    The same key of the same person again gives the note that it gave before; raises InputError
    when that was about another order. The files are written before the transaction ends: who calls
    removes them when it fails.
    """
    # Two that arrive at once wait here, so that the second finds the note of the first.
    WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    before = note_sent_before(sheet.key, by=by.pk)
    if before is not None:
        return same_order(before, order=order)
    moved = take_step(order, taken=_taken(sheet), by=by, at=at)
    note = FieldNote.objects.create(
        order=moved,
        sequence=moved.event_count,
        round=moved.round,
        by_id=by.pk,
        key=sheet.key,
        text=sheet.text,
        finding=sheet.finding,
        place={} if sheet.spot is None else sheet.spot.told,
        written_at=sheet.written_at,
        received_at=at,
    )
    for _moment, picture in sheet.photos:
        store(picture)
    FieldPhoto.objects.bulk_create(
        _photo(note, moment=moment, picture=picture) for moment, picture in sheet.photos
    )
    return note


def same_order(note: FieldNote, *, order: WorkOrder) -> FieldNote:
    """The note, when it is about this order; raises InputError otherwise."""
    if note.order_id != order.pk:
        raise InputError(
            Sentence("This note was sent before, about %(number)s.", number=note.order.number),
            mend=Sentence("Open the page of the order again and write the note there."),
        )
    return note


def _taken(sheet: FieldSheet) -> Taken:
    told = {
        "finding": sheet.finding,
        "photos": [picture.digest for _moment, picture in sheet.photos],
    }
    return Taken(step=OrderStep.NOTE, party=Party.UNIT, reason=sheet.text, data={"field": told})


def _photo(note: FieldNote, *, moment: str, picture: Picture) -> FieldPhoto:
    return FieldPhoto(
        note=note,
        name=picture.name,
        moment=moment,
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        digest=picture.digest,
    )


@transaction.atomic(savepoint=False)
def show_field_photos(
    order: WorkOrder, *, names: Collection[str], by: AbstractUser, at: datetime
) -> int:
    """Show exactly these photos with the answer, and write it into the history; returns how many.

    Names of other orders' photos count for nothing. Nothing is written when nothing changes.
    """
    WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    photos = FieldPhoto.objects.filter(note__order=order)
    wanted = set(photos.filter(name__in=names).values_list("pk", flat=True))
    now = set(photos.filter(shown=True).values_list("pk", flat=True))
    if wanted == now:
        return len(wanted)
    digests = photos.filter(pk__in=wanted).order_by("pk").values_list("digest", flat=True)
    taken = Taken(
        step=OrderStep.NOTE,
        party=Party.UNIT,
        reason=SHOWN,
        data={"field": {"shown": list(digests)}},
    )
    take_step(order, taken=taken, by=by, at=at)
    FieldPhoto.objects.filter(pk__in=wanted - now).update(shown=True)
    FieldPhoto.objects.filter(pk__in=now - wanted).update(shown=False)
    return len(wanted)
