"""The spine: creating, reading, sweeping, importing, scoring; each part on its own database."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from cityloop.jobs.bench.creating import creation_figures
from cityloop.jobs.bench.figures import Figure, absent, figure_of
from cityloop.jobs.bench.history import History, history_figures
from cityloop.jobs.bench.pages import page_figures
from cityloop.jobs.bench.sweeping import sweep_figures

POSTGRESQL = "CITYLOOP_BENCH_POSTGRESQL_URL"
PRODUCTION = {"CITYLOOP_MODE": "production", "CITYLOOP_SECRET_KEY": "measured-only"}
DEMO = {"CITYLOOP_MODE": "demo"}
HISTORY = ("import.rows_per_s", "import.rows_accounted", "ontime.agreement", "score_month.seconds")
NAMES: Mapping[str, tuple[str, ...]] = {
    "creating": ("create.statements", "create.cpu_ms", "create.ratio_sqlite"),
    "pages": ("list100.statements", "detail.statements"),
    "sweeping": ("sweep.orders_per_s",),
    "history": HISTORY,
}
PARTS: Mapping[str, Callable[[], list[Figure]]] = {
    "creating": creation_figures,
    "pages": page_figures,
    "sweeping": sweep_figures,
}


def spine_figures(history: History) -> Iterator[Figure]:
    """Every figure of the spine, as it is measured."""
    yield from _in_own_database("creating", mode=PRODUCTION)
    yield from _on_postgresql()
    yield from _in_own_database("pages", mode=DEMO)
    yield from _in_own_database("sweeping", mode=PRODUCTION)
    if history.is_there():
        yield from _in_own_database("history", *history.words(), mode=PRODUCTION)
    else:
        why = f"there is no {history.data.name} with {history.areas.name}"
        yield from absent(*HISTORY, why=why)


def part_figures(part: str, *, history: History) -> list[Figure]:
    """The figures of one part, on the database that this process was given."""
    if part == "history":
        return history_figures(history)
    return PARTS[part]()


def _on_postgresql() -> Iterator[Figure]:
    address = os.environ.get(POSTGRESQL)
    name = "create.ratio_postgresql"
    if not address:
        yield from absent(name, unit="ms", why=f"{POSTGRESQL} is not set; use city.py bench")
        return
    found = _measured("creating", mode={**PRODUCTION, "CITYLOOP_DATABASE_URL": address})
    yield from (figure for figure in found if figure.name == name)


def _in_own_database(part: str, *words: str, mode: Mapping[str, str]) -> Iterator[Figure]:
    with TemporaryDirectory(prefix="cityloop-bench-", ignore_cleanup_errors=True) as folder:
        address = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        yield from _measured(part, *words, mode={**mode, "CITYLOOP_DATABASE_URL": address})


def _measured(part: str, *words: str, mode: Mapping[str, str]) -> list[Figure]:
    """Prepare the database and measure in a process of its own; a failure is a figure too."""
    environment = {**os.environ, **mode}
    program = [sys.executable, "-m", "cityloop"]
    subprocess.run([*program, "migrate", "-v0"], env=environment, check=True, stdout=sys.stderr)
    done = subprocess.run(
        [*program, "bench", "spine", "--part", part, *words],
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode != 0:
        return absent(*NAMES[part], why=f"the measurement ended with exit code {done.returncode}")
    return [figure_of(line) for line in done.stdout.splitlines() if line.startswith("{")]
