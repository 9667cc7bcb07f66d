"""Pages for work on the spot, and who sees what was written and photographed there."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from cityloop.flows import field
from cityloop.intake.models import Photo
from cityloop.workorders.choices import OrderState, OrderType
from cityloop.workorders.models import FieldNote, FieldPhoto, WorkOrder
from tests.integration.field_work import a_key, a_note, own_order
from tests.integration.resident_pages import a_file, a_picture, send, tell, text_of
from tests.integration.visits import Visit, client_of
from tests.people import NAME, NOW, PHONE, Cast, a_report, a_request, an_order

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"Accept": "application/json"}
SECRET = "Officer took a present"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    return own_order(cast)


def write(cast: Cast, order: WorkOrder, *, who: str = "handler", **data: Any) -> Any:  # noqa: ANN401 - the test client's answer
    """Send a note as a queue does."""
    sheet = {"key": a_key(), **data}
    return client_of(cast, who).post(f"/field/{order.number}/", sheet, headers=JSON)


def test_list_shows_own_open_orders_soonest_first(cast: Cast, see: Visit) -> None:
    late = own_order(cast, due_at=NOW + timedelta(days=2))
    soon = own_order(cast, due_at=NOW + timedelta(days=1))
    page = see("handler", "/field/")
    assert 0 < page.index(soon.number) < page.index(late.number)


@pytest.mark.parametrize(
    "more",
    [
        {"handler": None},
        {"state": OrderState.RECALLED},
        {"order_type": OrderType.COPY},
    ],
)
def test_list_leaves_out(cast: Cast, see: Visit, more: dict[str, Any]) -> None:
    assert own_order(cast, **more).number not in see("handler", "/field/")


def test_list_of_a_colleague_is_another(cast: Cast, see: Visit, order: WorkOrder) -> None:
    assert order.number not in see("colleague", "/field/")


def test_empty_list_leads_to_the_worklist(cast: Cast, see: Visit) -> None:
    assert "/agency/work-orders/" in see("handler", "/field/").split("<main")[1]


def test_short_list_holds_nothing_of_the_person(cast: Cast, order: WorkOrder) -> None:
    told = client_of(cast, "handler").get("/field/orders.json").json()
    assert [set(one) for one in told["orders"]] == [{"number", "title", "address", "due"}]
    assert not {PHONE, NAME} & set(str(told))


def test_report_of_wrongdoing_is_on_no_phone(cast: Cast, see: Visit) -> None:
    report = a_report(cast.town, about=cast.town.housing)
    order = an_order(cast.town, agency=cast.town.inspection, request=report, handler=cast.inspector)
    client = client_of(cast, "inspector")
    pages = see("inspector", "/field/") + text_of(client.get("/field/orders.json"))
    assert (SECRET in pages, client.get(f"/field/{order.number}/").status_code) == (False, 403)


def test_page_without_a_line_says_nothing_of_anybody(cast: Cast, order: WorkOrder) -> None:
    page = text_of(client_of(cast, "handler").get("/field/offline/"))
    told = (order.number, "hal.handler", "Hal Handler", "csrfmiddlewaretoken", "Sign out")
    assert [one for one in told if one in page] == []


def test_signed_out_queue_is_sent_to_sign_in(client: Client, cast: Cast) -> None:
    assert client.get("/field/orders.json").status_code == 302


def test_note_of_a_plain_form_is_kept(cast: Cast, order: WorkOrder, post: Visit) -> None:
    files = {"before": [a_file(a_picture())], "after": [a_file(a_picture()), a_file(a_picture())]}
    page = text_of(
        post("handler", f"/field/{order.number}/", key=a_key(), text="Cable torn", **files)
    )
    moments = sorted(FieldPhoto.objects.values_list("moment", flat=True))
    assert ("Cable torn" in page, moments) == (True, ["after", "after", "before"])


def test_refused_plain_form_keeps_what_was_typed(cast: Cast, order: WorkOrder, post: Visit) -> None:
    sent = {"key": a_key(), "text": "Cable torn", "before": a_file(b"no picture")}
    page = text_of(post("handler", f"/field/{order.number}/", **sent))
    assert ("not a picture" in page, "Cable torn</textarea>" in page) == (True, True)


def test_queue_is_told_that_its_note_is_kept(cast: Cast, order: WorkOrder) -> None:
    assert write(cast, order, text="Cable torn").json() == {"kept": True}


def test_queue_that_sends_twice_is_told_so_twice(cast: Cast, order: WorkOrder) -> None:
    key = a_key()
    told = [write(cast, order, key=key, text="Cable torn").json() for _time in range(2)]
    assert (told, FieldNote.objects.count()) == ([{"kept": True}] * 2, 1)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Write a note"),
        ({"text": "x", "key": "?"}, "no key"),
        ({"finding": "gone"}, "gone"),
        ({"text": "x", "latitude": "120", "longitude": "10"}, "no place on earth"),
        ({"before": b"text"}, "not a picture"),
        ({"before": a_picture() + bytes(10_000_001)}, "larger than 10 MB"),
    ],
)
def test_queue_is_told_why_a_note_is_refused(
    cast: Cast, order: WorkOrder, data: dict[str, Any], words: str
) -> None:
    sent: dict[str, Any] = {
        key: a_file(one) if isinstance(one, bytes) else one for key, one in data.items()
    }
    answer = write(cast, order, **sent)
    assert (answer.status_code, words in answer.json()["refused"]) == (400, True)


def test_too_many_photos_are_refused_together(cast: Cast, order: WorkOrder) -> None:
    files = [a_file(a_picture()) for _number in range(7)]
    answer = write(cast, order, before=files)
    assert ("At most 6 photos" in answer.json()["refused"], FieldPhoto.objects.count()) == (True, 0)


@pytest.mark.parametrize("who", ["rival", "officer", "inspector"])
def test_others_do_not_write(cast: Cast, order: WorkOrder, who: str) -> None:
    answer = write(cast, order, who=who, text="x")
    assert (answer.status_code, FieldNote.objects.count()) == (403, 0)


def test_note_on_an_order_that_does_not_exist_is_refused_in_words(cast: Cast) -> None:
    answer = client_of(cast, "handler").post("/field/WO-26-999999/", {"text": "x"}, headers=JSON)
    assert (answer.status_code, "no work order" in answer.json()["refused"]) == (404, True)


def test_accused_agency_is_told_that_there_is_no_such_order(cast: Cast) -> None:
    report = a_report(cast.town, about=cast.town.lighting)
    order = an_order(cast.town, agency=cast.town.inspection, request=report)
    assert write(cast, order, text="x").status_code == 404


def test_order_page_shows_notes_photos_and_what_was_found(
    cast: Cast, order: WorkOrder, see: Visit
) -> None:
    note = a_note(cast, order, finding="done")
    page = see("dispatcher", f"/agency/work-orders/{order.number}/")
    names = [photo.name in page for photo in note.photos.all()]
    assert (names, "Done on the spot" in page) == ([True, True], True)


@pytest.mark.parametrize(
    ("who", "status"),
    [("handler", 200), ("dispatcher", 200), ("rival", 404), ("caller", 404), ("stranger", 404)],
)
def test_staff_see_the_photo_as_they_see_the_order(
    cast: Cast, order: WorkOrder, who: str, status: int
) -> None:
    name = a_note(cast, order).photos.all()[0].name
    assert client_of(cast, who).get(f"/field/photos/{name}").status_code == status


def test_signed_out_person_sees_no_photo(cast: Cast, client: Client, order: WorkOrder) -> None:
    name = a_note(cast, order).photos.all()[0].name
    assert client.get(f"/field/photos/{name}").status_code == 404


def test_guessed_name_is_no_photo(cast: Cast) -> None:
    assert client_of(cast, "handler").get("/field/photos/1.jpg").status_code == 404


@pytest.mark.parametrize("who", ["rival", "dispatcher"])
def test_only_the_agency_chooses_what_is_shown(cast: Cast, order: WorkOrder, who: str) -> None:
    name = a_note(cast, order).photos.all()[0].name
    client_of(cast, who).post(f"/field/{order.number}/shown/", {"shown": name})
    assert not FieldPhoto.objects.filter(shown=True).exists()


@pytest.fixture
def asker(cast: Cast) -> Client:
    """A resident who reported with a photo; the lighting agency has the order."""
    client = Client()
    tell(client)
    client.post("/report/photos/", {"photos": a_file(a_picture())})
    send(client)
    request = Photo.objects.get().request
    assert request is not None
    own_order(cast, request=request)
    return client


def answered(cast: Cast, *, shown: bool) -> FieldPhoto:
    """The photo of after on the resident's order, which is answered."""
    order = WorkOrder.objects.get()
    photo = a_note(cast, order).photos.get(moment="after")
    if shown:
        field.show_photos(order, names=[photo.name], by=cast.handler, at=NOW)
    WorkOrder.objects.update(
        state=OrderState.ANSWERED, outcome="resolved", answer="It burns again.", answered_at=NOW
    )
    return photo


def tracking(asker: Client) -> str:
    number = WorkOrder.objects.get().request.number
    return text_of(asker.get(f"/requests/{number}/"))


@pytest.mark.parametrize("shown", [True, False])
def test_requester_sees_what_the_agency_shows(cast: Cast, asker: Client, *, shown: bool) -> None:
    photo = answered(cast, shown=shown)
    there = asker.get(f"/field/photos/{photo.name}").status_code == 200
    assert (there, photo.name in tracking(asker)) == (shown, shown)


@pytest.mark.parametrize("state", [OrderState.IN_PROGRESS, OrderState.REWORK])
def test_requester_sees_nothing_before_the_answer(
    cast: Cast, asker: Client, state: OrderState
) -> None:
    photo = answered(cast, shown=True)
    kept = "It burns again." if state == OrderState.REWORK else ""
    WorkOrder.objects.update(state=state, answer=kept)
    there = asker.get(f"/field/photos/{photo.name}").status_code
    assert (there, photo.name in tracking(asker)) == (404, False)


def test_another_resident_does_not_see_what_is_shown(cast: Cast, asker: Client) -> None:
    photo = answered(cast, shown=True)
    other = Client()
    tell(other)
    send(other)
    assert other.get(f"/field/photos/{photo.name}").status_code == 404


def test_staff_pages_show_the_requester_s_photos(cast: Cast, asker: Client, see: Visit) -> None:
    name, order = Photo.objects.get().name, WorkOrder.objects.get()
    pages = (
        see("dispatcher", f"/hotline/requests/{order.request.number}/"),
        see("handler", f"/agency/work-orders/{order.number}/"),
    )
    assert [name in page for page in pages] == [True, True]


def test_photos_of_a_shielded_report_are_on_no_page_of_its_matter(
    cast: Cast, asker: Client, see: Visit
) -> None:
    order = WorkOrder.objects.get()
    secret = a_request(cast.town, matter=order.matter)
    Photo.objects.update(request=secret)
    secret.shielded = True
    secret.save()
    assert Photo.objects.get().name not in see("handler", f"/agency/work-orders/{order.number}/")


@pytest.mark.parametrize("told", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_note_of_a_device_with_an_impossible_clock_is_kept(
    cast: Cast, order: WorkOrder, told: str
) -> None:
    assert write(cast, order, text="x", written_at=told).json() == {"kept": True}
