"""Maps in a real browser: the pin, the device's place, no scripts, nothing blocked or broken."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import ConsoleMessage, Geolocation, Page, expect
from pytest_django import Settings

from cityloop.intake.models import ServiceRequest
from tests.browser.visit import Visit
from tests.integration.map_city import INSIDE, OUTSIDE, build_store, draw, many
from tests.integration.resident_pages import WORDS
from tests.integration.test_public_map import LAST_QUARTER
from tests.people import DAY, Cast, a_request, an_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
POINT = Geolocation(latitude=INSIDE[0], longitude=INSIDE[1])


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Settings) -> Path:
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def said(page: Page) -> list[str]:
    """What the browser complained of, such as something that the content policy blocked.

    To be read before axe looks: it asks for imported sheets under wrong addresses.
    """
    told: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            told.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


def _to_where(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.server}/")
    page.get_by_label("What is the matter?").fill(WORDS)
    page.get_by_role("button", name="Report it").click()
    page.get_by_role("button", name="Street light").click()
    page.wait_for_load_state()


def _open_map(visit: Visit) -> None:
    visit.page.get_by_text("Or show it on a map").click()
    expect(visit.page.locator(".map-name").first).to_be_attached()


def _finish(page: Page) -> ServiceRequest:
    for _page in ("where", "photos"):
        page.get_by_role("button", name="Go on").click()
        page.wait_for_load_state()
    page.get_by_label("Phone").fill("555-0123")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/report/sent/")
    return ServiceRequest.objects.get()


def test_resident_sets_the_pin_from_the_keyboard(visit: Visit, cast: Cast, said: list[str]) -> None:
    draw(cast.town)
    _to_where(visit)
    _open_map(visit)
    visit.page.get_by_role("button", name="Set the pin in the middle of the map").press("Enter")
    expect(visit.page.get_by_text("The pin is set.")).to_be_visible()
    complaints = list(said)
    visit.look()
    request = _finish(visit.page)
    assert (request.area, complaints) == (cast.town.street, [])


def test_resident_sets_the_pin_by_a_click(visit: Visit, cast: Cast) -> None:
    draw(cast.town)
    _to_where(visit)
    _open_map(visit)
    visit.page.locator(".map-frame").click()
    expect(visit.page.locator(".map-marker")).to_be_visible()
    assert _finish(visit.page).area == cast.town.street


def test_pin_is_removed_again(visit: Visit, cast: Cast) -> None:
    draw(cast.town)
    _to_where(visit)
    _open_map(visit)
    visit.page.locator(".map-frame").click()
    visit.page.get_by_role("button", name="Remove the pin").click()
    assert _finish(visit.page).latitude is None


def test_place_of_the_device_moves_the_pin(visit: Visit, cast: Cast) -> None:
    draw(cast.town)
    visit.page.context.grant_permissions(["geolocation"], origin=visit.server)
    visit.page.context.set_geolocation(POINT)
    _to_where(visit)
    _open_map(visit)
    visit.page.get_by_role("button", name="Use where I am now").click()
    expect(visit.page.locator(".map-marker")).to_be_visible()
    request = _finish(visit.page)
    assert (request.latitude, request.longitude) == INSIDE


def test_device_outside_the_city_is_told_what_to_do(visit: Visit, cast: Cast) -> None:
    draw(cast.town)
    visit.page.context.grant_permissions(["geolocation"], origin=visit.server)
    visit.page.context.set_geolocation(Geolocation(latitude=OUTSIDE[0], longitude=OUTSIDE[1]))
    _to_where(visit)
    visit.page.get_by_role("button", name="Use where I am now").click()
    expect(visit.page.get_by_text("Your place is taken over.")).to_be_visible()
    visit.page.get_by_role("button", name="Go on").click()
    expect(visit.page.get_by_text("The pin is outside this city.")).to_be_visible()
    visit.look()
    assert visit.page.url.endswith("/report/where/")


def test_public_map_has_its_table_and_breaks_nothing(
    visit: Visit, cast: Cast, said: list[str], var: Path
) -> None:
    draw(cast.town)
    many(cast.town, 1, received_at=LAST_QUARTER - 90 * DAY)
    many(cast.town, 30, received_at=LAST_QUARTER, cell="89c1848b42bffff")
    build_store(var)
    shown = {"/city/map/": "path.shade-0", "/city/map/?cells=1": "path.map-cell"}
    for address, drawn in shown.items():
        visit.page.goto(f"{visit.server}{address}")
        expect(visit.page.locator(drawn)).to_be_attached()
        assert said == [], address
        visit.look()
        said.clear()


def test_order_page_draws_its_place(visit: Visit, cast: Cast, said: list[str]) -> None:
    draw(cast.town)
    order = an_order(cast.town, request=a_request(cast.town, **POINT))
    visit.as_person(cast.handler)
    visit.page.goto(f"{visit.server}/agency/work-orders/{order.number}/")
    expect(visit.page.locator(".map-place")).to_be_visible()
    assert said == []
    visit.look()


def test_hotline_map_stays_while_hints_change(visit: Visit, cast: Cast, said: list[str]) -> None:
    draw(cast.town)
    lately = timezone.now() - DAY
    an_order(cast.town, request=a_request(cast.town, received_at=lately, **POINT))
    visit.as_person(cast.operator)
    visit.page.goto(f"{visit.server}/hotline/")
    expect(visit.page.locator(".map-name").first).to_be_attached()
    visit.page.locator(".map-frame").evaluate("frame => { frame.dataset.same = 'yes'; }")
    visit.page.get_by_label("What the person says").fill("A dark lamp.")
    visit.page.get_by_label("What it is about").select_option("street-light")
    visit.page.get_by_label("Area").select_option("ferry")
    expect(visit.page.locator(".map-place")).to_be_attached()
    assert (visit.page.locator("[data-same=yes]").count(), said) == (1, [])
