"""The cast and a browser that looks."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.visit import Visit
from tests.people import cast

__all__ = ["cast"]


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """Make the folder of static files, whose absence the file server warns about."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def visit(page: Page, live_server: LiveServer) -> Visit:
    return Visit(page, live_server.url)
