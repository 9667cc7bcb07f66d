"""`cityloop bench pages`: the desks of a city of a million requests, on both databases."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import msgspec
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from cityloop.accounts.models import User
from cityloop.agencies.models import Agency
from cityloop.core.memory import settle
from cityloop.jobs.bench.figures import Figure, absent, against
from cityloop.jobs.bench.history import shared_files
from cityloop.jobs.bench.million import copy_year, simulated_year
from cityloop.jobs.bench.own_database import measured_apart, measured_at
from cityloop.jobs.bench.page_sizes import addresses, page_sizes
from cityloop.jobs.bench.rounds import HOST, Round, Visit, p95, round_of, visits_of
from cityloop.jobs.figures import make_figures
from cityloop.places.choices import AreaLevel
from cityloop.places.models import Area
from cityloop.workorders.models import WorkOrder

ROUNDS = "rounds"
POSTGRESQL = "CITYLOOP_BENCH_POSTGRESQL_URL"
DEMO = {"CITYLOOP_MODE": "demo"}
AREA = "pages.public_area_p95_ms"
NAMES = ("pages.worklist_p95_ms", "pages.case_p95_ms", AREA, "search.p95_ms", "pages.largest_kb")
# A page of a hundred kilobytes takes a second on a phone with a poor line.
LARGEST_KB = 100
WORKLIST = "/agency/work-orders/"
CASES, AREAS = 40, 20


class Rounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """definitions/bench/pages.yaml: who visits which pages, and what is searched for."""

    searches: tuple[str, ...]
    searchers: tuple[str, ...]
    worklists: tuple[str, ...]
    readers: tuple[str, ...]
    desks: tuple[str, ...]


def million_page_figures() -> Iterator[Figure]:
    """Every figure on SQLite, and again, with a suffix, where PostgreSQL was named."""
    yield from measured_apart("pages", part=ROUNDS, names=NAMES, mode=DEMO)
    address = os.environ.get(POSTGRESQL)
    names = [f"{name}.postgresql" for name in NAMES]
    if address:
        yield from measured_at(address, bench="pages", part=ROUNDS, names=names, mode=DEMO)
    else:
        yield from absent(*names, why=f"{POSTGRESQL} is not set; use city.py bench")


def round_figures() -> Iterator[Figure]:
    """The figures of the database that this process was given, which is filled first."""
    told = simulated_year()
    # As every server does: what is loaded is not searched for garbage page by page.
    settle()
    with TemporaryDirectory(prefix="cityloop-bench-") as folder:
        settings.VAR = Path(folder)
        make_figures(at=timezone.now())
        requests = copy_year(told)
        yield from _figures(shared_files("pages.yaml", kind=Rounds), requests=requests)


def _figures(plan: Rounds, *, requests: int) -> Iterator[Figure]:
    visits = {
        "pages.worklist_p95_ms": _worklists(plan),
        "pages.case_p95_ms": _cases(plan),
        "search.p95_ms": _searches(plan),
    }
    rounds = []
    for name, pages in visits.items():
        rounds.append(round_of(pages))
        yield _against(name, rounds[-1], requests=requests)
    yield _public(requests=requests)
    yield _largest(plan, rounds)


def _public(*, requests: int) -> Figure:
    """The pages of areas with figures; without any, the reason why there are none."""
    codes = _areas().values_list("code", flat=True)[:AREAS]
    visits = [Visit("", f"/city/areas/{code}/") for code in codes]
    # Only what shows figures is marked, for those who come back.
    if not all("ETag" in Client(headers=HOST).get(one.page) for one in visits):
        return absent(_named(AREA), unit="ms", why="the pages of areas show no figures")[0]
    of = "the simulated year, before it was copied"
    return _against(AREA, round_of(visits), requests=requests, store=of)


def _areas() -> QuerySet[Area]:
    """Areas with pages: figures are published down to the community."""
    return Area.objects.exclude(level=AreaLevel.ESTATE).order_by("code")


def _worklists(plan: Rounds) -> Iterator[Visit]:
    pages = [f"{WORKLIST}{query}" for query in ("", "?due=overdue", "?page=2")]
    return visits_of(plan.worklists, pages=pages)


def _cases(plan: Rounds) -> Iterator[Visit]:
    for name in plan.readers:
        reader = User.objects.get(username=name)
        own = WorkOrder.objects.filter(agency=reader.agency, shielded=False)
        rows = own if own.exists() else WorkOrder.objects.filter(shielded=False)
        for number in rows.order_by("-pk").values_list("number", flat=True)[:CASES]:
            yield Visit(name, f"{WORKLIST}{number}/")


def _searches(plan: Rounds) -> Iterator[Visit]:
    number = WorkOrder.objects.order_by("-pk").values_list("number", flat=True)[0]
    typed = [*plan.searches, number, number[:-4], number[:8]]
    return visits_of(plan.searchers, pages=[f"/search/?q={quote(one)}" for one in typed])


def _against(name: str, made: Round, *, requests: int, **detail: str) -> Figure:
    return against(
        _named(name),
        p95(made.visits),
        unit="ms",
        baseline=p95(made.bare),
        processor_ms=round(p95(made.work), 1),
        visits=len(made.visits),
        statements=made.statements,
        requests=requests,
        **detail,
    )


def _largest(plan: Rounds, rounds: Iterable[Round]) -> Figure:
    """The largest of every page that staff and the public have, and of those visited before."""
    sizes = {page: size for made in rounds for page, size in made.sizes.items()}
    people = dict.fromkeys([*plan.searchers, *plan.worklists, *plan.readers, *plan.desks])
    sizes |= page_sizes(visits_of(["", *people], pages=[*addresses()]))
    sizes |= page_sizes(visits_of([""], pages=[*_public_pages()]))
    page = max(sizes, key=lambda one: sizes[one])
    return against(
        _named("pages.largest_kb"),
        sizes[page] / 1000,
        unit="kB",
        baseline=LARGEST_KB,
        page=page,
        pages=len(sizes),
    )


def _public_pages() -> Iterator[str]:
    for code in _areas().values_list("code", flat=True):
        yield f"/city/areas/{code}/"
    for code in Agency.objects.values_list("code", flat=True):
        yield f"/city/agencies/{code}/"


def _named(name: str) -> str:
    return f"{name}.postgresql" if connection.vendor == "postgresql" else name
