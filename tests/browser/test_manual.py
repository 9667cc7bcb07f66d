"""The pictures of the manual, taken from the demo city; `--screenshots DIR` keeps them there."""

from pathlib import Path
from shutil import copytree

import pytest
from django.core.management import call_command
from django.db.models import Count, QuerySet
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cityloop.accounts.models import User
from cityloop.flows.letters import following_path
from cityloop.workorders.models import OPEN_STATES, WorkOrder
from tests.browser.manual import DESK, LARGEST, PHONE, Camera, blank
from tests.integration.public_city import built

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": "The street light at the corner of Ferry Lane has been dark for three nights.",
    "zh-hans": "渡口巷路口的路灯已经三个晚上不亮了。",
}
NAMES = (
    *("report-words", "report-about", "report-follow"),
    *("call", "worklist", "order", "board", "city"),
)


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    kept = request.config.getoption("--screenshots")
    chosen = Path(kept) if kept else tmp_path / "pictures"
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


@pytest.fixture
def demo(db: None, settings: Settings, tmp_path: Path) -> None:
    """The demo city, with the printed figures of five simulated months."""
    settings.VAR = tmp_path / "demo"
    settings.VAR.mkdir()
    call_command("demo", years=0, requests=40, no_server=True)
    settings.VAR = copytree(built(), tmp_path / "figures", symlinks=True)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_manual_has_its_pictures(
    browser: Browser, live_server: LiveServer, demo: None, folder: Path, language: str
) -> None:
    camera = Camera(browser, live_server.url, language, folder)
    resident(camera)
    operator(camera)
    handler(camera)
    supervisor(camera)
    reader(camera)
    taken = {name: folder / f"{name}.{language}.webp" for name in NAMES}
    poor = [name for name, file in taken.items() if file.stat().st_size > LARGEST or blank(file)]
    assert poor == []


def resident(camera: Camera) -> None:
    page = camera.page(None, size=PHONE)
    page.goto(camera.server)
    page.locator("textarea").fill(WORDS[camera.language])
    camera.take(page, name="report-words")
    page.locator("main button.primary").first.click()
    page.locator(".choice-list").wait_for()
    camera.take(page, name="report-about")
    told = WorkOrder.objects.filter(request__shielded=False, request__confidential=False)
    page.goto(f"{camera.server}{following_path(typical(told).request.number)}")
    camera.take(page, name="report-follow")
    page.context.close()


def typical(orders: QuerySet[WorkOrder]) -> WorkOrder:
    """The open order with most time left, and of several the one with the longest history."""
    still_open = orders.filter(state__in=OPEN_STATES).annotate(steps=Count("events"))
    return still_open.order_by("-due_at", "-steps")[0]


def operator(camera: Camera) -> None:
    page = camera.page(User.objects.get(username="lin.an"), size=DESK)
    page.goto(f"{camera.server}/hotline/calls/")
    page.locator("main form button.primary").first.click()
    page.locator("textarea").first.fill(WORDS[camera.language])
    page.keyboard.press("Tab")
    camera.take(page, name="call")
    page.context.close()


def handler(camera: Camera) -> None:
    user = User.objects.get(username="shi.lei")
    page = camera.page(user, size=DESK)
    page.goto(f"{camera.server}/agency/work-orders/")
    camera.take(page, name="worklist")
    own = WorkOrder.objects.filter(agency=user.agency, request__shielded=False)
    page.goto(f"{camera.server}/agency/work-orders/{typical(own).number}/")
    camera.take(page, name="order")
    page.context.close()


def supervisor(camera: Camera) -> None:
    page = camera.page(User.objects.get(username="yan.zheng"), size=DESK)
    page.goto(f"{camera.server}/office/board/")
    camera.take(page, name="board")
    page.context.close()


def reader(camera: Camera) -> None:
    page = camera.page(None, size=DESK)
    page.goto(f"{camera.server}/city/")
    camera.take(page, name="city")
    page.context.close()
