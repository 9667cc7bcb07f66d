"""A signed-in person in a real browser, who looks at every page with open eyes."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from cityloop.accounts.models import User

PHONE_WIDTH = 360
DESK_WIDTH = 1280


@dataclass(frozen=True)
class Visit:
    """A browser page on a running server."""

    page: Page
    server: str

    def as_person(self, user: User) -> None:
        """Take the session of this person."""
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.clear_cookies()
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.server}]
        )

    def open(self, address: str) -> None:
        """Open an address of the server and look at what comes."""
        self.page.goto(f"{self.server}{address}")
        self.look()

    def press(self, name: str) -> None:
        """Press the button of that name and look at the page that comes after."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()
        self.look()

    def look(self) -> None:
        """No accessibility rule is broken, and nothing sticks out on a phone."""
        broken = Axe().run(self.page).response["violations"]
        told = [(rule["id"], rule["nodes"][0]["html"]) for rule in broken]
        assert not told, f"{self.page.url} breaks {told}"
        self.page.set_viewport_size({"width": PHONE_WIDTH, "height": 740})
        over = self.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        self.page.set_viewport_size({"width": DESK_WIDTH, "height": 800})
        assert over == 0, f"{self.page.url} is {over} px too wide for a phone"

    @property
    def text(self) -> str:
        """What can be read in the main part of the page."""
        return self.page.locator("main").inner_text()
