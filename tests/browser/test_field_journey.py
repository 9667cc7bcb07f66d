"""Somebody works on the spot with a phone: with a line, without one, and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Page,
    Route,
    ViewportSize,
    expect,
)
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cityloop.workorders.models import FieldNote, FieldPhoto, WorkOrder, WorkOrderEvent
from tests.browser.visit import PHONE_WIDTH, Visit
from tests.integration.field_work import a_note, own_order
from tests.integration.resident_pages import a_picture
from tests.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = ViewportSize(width=PHONE_WIDTH, height=740)
WORDS = "Cable torn by the digger."
# What is sent by itself takes several answers of the server, one after the other.
expect.set_options(timeout=15_000)


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    return own_order(cast)


def _pocket(browser: Browser, *, scripts: bool = True) -> BrowserContext:
    context = browser.new_context(
        locale="en-GB",
        viewport=PHONE,
        has_touch=True,
        java_script_enabled=scripts,
        geolocation={"latitude": 39.9042, "longitude": 116.4074, "accuracy": 8},
        permissions=["geolocation"],
    )
    context.set_default_timeout(15_000)
    return context


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer, cast: Cast) -> Iterator[Page]:
    """A phone in the handler's hand."""
    context = _pocket(browser)
    page = context.new_page()
    Visit(page, live_server.url).as_person(cast.handler)
    yield page
    context.close()


@pytest.fixture
def plain(browser: Browser, live_server: LiveServer, cast: Cast) -> Iterator[Page]:
    """The same without scripts."""
    context = _pocket(browser, scripts=False)
    page = context.new_page()
    Visit(page, live_server.url).as_person(cast.handler)
    yield page
    context.close()


def _ready(page: Page, server: str) -> None:
    """Open the list while there is a line, and wait until it is kept."""
    page.goto(f"{server}/field/")
    page.evaluate("() => navigator.serviceWorker.ready")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.wait_for_load_state("networkidle")


def _a_photo(name: str = "cable.jpg", data: bytes | None = None) -> FilePayload:
    picture = a_picture(place=True) if data is None else data
    return FilePayload(name=name, mimeType="image/jpeg", buffer=picture)


def _write(page: Page, *, words: str = WORDS, photo: FilePayload | None = None) -> None:
    page.get_by_label("Note", exact=True).fill(words)
    page.get_by_label("Photos of before").set_input_files(photo or _a_photo())
    page.get_by_role("button", name="Keep the note").click()


def _kept() -> tuple[int, int, int]:
    events = WorkOrderEvent.objects.filter(step="note").count()
    return FieldNote.objects.count(), FieldPhoto.objects.count(), events


def test_note_written_without_a_line_is_sent_once_when_it_is_back(
    phone: Page, live_server: LiveServer, order: WorkOrder
) -> None:
    _ready(phone, live_server.url)
    phone.context.set_offline(True)
    phone.goto(f"{live_server.url}/field/")
    phone.get_by_role("link", name=order.request.title).click()
    expect(phone.get_by_role("heading", name=order.request.title)).to_be_visible()
    _write(phone)
    expect(phone.get_by_role("heading", name="1 note waits to be sent")).to_be_visible()
    phone.goto(f"{live_server.url}/field/{order.number}/")
    _write(phone, words="Second note")
    expect(phone.get_by_role("heading", name="2 notes wait to be sent")).to_be_visible()
    assert _kept() == (0, 0, 0)
    phone.context.set_offline(False)
    expect(phone.get_by_text("2 notes were sent.")).to_be_visible()
    expect(phone.get_by_role("heading", name="From the spot")).to_be_visible()
    phone.reload()
    phone.wait_for_load_state("networkidle")
    assert _kept() == (2, 2, 2)


def test_note_whose_answer_was_lost_is_kept_once(
    phone: Page, live_server: LiveServer, order: WorkOrder
) -> None:
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.goto(f"{live_server.url}/field/{order.number}/")
    phone.route("**/field/WO-*/", lose_first)
    _write(phone)
    expect(phone.get_by_role("heading", name="1 note waits to be sent")).to_be_visible()
    phone.get_by_role("button", name="Send now").click()
    expect(phone.get_by_text("1 note was sent.")).to_be_visible()
    assert (len(lost), _kept()) == (1, (1, 1, 1))


def test_refused_note_stays_with_its_reason_and_can_be_changed(
    phone: Page, live_server: LiveServer, order: WorkOrder
) -> None:
    phone.goto(f"{live_server.url}/field/{order.number}/")
    _write(phone, photo=_a_photo("cable.jpg", b"no picture at all"))
    expect(phone.get_by_text("This file is not a picture that can be read here.")).to_be_visible()
    phone.reload()
    phone.get_by_role("link", name="Change").click()
    expect(phone.get_by_label("Note", exact=True)).to_have_value(WORDS)
    phone.get_by_role("button", name="Remove").click()
    phone.get_by_role("button", name="Keep the note").click()
    expect(phone.get_by_text("1 note was sent.")).to_be_visible()
    assert _kept() == (1, 0, 1)


def test_place_goes_only_with_consent(
    phone: Page, live_server: LiveServer, order: WorkOrder
) -> None:
    phone.goto(f"{live_server.url}/field/{order.number}/")
    _write(phone)
    expect(phone.get_by_text("1 note was sent.")).to_be_visible()
    phone.get_by_role("button", name="Add where I am").click()
    expect(phone.get_by_text("exact to 8 m")).to_be_visible()
    _write(phone, words="Here")
    expect(phone.get_by_text("Written at 39.90420, 116.40740")).to_be_visible()
    assert [note.place for note in FieldNote.objects.order_by("pk")] == [
        {},
        {"latitude": 39.9042, "longitude": 116.4074, "accuracy": 8},
    ]


def test_notes_of_somebody_else_wait_for_them(
    phone: Page, live_server: LiveServer, order: WorkOrder, cast: Cast
) -> None:
    _ready(phone, live_server.url)
    phone.context.set_offline(True)
    phone.goto(f"{live_server.url}/field/{order.number}/")
    _write(phone)
    expect(phone.get_by_role("heading", name="1 note waits to be sent")).to_be_visible()
    Visit(phone, live_server.url).as_person(cast.colleague)
    phone.context.set_offline(False)
    expect(phone.get_by_text("Notes of somebody else wait on this device too")).to_be_visible()
    phone.wait_for_load_state("networkidle")
    assert _kept() == (0, 0, 0)


def test_list_goes_from_the_device_with_the_person(
    phone: Page, live_server: LiveServer, order: WorkOrder
) -> None:
    _ready(phone, live_server.url)
    phone.get_by_role("button", name="Sign out").click()
    phone.wait_for_load_state("networkidle")
    phone.context.set_offline(True)
    phone.goto(f"{live_server.url}/field/")
    expect(phone.get_by_text("No list is kept on this device.")).to_be_visible()
    expect(phone.get_by_text(order.request.title)).to_have_count(0)


def test_note_is_written_without_scripts(
    plain: Page, live_server: LiveServer, order: WorkOrder
) -> None:
    plain.goto(f"{live_server.url}/field/{order.number}/")
    plain.get_by_label("Done on the spot").check()
    _write(plain)
    expect(plain.get_by_text("The note is kept in the history of the order.")).to_be_visible()
    assert _kept() == (1, 1, 1)


def test_every_page_of_field_work_is_accessible(visit: Visit, order: WorkOrder, cast: Cast) -> None:
    a_note(cast, order, finding="needs_others")
    visit.as_person(cast.handler)
    # The first page of a run compiles everything, maybe on a busy machine.
    visit.page.set_default_navigation_timeout(30_000)
    for address in ("/field/", "/field/offline/", f"/field/{order.number}/"):
        visit.open(address)
    visit.open(f"/agency/work-orders/{order.number}/")
    visit.page.get_by_role("link", name="Before: photo 1").first.click()
    expect(visit.page.get_by_role("dialog")).to_be_visible()
    visit.look()


def test_note_kept_with_two_presses_is_one(
    phone: Page, live_server: LiveServer, order: WorkOrder
) -> None:
    _ready(phone, live_server.url)
    phone.goto(f"{live_server.url}/field/{order.number}/")
    phone.get_by_label("Note", exact=True).fill(WORDS)
    phone.get_by_label("Photos of before").set_input_files(_a_photo())
    phone.get_by_role("button", name="Keep the note").dblclick()
    expect(phone.get_by_role("heading", name="From the spot")).to_be_visible()
    phone.wait_for_load_state("networkidle")
    assert _kept() == (1, 1, 1)
