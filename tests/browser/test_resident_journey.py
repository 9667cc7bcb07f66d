"""A resident with a phone: reports, follows, adds and rates, with and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cityloop.flows import dispatch, follow_up, handle
from cityloop.flows.letters import rating_path
from cityloop.followups.models import FollowUp
from cityloop.intake.models import Photo, ServiceRequest
from cityloop.workorders.models import WorkOrder
from tests.browser.visit import PHONE_WIDTH, Visit
from tests.integration.resident_pages import WORDS, a_picture
from tests.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = ViewportSize(width=PHONE_WIDTH, height=740)


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def _pocket(browser: Browser, *, scripts: bool = True, language: str = "en-GB") -> BrowserContext:
    context = browser.new_context(
        locale=language, viewport=PHONE, java_script_enabled=scripts, has_touch=True
    )
    context.set_default_timeout(10_000)
    return context


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = _pocket(browser)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A phone on which no script runs."""
    context = _pocket(browser, scripts=False)
    yield context.new_page()
    context.close()


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def _say(page: Page, server: str) -> None:
    page.goto(f"{server}/")
    page.get_by_label("What is the matter?").fill(WORDS)
    _press(page, "Report it")


def _send(page: Page) -> None:
    page.get_by_label("Phone").fill("555-0123")
    _press(page, "Send")


def _fits(page: Page) -> bool:
    box = page.locator("main").bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE_WIDTH


def test_resident_reports_without_scripts(plain: Page, live_server: LiveServer, cast: Cast) -> None:
    _say(plain, live_server.url)
    _press(plain, "Street light")
    plain.get_by_label("Address or place").fill("3 Ferry Lane")
    _press(plain, "Go on")
    plain.get_by_label("Photos").set_input_files(
        {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
    )
    _press(plain, "Go on")
    _send(plain)
    request = ServiceRequest.objects.get()
    assert f"{request.number}-" in plain.locator(".reference").inner_text()
    assert (request.area, request.photos.count(), _fits(plain)) == (cast.town.street, 1, True)


def test_area_is_chosen_from_the_list_without_scripts(
    plain: Page, live_server: LiveServer, cast: Cast
) -> None:
    _say(plain, live_server.url)
    _press(plain, "None of these")
    plain.get_by_text("Or choose the area from the list").click()
    _press(plain, "South")
    _press(plain, "Ferry")
    _press(plain, "Go on")
    _press(plain, "Go on")
    _send(plain)
    request = ServiceRequest.objects.get()
    assert (request.area, request.service_type) == (cast.town.street, None)


def test_every_page_of_a_report_is_accessible(visit: Visit, cast: Cast, tmp_path: Path) -> None:
    visit.open("/")
    visit.page.get_by_label("What is the matter?").fill(WORDS)
    visit.press("Report it")
    visit.page.get_by_role("button", name="Street light").click()
    visit.look()
    visit.page.get_by_label("Address or place").fill("3 Ferry Lane")
    visit.press("Go on")
    visit.page.get_by_label("Photos").set_input_files(
        {"name": "lamp.png", "mimeType": "image/png", "buffer": a_picture(kind="PNG")}
    )
    visit.press("Add")
    expect(visit.page.get_by_alt_text("Photo 1")).to_be_visible()
    visit.press("Go on")
    visit.page.get_by_label("Phone").fill("555-0123")
    visit.press("Send")
    visit.page.get_by_role("link", name="See how it stands").click()
    visit.look()
    assert (Photo.objects.get().request, WORDS in visit.text) == (
        ServiceRequest.objects.get(),
        True,
    )


@pytest.mark.parametrize("address", ["/track/", "/firms/", "/answers/", "/report/?as=firm"])
def test_other_pages_are_accessible(visit: Visit, cast: Cast, address: str) -> None:
    visit.open(address)
    assert visit.page.locator("h1").count() == 1


def test_words_stay_on_the_device(phone: Page, live_server: LiveServer, cast: Cast) -> None:
    phone.goto(f"{live_server.url}/")
    phone.get_by_label("What is the matter?").press_sequentially("Dark lamp")
    phone.reload()
    expect(phone.get_by_label("What is the matter?")).to_have_value("Dark lamp")


def test_words_leave_the_device_once_they_arrived(
    phone: Page, live_server: LiveServer, cast: Cast
) -> None:
    phone.goto(f"{live_server.url}/")
    phone.get_by_label("What is the matter?").press_sequentially("Dark street light")
    _press(phone, "Report it")
    _press(phone, "None of these")
    _press(phone, "Go on")
    _press(phone, "Go on")
    _send(phone)
    phone.goto(f"{live_server.url}/")
    expect(phone.get_by_label("What is the matter?")).to_have_value("")


def test_form_waits_for_the_line_and_goes_once(
    phone: Page, live_server: LiveServer, cast: Cast
) -> None:
    _say(phone, live_server.url)
    _press(phone, "Street light")
    _press(phone, "Go on")
    _press(phone, "Go on")
    phone.context.set_offline(offline=True)
    phone.get_by_label("Phone").fill("555-0123")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("There is no line just now.")).to_be_visible()
    phone.context.set_offline(offline=False)
    phone.wait_for_url("**/report/sent/")
    assert ServiceRequest.objects.count() == 1


def test_device_says_where_it_is(phone: Page, live_server: LiveServer, cast: Cast) -> None:
    phone.context.grant_permissions(["geolocation"], origin=live_server.url)
    phone.context.set_geolocation({"latitude": -45.5, "longitude": -20.25})
    _say(phone, live_server.url)
    _press(phone, "Street light")
    phone.get_by_role("button", name="Use where I am now").click()
    expect(phone.get_by_text("Your place is taken over.")).to_be_visible()
    _press(phone, "Go on")
    _press(phone, "Go on")
    _send(phone)
    request = ServiceRequest.objects.get()
    assert (request.latitude, request.longitude) == (-45.5, -20.25)


def test_report_is_made_in_chinese(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    context = _pocket(browser, language="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    page.locator("textarea").fill("渡口街道的路灯不亮")
    page.locator("main button.primary").click()
    page.get_by_role("button", name="路灯不亮").click()
    for _page in ("where", "photos", "contact"):
        page.locator("main button.primary").click()
        page.wait_for_load_state()
    request = ServiceRequest.objects.get()
    assert (request.language, request.area) == ("zh-hans", cast.town.street)
    context.close()


def _answered(cast: Cast) -> WorkOrder:
    now, request = timezone.now(), ServiceRequest.objects.get()
    order = dispatch.dispatch_request(request, by=cast.dispatcher, at=now)
    handle.accept(order, by=cast.handler, at=now)
    handle.contact(order, note="By phone.", by=cast.handler, at=now)
    handle.answer(order, outcome="resolved", text="It shines.", by=cast.handler, at=now)
    handle.check_answer(order, passed=True, reason="Fine.", by=cast.dispatcher, at=now)
    return order


def test_resident_follows_rates_and_asks_again(visit: Visit, cast: Cast) -> None:
    _say(visit.page, visit.server)
    visit.page.get_by_role("button", name="Street light").click()
    for _page in ("where", "photos"):
        visit.page.locator("main button.primary").click()
    _send(visit.page)
    link = visit.page.get_by_label("Your private link").input_value()
    order = _answered(cast)
    visit.page.goto(link)
    visit.look()
    assert "It shines." in visit.text
    follow_up.draw(by=None, at=timezone.now())
    visit.open(rating_path(FollowUp.objects.get().pk, answer="unresolved"))
    assert "Kept: Not resolved." in visit.text
    visit.press("That is my answer")
    visit.page.goto(link)
    visit.page.get_by_role("link", name="It is not solved: open it again").click()
    visit.look()
    visit.page.get_by_label("What is not solved?").fill("It is dark again.")
    visit.press("It is not solved: open it again")
    order.refresh_from_db()
    assert order.round == 2
