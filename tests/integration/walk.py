"""A walk through every address as one person, noting what each page holds and where it leads."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urlsplit

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.integration.url_examples import EXAMPLES, filled
from tests.integration.world import World

# Signing out would end the walk; the language changes nothing that a walk looks for.
LEFT_OUT = ("/accounts/logout/", "/i18n/setlang/")
# Kept on the device of whoever works without a line: one page for all, whoever asks for it.
SHELLS = ("field_shell",)
FORBIDDEN, MISSING, NOT_ALLOWED = 403, 404, 405


@dataclass(frozen=True)
class Answer:
    """What an address has answered; `right` is what its page asks for, None for an open one."""

    name: str
    address: str
    status: int
    body: str
    to: str = ""
    right: str | None = None
    html: bool = False


@dataclass
class Walk:
    """Every answer, and the places to which a page leads although the person may not go there."""

    answers: list[Answer] = field(default_factory=list)
    dead_ends: list[str] = field(default_factory=list)


class Ways(HTMLParser):
    """The links of a page, and its forms with the hidden fields that they send."""

    def __init__(self, page: str, *, address: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.forms: list[tuple[str, str, dict[str, str]]] = []
        self._address = address
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href"):
            self.links.add(urldefrag(said["href"])[0])
        if tag == "form":
            method = said.get("method", "get").lower()
            self.forms.append((method, said.get("action") or self._address, {}))
        if said.get("formaction"):
            self.forms.append(("post", said["formaction"], {}))
        if "data-hx-get" in said:
            self.links.add(urldefrag(said["data-hx-get"])[0])
        if "data-hx-post" in said:
            self.forms.append(("post", said["data-hx-post"], {}))
        if tag == "input" and said.get("type") == "hidden" and self.forms:
            self.forms[-1][2][said.get("name", "")] = said.get("value", "")


@cache
def patterns() -> tuple[URLPattern, ...]:
    """Every address of the project."""
    return tuple(_patterns(get_resolver()))


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one)
        else:
            yield one


def walk(world: World, *, who: str) -> Walk:
    """Open every example as this person, and try every link and form on what is shown."""
    client = world.client(who)
    found = Walk(list(opened(world, who=who, client=client)))
    tried = {f"get {answer.address}": answer.status for answer in found.answers}
    for answer in found.answers:
        if answer.html and answer.status < FORBIDDEN and answer.name not in SHELLS:
            found.dead_ends += _dead_ends(client, answer, tried=tried)
    return found


def opened(world: World, *, who: str, client: Client | None = None) -> Iterator[Answer]:
    """What each example answers this person."""
    browser = client or world.client(who)
    for pattern in patterns():
        for example in EXAMPLES.get(pattern.name or "", ()):
            address = reverse(str(pattern.name), kwargs=filled(example, world=world))
            yield _opened(browser, pattern, address=address)


def _opened(client: Client, pattern: URLPattern, *, address: str) -> Answer:
    answer = client.get(address)
    if answer.status_code == NOT_ALLOWED:
        answer = _posted(client, address, {})
    permission = getattr(pattern.callback, "permission", None)
    return Answer(
        name=str(pattern.name),
        address=address,
        status=answer.status_code,
        body="" if answer.streaming else answer.content.decode(errors="replace"),
        to=answer.headers.get("Location", ""),
        right=permission.right if permission else None,
        html=answer.headers.get("Content-Type", "").startswith("text/html"),
    )


def _posted(client: Client, address: str, data: dict[str, str]) -> Any:  # noqa: ANN401 - the test client's answer
    """Send a form and take back what it did; a savepoint only, so that flows stay outermost."""
    before = transaction.savepoint()
    try:
        return client.post(address, data)
    finally:
        transaction.savepoint_rollback(before)


def _dead_ends(client: Client, page: Answer, *, tried: dict[str, int]) -> list[str]:
    ways = Ways(page.body, address=page.address)
    ends = [
        f"{page.address} leads to {link}"
        for link in sorted(ways.links)
        if _is_ours(link) and _status(client, "get", link, {}, tried) in {FORBIDDEN, MISSING}
    ]
    for method, action, data in ways.forms:
        data.pop("csrfmiddlewaretoken", None)
        if _is_ours(action) and _status(client, method, action, data, tried) == FORBIDDEN:
            ends.append(f"{page.address} sends to {action}")
    return ends


def _is_ours(address: str) -> bool:
    parts = urlsplit(address)
    path = parts.path
    inside = not parts.scheme and not parts.netloc and path.startswith("/")
    return inside and not path.startswith("/static/") and path not in LEFT_OUT


def _status(
    client: Client, method: str, address: str, data: dict[str, str], tried: dict[str, int]
) -> int:
    key = f"{method} {address}" if method == "get" else f"{method} {address} {sorted(data.items())}"
    if key not in tried:
        answer = client.get(address) if method == "get" else _posted(client, address, data)
        tried[key] = answer.status_code
    return tried[key]
