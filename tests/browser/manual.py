"""Pictures of pages for the manual: what stands on them, and in which file they are kept."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from cityloop.accounts.models import User
from tests.browser.pages import sign_in

PHONE = ViewportSize(width=360, height=740)
DESK = ViewportSize(width=1280, height=860)
LARGEST = 60_000
QUALITY = 64
TITLES = {"en": "en-GB", "zh-hans": "zh-CN"}


@dataclass(frozen=True)
class Camera:
    """Takes pictures of one server's pages in one language into one folder."""

    browser: Browser
    server: str
    language: str
    folder: Path

    def page(self, user: User | None, *, size: ViewportSize) -> Page:
        """A page of a browser in which somebody is signed in; None is anybody."""
        context = self.browser.new_context(
            viewport=size,
            locale=TITLES[self.language],
            device_scale_factor=1.5 if size == PHONE else 1,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        client = Client()
        if user is not None:
            client.force_login(user)
        sign_in(context, client, server=self.server, language=self.language)
        return context.new_page()

    def take(self, page: Page, *, name: str) -> None:
        """Keep what the page shows now as a small file."""
        page.wait_for_load_state("networkidle")
        picture = Image.open(BytesIO(page.screenshot(animations="disabled")))
        file = self.folder / f"{name}.{self.language}.webp"
        picture.convert("RGB").save(file, quality=QUALITY, method=6)


def blank(file: Path) -> bool:
    """Whether a picture shows next to nothing."""
    with Image.open(file) as picture:
        colours = picture.convert("RGB").getcolors(maxcolors=2**24) or []
    return len(colours) < 100
