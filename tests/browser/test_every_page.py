"""Every page of every audience: no accessibility rule broken, nothing too wide, nothing refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.pages import Complaints, sign_in
from tests.browser.visit import DESK_WIDTH, PHONE_WIDTH
from tests.integration.whole_pages import Place, places
from tests.integration.world import World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# WCAG 2.2 at level AA, and what the makers of axe hold to be good practice.
RULES = {"rules": {"target-size": {"enabled": True}}}
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return build_world()


def _faults(page: Page) -> Iterator[str]:
    broken = Axe().run(page, options=RULES).response["violations"]
    yield from (f"{rule['id']} {node['html'][:160]}" for rule in broken for node in rule["nodes"])
    over = page.evaluate(TOO_WIDE)
    if over > 0:
        yield f"{over} px too wide"


def _looked_at(page: Page, place: Place, *, server: str, told: Complaints) -> list[str]:
    page.set_viewport_size({"width": DESK_WIDTH, "height": 800})
    page.goto(f"{server}{place.address}")
    # Asked before axe comes, whose own reading of style sheets is refused here and there.
    faults = told.taken()
    faults += _faults(page)
    page.set_viewport_size({"width": PHONE_WIDTH, "height": 740})
    faults += (f"on a phone: {fault}" for fault in _faults(page))
    told.taken()
    return [f"{place.who} {place.address}: {fault}" for fault in faults]


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "zh-hans")])
def test_every_page_is_for_everybody(
    browser: Browser, live_server: LiveServer, world: World, theme: str, language: str
) -> None:
    context = browser.new_context(color_scheme=theme)  # type: ignore[arg-type]
    page, faults = context.new_page(), list[str]()
    told = Complaints().listening(page)
    who = ""
    for place in places(world):
        if place.who != who:
            who = place.who
            sign_in(context, world.client(who), server=live_server.url, language=language)
        faults += _looked_at(page, place, server=live_server.url, told=told)
    context.close()
    assert "\n".join(faults) == ""
