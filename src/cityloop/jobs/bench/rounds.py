"""Rounds of visits to pages: what each takes, beside its own statements asked bare."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from gzip import compress
from math import ceil
from time import perf_counter, process_time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityloop.accounts.models import User
from cityloop.core.errors import NotFound

SHARE = 0.95
# Each page three times, and more often where there are few.
TIMES, LEAST_VISITS = 3, 60
FOUND = (200, 302)
HOST = {"host": "127.0.0.1"}


@dataclass(slots=True)
class Round:
    """Visits of one kind, in milliseconds each; `bare` are their statements without the program.

    `work` is the processor's time of the visits, which a busy machine changes little.
    """

    visits: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    statements: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """A page and who asks for it; nobody in particular where the person is empty."""

    person: str
    page: str


def round_of(visits: Iterable[Visit]) -> Round:
    """Visit every page once unmeasured, then measured, each time with its statements bare.

    Raises NotFound for a page that is not there for the person.
    """
    made, clients, pages = Round(), Clients(), list(visits)
    for visit in pages:
        client = clients.of(visit.person)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(visit.page)
        if answer.status_code not in FOUND:
            raise NotFound(f"{visit.page} answers {answer.status_code} to {visit.person}.")
        made.sizes[visit.page] = len(compress(b"".join(answer)))
        made.statements = max(made.statements, len(captured))
        reads = [one["sql"] for one in captured.captured_queries if one["sql"][:6] == "SELECT"]
        for _ in range(max(TIMES, -(-LEAST_VISITS // len(pages)))):
            started, worked = perf_counter(), process_time()
            client.get(visit.page)
            made.visits.append((perf_counter() - started) * 1000)
            made.work.append((process_time() - worked) * 1000)
            made.bare.append(_bare(reads))
    return made


def p95(milliseconds: Sequence[float]) -> float:
    """The smallest value that 95 of 100 do not exceed."""
    return sorted(milliseconds)[ceil(SHARE * len(milliseconds)) - 1]


def _bare(statements: Sequence[str]) -> float:
    """Milliseconds of the same statements, rows fetched, in a cursor of the database's own."""
    started = perf_counter()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
    return (perf_counter() - started) * 1000


class Clients:
    """One browser for each person."""

    def __init__(self) -> None:
        self.known: dict[str, Client] = {}

    def of(self, person: str) -> Client:
        if person not in self.known:
            client = Client(headers=HOST)
            if person:
                client.force_login(User.objects.get(username=person))
            self.known[person] = client
        return self.known[person]


def visits_of(people: Iterable[str], *, pages: Sequence[str]) -> Iterator[Visit]:
    """Each of these people on each of these pages."""
    return (Visit(person, page) for person in people for page in pages)
