"""The table of the order's lifecycle: shape, reach, parties."""

import pytest

from cityloop.workorders.choices import OrderState, OrderStep
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE

LAST = {OrderState.ARCHIVED}


def reached(start: str) -> set[str]:
    """States to be reached from a state, itself included."""
    found, fresh = {start}, [start]
    while fresh:
        state = fresh.pop()
        for row in ORDER_LIFECYCLE.transitions:
            if state in row.sources and row.target and row.target not in found:
                found.add(row.target)
                fresh.append(row.target)
    return found


def test_every_state_is_reached_from_the_dispatch() -> None:
    assert reached(OrderState.DISPATCHED) == set(OrderState)


@pytest.mark.parametrize("state", sorted(set(OrderState) - LAST))
def test_every_state_but_the_last_has_a_way_out(state: str) -> None:
    assert reached(state) & LAST == LAST


def test_last_state_allows_nothing() -> None:
    assert ORDER_LIFECYCLE.steps_from(OrderState.ARCHIVED) == ()


def test_every_step_stands_in_the_table() -> None:
    assert {row.step for row in ORDER_LIFECYCLE.transitions} == set(OrderStep)


@pytest.mark.parametrize(
    ("step", "state", "target"),
    [
        ("dispatch", None, "dispatched"),
        ("accept", "dispatched", "accepted"),
        ("object", "accepted", "objected"),
        ("uphold", "objected", "reassigned"),
        ("overrule", "objected", "accepted"),
        ("contact", "accepted", "in_progress"),
        ("contact", "objected", None),
        ("pause", "in_progress", None),
        ("defer", "in_progress", "suspended"),
        ("resume", "suspended", "in_progress"),
        ("answer", "in_progress", "answered"),
        ("fail_check", "answered", "rework"),
        ("answer", "rework", "answered"),
        ("pass_check", "answered", "follow_up"),
        ("close", "follow_up", "closed"),
        ("reopen", "closed", "dispatched"),
        ("appeal", "closed", "appealed"),
        ("decide_appeal", "appealed", "closed"),
        ("recall", "dispatched", "recalled"),
        ("archive", "recalled", "archived"),
    ],
)
def test_step_leads_to_its_state(step: str, state: str | None, target: str | None) -> None:
    row = ORDER_LIFECYCLE.row(step, state)
    assert row is not None
    assert row.target == target


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("answer", "dispatched"),
        ("answer", "suspended"),
        ("object", "in_progress"),
        ("object", "objected"),
        ("pause", "suspended"),
        ("close", "reassigned"),
        ("recall", "answered"),
        ("reopen", "recalled"),
        ("urge", "closed"),
        ("note", "archived"),
    ],
)
def test_step_out_of_place_is_refused(step: str, state: str) -> None:
    assert ORDER_LIFECYCLE.row(step, state) is None


@pytest.mark.parametrize("step", ["uphold", "overrule", "decide_appeal", "fail_check", "archive"])
def test_step_over_the_agency_is_not_the_agencys_own(step: str) -> None:
    parties = {
        party for row in ORDER_LIFECYCLE.transitions if row.step == step for party in row.parties
    }
    assert parties.isdisjoint({"unit", "unit_head"})


def test_diagram_begins_with_the_dispatch() -> None:
    assert "    [*] --> dispatched: dispatch" in ORDER_LIFECYCLE.mermaid().splitlines()
