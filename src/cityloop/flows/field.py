"""Somebody works on the spot: writes and photographs there, and sends it when there is a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from cityloop.accounts.models import User
from cityloop.core.definitions import from_plain
from cityloop.core.errors import InputError
from cityloop.core.models import City
from cityloop.core.pictures import Picture, discard, drawn_anew
from cityloop.intake.rules.definitions import CitySettings
from cityloop.workorders import operations as workorders
from cityloop.workorders.models import FieldNote, WorkOrder
from cityloop.workorders.operations import FieldSheet
from cityloop.workorders.operations.field import same_order
from cityloop.workorders.queries.field import note_sent_before
from cityloop.workorders.rules.field import NoteDraft, Spot, note_refusal, written_at


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReport:
    """A note as a device sends it; photos are files as they came, each with its moment."""

    key: str
    text: str = ""
    finding: str = ""
    spot: Spot | None = None
    written_at: datetime | None = None
    photos: Sequence[tuple[str, bytes]] = ()


def write(order: WorkOrder, *, report: FieldReport, by: User, at: datetime) -> FieldNote:
    """Keep a note from the spot with its photos, all or nothing; returns it.

    The same key of the same person again gives the note that it gave before, whichever of two that
    race is written first. Raises InputError, with nothing kept, for what cannot be taken.
    """
    before = note_sent_before(report.key, by=by.pk)
    if before is not None:
        return same_order(before, order=order)
    settings = from_plain(City.objects.get().settings, kind=CitySettings)
    _require(report, most_photos=settings.field.photos)
    limits = settings.resident.pictures
    pictures = [(moment, drawn_anew(data, limits=limits)) for moment, data in report.photos]
    sheet = FieldSheet(
        key=report.key,
        text=report.text.strip(),
        finding=report.finding,
        spot=report.spot,
        written_at=written_at(report.written_at, since=order.dispatched_at, at=at),
        photos=pictures,
    )
    return _kept(order, sheet=sheet, by=by, at=at)


def _require(report: FieldReport, *, most_photos: int) -> None:
    draft = NoteDraft(
        key=report.key,
        text=report.text,
        finding=report.finding,
        spot=report.spot,
        photos=len(report.photos),
    )
    if (refusal := note_refusal(draft, most_photos=most_photos)) is not None:
        raise InputError(refusal)


def _kept(order: WorkOrder, *, sheet: FieldSheet, by: User, at: datetime) -> FieldNote:
    pictures = [picture for _moment, picture in sheet.photos]
    try:
        return _write(order, sheet=sheet, by=by, at=at)
    except IntegrityError:
        _drop(pictures)
        raced = note_sent_before(sheet.key, by=by.pk)
        if raced is None:
            raise
        return same_order(raced, order=order)
    except BaseException:
        _drop(pictures)
        raise


def _drop(pictures: Sequence[Picture]) -> None:
    """Remove files that no row names."""
    for picture in pictures:
        discard(picture.name)


@transaction.atomic(durable=True)
def _write(order: WorkOrder, *, sheet: FieldSheet, by: User, at: datetime) -> FieldNote:
    return workorders.write_field_note(order, sheet=sheet, by=by, at=at)


@transaction.atomic(durable=True)
def show_photos(order: WorkOrder, *, names: Sequence[str], by: User, at: datetime) -> int:
    """Show exactly these photos with the answer; returns how many."""
    return workorders.show_field_photos(order, names=names, by=by, at=at)
