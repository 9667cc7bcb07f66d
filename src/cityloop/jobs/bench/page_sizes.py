"""How large pages are: every page that has an address of its own, for everybody who may see it."""

from collections.abc import Iterable, Iterator
from gzip import compress

from django.urls import NoReverseMatch, get_resolver, reverse

from cityloop.jobs.bench.rounds import Clients, Visit

HTML = "text/html"
FINE = 200


def page_sizes(visits: Iterable[Visit]) -> dict[str, int]:
    """Bytes of each page as it is sent, compressed: the largest that any of the visitors gets.

    What is a file, or not for a person, is no page of theirs.
    """
    clients, sizes = Clients(), dict[str, int]()
    for visit in visits:
        answer = clients.of(visit.person).get(visit.page)
        if answer.status_code == FINE and answer["Content-Type"].startswith(HTML):
            size = len(compress(b"".join(answer)))
            sizes[visit.page] = max(sizes.get(visit.page, 0), size)
    return sizes


def addresses() -> Iterator[str]:
    """Every address that is complete without a number or a code."""
    for name in get_resolver().reverse_dict:
        if isinstance(name, str):
            try:
                yield reverse(name)
            except NoReverseMatch:
                continue
