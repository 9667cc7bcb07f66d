"""`cityloop bench pages`: the desks of a city of a million requests, on both databases."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import msgspec
from django.conf import settings
from django.db import connection
from django.utils import timezone

from cityloop.accounts.models import User
from cityloop.core.errors import NotFound
from cityloop.jobs.bench.figures import Figure, absent, against
from cityloop.jobs.bench.history import shared_files
from cityloop.jobs.bench.million import copy_year, simulated_year
from cityloop.jobs.bench.own_database import measured_apart, measured_at
from cityloop.jobs.bench.rounds import Round, Visit, p95, round_of, visits_of
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


class Desk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page that somebody's day begins with."""

    person: str
    page: str


class Rounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """definitions/bench/pages.yaml: who visits which pages, and what is searched for."""

    searches: tuple[str, ...]
    searchers: tuple[str, ...]
    worklists: tuple[str, ...]
    readers: tuple[str, ...]
    desks: tuple[Desk, ...]


def million_page_figures() -> Iterator[Figure]:
    """Every figure on SQLite, and again, with a suffix, where PostgreSQL was named."""
    yield from measured_apart("pages", part=ROUNDS, names=NAMES, mode=DEMO)
    address = os.environ.get(POSTGRESQL)
    names = [f"{name}.postgresql" for name in NAMES]
    if address:
        yield from measured_at(address, bench="pages", part=ROUNDS, names=names, mode=DEMO)
    else:
        yield from absent(*names, why=f"{POSTGRESQL} is not set; use city.py bench")


def round_figures() -> list[Figure]:
    """The figures of the database that this process was given, which is filled first."""
    told = simulated_year()
    with TemporaryDirectory(prefix="cityloop-bench-") as folder:
        settings.VAR = Path(folder)
        make_figures(at=timezone.now())
        requests = copy_year(told)
        return _figures(shared_files("pages.yaml", kind=Rounds), requests=requests)


def _figures(plan: Rounds, *, requests: int) -> list[Figure]:
    rounds = {
        "pages.worklist_p95_ms": round_of(_worklists(plan)),
        "pages.case_p95_ms": round_of(_cases(plan)),
        "search.p95_ms": round_of(_searches(plan)),
    }
    desks = round_of(Visit(one.person, one.page) for one in plan.desks)
    figures = [_against(name, made, requests=requests) for name, made in rounds.items()]
    # Figures are published down to the community.
    printed = Area.objects.exclude(level=AreaLevel.ESTATE).order_by("code")
    areas = list(printed.values_list("code", flat=True)[:AREAS])
    try:
        public = round_of(Visit("", f"/city/areas/{code}/") for code in areas)
    except NotFound as error:
        public = Round()
        figures += absent(_named(AREA), unit="ms", why=str(error))
    else:
        figures.append(_against(AREA, public, requests=requests))
    return [*figures, _largest([*rounds.values(), desks, public])]


def _worklists(plan: Rounds) -> Iterator[Visit]:
    pages = [f"{WORKLIST}{query}" for query in ("", "?overdue=on", "?page=2")]
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


def _against(name: str, made: Round, *, requests: int) -> Figure:
    return against(
        _named(name),
        p95(made.visits),
        unit="ms",
        baseline=p95(made.bare),
        processor_ms=round(p95(made.work), 1),
        visits=len(made.visits),
        statements=made.statements,
        requests=requests,
    )


def _largest(rounds: list[Round]) -> Figure:
    sizes = {page: size for made in rounds for page, size in made.sizes.items()}
    page = max(sizes, key=lambda one: sizes[one])
    return against(
        _named("pages.largest_kb"),
        sizes[page] / 1000,
        unit="kB",
        baseline=LARGEST_KB,
        page=page,
        pages=len(sizes),
    )


def _named(name: str) -> str:
    return f"{name}.postgresql" if connection.vendor == "postgresql" else name
