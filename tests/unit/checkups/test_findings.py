"""The table of a finding's lifecycle: reach, reasons, the day of completion."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from cityloop.checkups.choices import Direction, FindingState, FindingStep
from cityloop.checkups.rules.findings import (
    FINDING_LIFECYCLE,
    FindingFacts,
    Measurement,
    step_after_measurement,
)
from cityloop.checkups.rules.indicators import Target, indicator_value
from cityloop.core.errors import TransitionNotAllowed

TARGET = Target(direction=Direction.HIGHER, low=Fraction(1, 2))
BEGUN = FindingFacts(target=TARGET)


def test_every_step_stands_in_the_table() -> None:
    assert {row.step for row in FINDING_LIFECYCLE.transitions} == set(FindingStep)


def test_every_state_stands_in_the_table() -> None:
    assert set(FINDING_LIFECYCLE.states) == set(FindingState)


def test_only_a_measurement_leads_to_verified() -> None:
    ways = [row for row in FINDING_LIFECYCLE.transitions if row.target == FindingState.VERIFIED]
    assert [(row.step, row.sources) for row in ways] == [(FindingStep.VERIFY, (FindingState.DONE,))]


def test_verified_finding_can_be_found_again_only() -> None:
    assert FINDING_LIFECYCLE.steps_from(FindingState.VERIFIED) == (FindingStep.FIND_AGAIN,)


def test_refused_remedy_leaves_the_finding_where_it_is() -> None:
    after = FINDING_LIFECYCLE.target("refuse_remedy", "confirmed", reason="No room for a park.")
    assert after == FindingState.CONFIRMED


def test_refused_remedy_needs_a_reason() -> None:
    with pytest.raises(TransitionNotAllowed, match="needs a reason"):
        FINDING_LIFECYCLE.target("refuse_remedy", "confirmed")


def test_remedy_is_done_on_a_day_that_is_written_down() -> None:
    with pytest.raises(TransitionNotAllowed, match="Write down when"):
        FINDING_LIFECYCLE.target("complete_remedy", "in_project", facts=BEGUN)


def test_measurement_says_nothing_while_the_remedy_is_not_done() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    facts = FindingFacts(
        target=TARGET, measurements=(Measurement(now, indicator_value(1, denominator=1)),)
    )
    assert step_after_measurement(facts) is None
