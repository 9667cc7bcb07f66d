"""Every page that somebody can open, each with a person who may; nothing is listed by hand."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from tests.integration.test_every_url_every_role import EVERYBODY
from tests.integration.url_examples import EXAMPLES, filled
from tests.integration.walk import LEFT_OUT, patterns
from tests.integration.world import World

OK = 200


@dataclass(frozen=True)
class Place:
    """An address, who opens it, and what they get."""

    address: str
    who: str
    body: str


def places(world: World, *, language: str = "en") -> list[Place]:
    """Each address that answers with a whole page, by the first person to whom it does."""
    found: dict[str, Place] = {}
    for who in EVERYBODY:
        client = world.client(who)
        client.cookies["django_language"] = language
        for address in _addresses(world):
            body = "" if address in found else _page(client, address)
            if body:
                found[address] = Place(address, who, body)
    return sorted(found.values(), key=lambda place: EVERYBODY.index(place.who))


def _addresses(world: World) -> Iterator[str]:
    for pattern in patterns():
        for example in EXAMPLES.get(pattern.name or "", ()):
            address = reverse(str(pattern.name), kwargs=filled(example, world=world))
            if address not in LEFT_OUT:
                yield address


def _page(client: Client, address: str) -> str:
    """The page, or "" where the address answers with something else."""
    answer = client.get(address)
    if answer.status_code != OK or answer.streaming:
        return ""
    whole = answer.headers.get("Content-Type", "").startswith("text/html")
    body = answer.content.decode() if whole else ""
    return body if "<html" in body else ""
