"""The measure of the first paint, on a page of the running server."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tools.first_paint import first_paint


@pytest.mark.usefixtures("cast")
def test_first_paint_of_a_page_is_measured(browser: Browser, live_server: LiveServer) -> None:
    assert 0 < first_paint(browser, f"{live_server.url}/report/") < 60_000
