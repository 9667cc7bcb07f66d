"""What all tests share: the database, the frozen clock, the browser."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Page, sync_playwright

from cityloop.core.immutable import lift, lifted
from tools import system

# A Monday morning in the demo city's zone, far from a change of the year.
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add where the pictures of the manual are kept; without it they are taken and thrown away."""
    parser.addoption("--screenshots", metavar="DIR", default="")


def absent(what: str) -> None:
    """Skip a test whose machine lacks something; where CI=true a skip would hide a gap: fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"missing on a CI machine: {what}", pytrace=False)
    pytest.skip(f"missing: {what}")


@pytest.fixture(autouse=True)
def now(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """The moment at which the clock stands still; the marker `real_time` lets it run."""
    real = request.node.get_closest_marker("real_time") or "live_server" in request.fixturenames
    if real:
        yield datetime.now(UTC)
        return
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Put an SQLite test database in a folder of this run, as a file: threads must share it."""
    default: dict[str, Any] = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        default.setdefault("TEST", {})["NAME"] = str(file)


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """Empty the tables after a test that commits, which the database would refuse."""
    # Where Django empties them; its types do not tell.
    plain: Callable[[object], None] = getattr(TransactionTestCase, "_fixture_teardown")  # noqa: B009

    def teardown(case: object) -> None:
        with lifted():
            plain(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture
def unguarded(db: None) -> None:
    """Take the triggers away for one test that falsifies history; its rollback puts them back."""
    lift(connection)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, driven by Playwright."""
    executable = system.chromium()
    if executable is None:
        absent(f"Chromium. {system.install_line(system.missing(system.FOR_TESTS))}")
    # Playwright keeps an event loop in this thread; Django would refuse the database because of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page in a context of its own, in English."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
