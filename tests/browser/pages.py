"""Every page that somebody can open, each with a person who may; nothing is listed by hand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.integration.test_every_url_every_role import EVERYBODY
from tests.integration.url_examples import EXAMPLES, filled
from tests.integration.walk import LEFT_OUT, patterns
from tests.integration.world import World

OK = 200


@dataclass(frozen=True)
class Place:
    """An address, and who opens it."""

    address: str
    who: str


@dataclass
class Complaints:
    """What a browser writes to its console while pages are open: errors, and refused sources."""

    said: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(f"{message.location.get('url', '')}: {message.text}")


def places(world: World) -> list[Place]:
    """Each address that answers with a whole page, by the first person to whom it does."""
    found: dict[str, Place] = {}
    for who in EVERYBODY:
        client = world.client(who)
        for address in _addresses(world):
            if address not in found and _is_page(client, address):
                found[address] = Place(address, who)
    return sorted(found.values(), key=lambda place: (place.who, place.address))


def _addresses(world: World) -> Iterator[str]:
    for pattern in patterns():
        for example in EXAMPLES.get(pattern.name or "", ()):
            address = reverse(str(pattern.name), kwargs=filled(example, world=world))
            if address not in LEFT_OUT:
                yield address


def _is_page(client: Client, address: str) -> bool:
    answer = client.get(address)
    whole = answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming
    return answer.status_code == OK and whole and b"<html" in answer.content


def sign_in(context: BrowserContext, client: Client, *, server: str, language: str) -> None:
    """Give the browser the cookies of a client, and the language of the pages."""
    context.clear_cookies()
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    kept["django_language"] = language
    host = urlsplit(server).hostname or ""
    context.add_cookies(
        [{"name": name, "value": value, "domain": host, "path": "/"} for name, value in kept.items()]
    )
