"""The simulated city: lives with their words, facts by the million, the demo's three years."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from django.utils import timezone

from cityloop.jobs.bench.bare_facts import bare_seconds
from cityloop.jobs.bench.city import SEED, found_demo_city
from cityloop.jobs.bench.figures import Figure, against
from cityloop.jobs.bench.own_database import measured_apart
from cityloop.jobs.demo.history import demo_history, tell_history
from cityloop.simulation.facts import FactPlan, Source, write_facts
from cityloop.simulation.facts.writing import LANES
from cityloop_analytics.contracts import FACTS

# Enough for the start of two processes not to matter: some 19 million rows.
FACT_COPIES = 150
SINCE, UNTIL = date(2023, 11, 1), date(2026, 11, 1)
LOADING = "loading"
LOAD_SECONDS = "demo.load_seconds"
# The city is founded with passwords of people, whose hashing is not what is measured here.
PRODUCTION = {"CITYLOOP_MODE": "production", "CITYLOOP_SECRET_KEY": "measured-only"}


def simulate_figures(folder: Path) -> Iterator[Figure]:
    """Every figure of the simulated city of a folder of definitions, as it is measured."""
    yield lives_figure(folder)
    yield facts_figure(folder)
    yield from measured_apart("simulate", part=LOADING, names=[LOAD_SECONDS], mode=PRODUCTION)


def lives_figure(folder: Path) -> Figure:
    """Requests a second with words, steps, orders and call-backs, but not their rows.

    The baseline is the simulation alone, without lives and words.
    """
    history = demo_history(folder, seed=SEED, at=timezone.now())
    started = perf_counter()
    bare = sum(len(month.reports) for month in history.months())
    alone = perf_counter() - started
    started = perf_counter()
    lives = sum(1 for month in history.months() for _ in history.chronicle.lives(month))
    seconds = perf_counter() - started
    return against(
        "simulate.requests_per_s",
        lives / seconds,
        unit="requests/s",
        baseline=bare / alone,
        requests=lives,
        seconds=round(seconds, 2),
    )


def facts_figure(folder: Path) -> Figure:
    """Rows of facts a second, beside as many rows and columns by numpy and Parquet alone."""
    source = Source(folder, seed=SEED, since=SINCE, until=UNTIL)
    plan = FactPlan(source, FACT_COPIES)
    with TemporaryDirectory(prefix="cityloop-bench-", ignore_cleanup_errors=True) as place:
        started = perf_counter()
        manifest = write_facts(plan, out=Path(place) / "facts")
        seconds = perf_counter() - started
        rows = {one.name: manifest.rows(one.name) for one in FACTS}
        (Path(place) / "bare").mkdir()
        bare = bare_seconds(rows, out=Path(place) / "bare", processes=LANES)
    total = sum(rows.values())
    return against(
        "simulate.fact_rows_per_s",
        total / seconds,
        unit="rows/s",
        baseline=total / bare,
        rows=total,
        seconds=round(seconds, 2),
        mebibytes=round(sum(one.bytes for one in manifest.files) / (1 << 20)),
        processes=LANES,
    )


def loading_figures() -> list[Figure]:
    """Seconds to found the city and write three years of lives into this empty database."""
    started = perf_counter()
    folder = found_demo_city()
    founded = perf_counter() - started
    history = demo_history(folder, seed=SEED, at=timezone.now())
    count = tell_history(history, at=timezone.now(), told=lambda _count: None)
    seconds = perf_counter() - started
    return [
        Figure(
            name=LOAD_SECONDS,
            value=round(seconds, 2),
            unit="s",
            detail={"requests": count, "founding_s": round(founded, 2)},
        )
    ]
