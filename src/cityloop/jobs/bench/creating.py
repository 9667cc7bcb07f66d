"""Creations, each durable before the answer: request, history, order, clocks, outbox."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from cityloop.flows.dispatch import receive_and_dispatch
from cityloop.flows.report import NewReport
from cityloop.jobs.bench.bare_rows import copies, known_keys, rows_since, write_again
from cityloop.jobs.bench.city import dispatchable_reports, found_demo_city
from cityloop.jobs.bench.figures import Figure, against

CREATIONS = 500
SAMPLE = 100
TEMPLATES = 15
PEER_STATEMENTS, PEER_CPU_MS = 52, 80
# Numbers are taken by an INSERT that finds its row there: to the database an update.
TAKING = "TAKING"


def creation_figures() -> list[Figure]:
    """Statements, processor time and time beside the same rows by bare SQL, on this database."""
    found = islice(dispatchable_reports(found_demo_city()), CREATIONS + SAMPLE + TEMPLATES)
    # A caller of their own for each, so that requester and identity are written as well.
    reports = [replace(one, phone=f"bench-{number}") for number, one in enumerate(found)]
    counts = [_statements(one) for one in reports[:SAMPLE]]
    rows, updates = _template(reports[-TEMPLATES:])
    reports = reports[:-TEMPLATES]
    wall, processor = _timed(lambda: _create(reports[SAMPLE:]))
    prepared = [copies(rows, number=number) for number in range(1, CREATIONS + 1)]
    series = f"WO-{timezone.now().year % 100:02d}"
    bare, _ = _timed(lambda: _write(prepared, updates=updates, series=series))
    totals = [count.total() for count in counts]
    each = wall / CREATIONS
    return [
        against(
            "create.statements",
            median(totals),
            unit="statements",
            baseline=PEER_STATEMENTS,
            least=min(totals),
            most=max(totals),
        ),
        against("create.cpu_ms", processor / CREATIONS * 1000, unit="ms", baseline=PEER_CPU_MS),
        against(
            f"create.ratio_{connection.vendor}",
            each * 1000,
            unit="ms",
            baseline=bare / CREATIONS * 1000,
            creations_per_s=round(1 / each, 1),
            rows=len(rows),
        ),
    ]


def _template(reports: Sequence[NewReport]) -> tuple[list[Model], int]:
    """The rows and the number of updates of the middle one of some creations, by rows."""
    written = []
    for report in reports:
        known = known_keys()
        counted = _statements(report)
        written.append((rows_since(known), counted["UPDATE"] + counted[TAKING]))
    return sorted(written, key=lambda one: len(one[0]))[len(written) // 2]


def _statements(report: NewReport) -> Counter[str]:
    """The statements of one creation by their first word; the transaction's own are not counted."""
    words: Counter[str] = Counter()

    def count(
        execute: Callable[..., Any],
        sql: str,
        params: Any,  # noqa: ANN401 - Django's signature
        many: bool,  # noqa: FBT001 - Django's signature
        context: Any,  # noqa: ANN401 - Django's signature
    ) -> Any:  # noqa: ANN401 - whatever the database returns
        words[TAKING if "ON CONFLICT" in sql else sql.split(maxsplit=1)[0].upper()] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        receive_and_dispatch(report, by=None, at=timezone.now())
    for word in ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"):
        words.pop(word, None)
    return words


def _create(reports: Sequence[NewReport]) -> None:
    for report in reports:
        receive_and_dispatch(report, by=None, at=timezone.now())


def _write(
    prepared: Sequence[Sequence[tuple[str, list[Any]]]], *, updates: int, series: str
) -> None:
    for inserts in prepared:
        write_again(inserts, updates=updates, series=series)


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    started, spent = perf_counter(), process_time()
    work()
    return perf_counter() - started, process_time() - spent
