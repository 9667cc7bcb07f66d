"""Notes and photos from the spot: kept once, whole or not at all, and never changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from PIL import Image
from pytest_django import Settings

from cityloop.accounts.models import User
from cityloop.core.errors import InputError, TransitionNotAllowed
from cityloop.core.pictures import picture_path
from cityloop.flows import field, handle
from cityloop.flows.field import FieldReport
from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import FieldNote, FieldPhoto, WorkOrder, WorkOrderEvent
from cityloop.workorders.queries.field import count_evidence
from cityloop.workorders.rules.field import Spot
from tests.integration.field_work import a_key, a_note, own_order
from tests.integration.resident_pages import a_picture
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    """The folder that the photos of a test go into."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    return own_order(cast)


def files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def test_note_stands_in_the_history_of_its_order(cast: Cast, order: WorkOrder) -> None:
    note = a_note(cast, order, finding="needs_others")
    event = WorkOrderEvent.objects.get(order=order, sequence=note.sequence)
    digests = list(note.photos.order_by("pk").values_list("digest", flat=True))
    assert (event.step, event.by, event.reason, event.data) == (
        "note",
        cast.handler,
        "Cable torn by the digger.",
        {"field": {"finding": "needs_others", "photos": digests}},
    )


def test_photo_is_kept_without_where_it_was_taken(cast: Cast, order: WorkOrder) -> None:
    photo = a_note(cast, order).photos.get(moment="before")
    with default_storage.open(picture_path(photo.name)) as file:
        data = bytes(file.read())
    with Image.open(BytesIO(data)) as picture:
        assert (dict(picture.getexif()), b"Secret Camera" in data) == ({}, False)


def test_note_sent_twice_is_kept_once(cast: Cast, order: WorkOrder, media: Path) -> None:
    key = a_key()
    first, second = (a_note(cast, order, key=key) for _time in range(2))
    events = WorkOrderEvent.objects.filter(order=order, step="note").count()
    assert (first.pk, FieldPhoto.objects.count(), events, files(media)) == (second.pk, 2, 1, 2)


def test_note_that_races_itself_is_kept_once(cast: Cast, order: WorkOrder, media: Path) -> None:
    key, start = a_key(), Barrier(2)

    def send(_number: int) -> int:
        start.wait(timeout=10)
        try:
            return int(a_note(cast, order, key=key).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        kept = set(pool.map(send, range(2)))
    assert (len(kept), FieldNote.objects.count(), files(media)) == (1, 1, 2)


def test_key_of_another_person_is_another_note(cast: Cast, order: WorkOrder) -> None:
    key = a_key()
    a_note(cast, order, key=key)
    report = FieldReport(key=key, text="Mine")
    assert field.write(order, report=report, by=cast.colleague, at=NOW).text == "Mine"


def test_key_used_for_another_order_is_refused(cast: Cast, order: WorkOrder) -> None:
    key = a_key()
    a_note(cast, order, key=key)
    with pytest.raises(InputError, match=f"sent before, about {order.number}"):
        a_note(cast, own_order(cast), key=key)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "HEIC"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (a_picture() + bytes(10_000_001), "larger than 10 MB"),
    ],
)
def test_bad_file_keeps_nothing_of_its_note(
    cast: Cast, order: WorkOrder, media: Path, data: bytes, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        a_note(cast, order, photos=[("before", a_picture()), ("after", data)])
    assert (FieldNote.objects.count(), files(media)) == (0, 0)


def test_refused_step_leaves_no_file_behind(cast: Cast, media: Path) -> None:
    order = own_order(cast, state=OrderState.ARCHIVED)
    with pytest.raises(TransitionNotAllowed):
        a_note(cast, order)
    assert files(media) == 0


def test_note_written_without_a_line_keeps_both_times(cast: Cast, order: WorkOrder) -> None:
    written = NOW - timedelta(hours=3)
    note = a_note(cast, order, written_at=written)
    assert (note.written_at, note.received_at) == (written, NOW)


def test_place_is_kept_only_when_it_is_given(cast: Cast, order: WorkOrder) -> None:
    bare = a_note(cast, order)
    placed = a_note(cast, order, spot=Spot(latitude=39.9, longitude=116.4))
    assert (bare.place, placed.place) == ({}, {"latitude": 39.9, "longitude": 116.4})


def test_note_is_not_rewritten(cast: Cast, order: WorkOrder) -> None:
    a_note(cast, order)
    with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
        FieldNote.objects.update(text="Nothing was torn.")


def test_note_may_be_emptied_as_the_law_asks(cast: Cast, order: WorkOrder) -> None:
    a_note(cast, order, spot=Spot(latitude=39.9, longitude=116.4))
    FieldNote.objects.update(text="", place={})
    assert FieldNote.objects.get().place == {}


def test_photo_is_neither_exchanged_nor_deleted(cast: Cast, order: WorkOrder) -> None:
    a_note(cast, order)
    with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
        FieldPhoto.objects.update(digest="0" * 64)
    with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
        FieldPhoto.objects.all().delete()


def show(order: WorkOrder, *photos: FieldPhoto, by: User) -> int:
    return field.show_photos(order, names=[one.name for one in photos], by=by, at=NOW)


def test_choice_of_what_is_shown_is_an_event(cast: Cast, order: WorkOrder) -> None:
    photo = a_note(cast, order).photos.get(moment="after")
    show(order, photo, by=cast.handler)
    event = WorkOrderEvent.objects.filter(order=order).latest("sequence")
    assert event.data == {"field": {"shown": [photo.digest]}}


def test_same_choice_again_is_no_event(cast: Cast, order: WorkOrder) -> None:
    photo = a_note(cast, order).photos.get(moment="after")
    show(order, photo, by=cast.handler)
    count = WorkOrderEvent.objects.filter(order=order).count()
    show(order, photo, by=cast.handler)
    assert WorkOrderEvent.objects.filter(order=order).count() == count


def test_choice_can_be_taken_back(cast: Cast, order: WorkOrder) -> None:
    show(order, *a_note(cast, order).photos.all(), by=cast.handler)
    show(order, by=cast.handler)
    assert not FieldPhoto.objects.filter(shown=True).exists()


def test_photo_of_another_order_is_not_shown_with_this_one(cast: Cast, order: WorkOrder) -> None:
    foreign = a_note(cast, own_order(cast)).photos.all()
    assert show(order, *foreign, by=cast.handler) == 0


def test_photos_from_the_spot_are_evidence(cast: Cast) -> None:
    order = own_order(cast, state=OrderState.ACCEPTED, accepted_at=NOW)
    a_note(cast, order)
    order = handle.contact(order, note="Spoke to her", by=cast.handler, at=NOW)
    answered = handle.answer(
        order, outcome="resolved", text="The lamp burns again.", by=cast.handler, at=NOW
    )
    assert answered.state == OrderState.ANSWERED


def test_photos_of_before_the_last_answer_are_no_evidence_for_the_next(
    cast: Cast, order: WorkOrder
) -> None:
    a_note(cast, order)
    order.answered_at = NOW
    assert count_evidence(order) == 0


def test_photos_of_an_earlier_run_are_no_evidence(cast: Cast, order: WorkOrder) -> None:
    a_note(cast, order)
    order.round = 2
    assert count_evidence(order) == 0
