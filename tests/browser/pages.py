"""A browser that is somebody, and what it complains of."""

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page


@dataclass
class Complaints:
    """What a browser writes to its console while pages are open: errors, and refused sources."""

    said: list[str] = field(default_factory=list)

    def listening(self, page: Page) -> Self:
        """Listen to a page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))
        return self

    def taken(self) -> list[str]:
        """What was said since the last time."""
        said, self.said = self.said, []
        return said

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(f"{message.location.get('url', '')}: {message.text}")


def sign_in(context: BrowserContext, client: Client, *, server: str, language: str) -> None:
    """Give the browser the cookies of a client, and the language of the pages."""
    context.clear_cookies()
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    kept["django_language"] = language
    host = urlsplit(server).hostname or ""
    context.add_cookies(
        [
            {"name": name, "value": value, "domain": host, "path": "/"}
            for name, value in kept.items()
        ]
    )
