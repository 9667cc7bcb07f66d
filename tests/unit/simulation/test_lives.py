"""Simulated months as lives: every step is one that the lifecycles allow, after its cause."""

from collections import Counter
from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise
from typing import TypeVar

import pytest

from cityloop.core.transitions import Lifecycle
from cityloop.flows.history_steps import PastStep
from cityloop.flows.life_records import PastLife
from cityloop.intake.rules.lifecycle import REQUEST_LIFECYCLE
from cityloop.jobs.demo.history import History, demo_history
from cityloop.simulation.engine import months
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE
from tests.town import DEMO

Facts = TypeVar("Facts")
UNTIL = datetime(2026, 6, 1, tzinfo=UTC)


@cache
def history() -> History:
    return demo_history(DEMO, seed=3, at=UNTIL)


@cache
def lives() -> tuple[PastLife, ...]:
    past = history()
    found = months(
        past.chronicle.world,
        past.parameters,
        seed=3,
        since=date(2026, 4, 1),
        until=date(2026, 6, 1),
    )
    return tuple(life for month in found for life in past.chronicle.lives(month))


def strays(lifecycle: Lifecycle[Facts], steps: list[PastStep]) -> list[str]:
    """The steps that no row of the table allows from the state before them."""
    found, state = [], ""
    for step in steps:
        target = step.to_state or state
        if not any(
            row.step == step.step
            and (state in row.sources or (not state and not row.sources))
            and (row.target or state) == target
            and (not row.needs_reason or step.reason)
            for row in lifecycle.transitions
        ):
            found.append(f"{state} -{step.step}-> {target}")
        state = target
    return found


def test_requests_keep_to_their_lifecycle() -> None:
    found = Counter(
        stray for life in lives() for stray in strays(REQUEST_LIFECYCLE, list(life.steps))
    )
    assert found == Counter()


def test_orders_keep_to_their_lifecycle() -> None:
    found = Counter(
        stray
        for life in lives()
        for order in life.orders
        for stray in strays(ORDER_LIFECYCLE, list(order.steps))
    )
    assert found == Counter()


def test_no_step_comes_before_its_cause() -> None:
    told = [life.steps for life in lives()]
    told += [order.steps for life in lives() for order in life.orders]
    assert all(early.at <= late.at for steps in told for early, late in pairwise(steps))


def test_nothing_happens_after_the_end() -> None:
    told = [life.steps for life in lives()]
    told += [order.steps for life in lives() for order in life.orders]
    assert max(steps[-1].at for steps in told) < UNTIL


def test_every_way_of_handling_occurs() -> None:
    ends = Counter(life.steps[-1].to_state for life in lives())
    assert set(ends) >= {"answered", "closed", "dispatched", "linked", "redirected", "refused"}


def test_shielded_reports_join_nothing() -> None:
    shielded = {code for code, one in history_types().items() if one}
    joined = {life.service_type for life in lives() if life.joins}
    assert joined & shielded == set()


def history_types() -> dict[str, bool]:
    world = history().chronicle.world
    return dict(zip(world.type_code, world.type_shielded.tolist(), strict=True))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_people_are_answered_in_their_language(language: str) -> None:
    book = history().chronicle.book
    answers = {
        order.answer
        for life in lives()
        if life.speaker.language == language
        for order in life.orders
        if order.answer
    }
    assert answers <= set(book.sentences[language]["answers"])
    assert answers
