"""Candidates for one matter."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cityloop.intake.rules.repeats import (
    DuplicateRule,
    EarlierMatter,
    Occurrence,
    ReopenRule,
    RepeatOutcome,
    duplicate_candidates,
    repeat_decision,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULE = DuplicateRule(distance_m=150, days=30, similarity=0.3)
NEW = Occurrence("new", "lamp", (-20.0, -30.0), NOON, "The street light is dark")
SAME = replace(NEW, key="same", text="street light dark again")
FAR = (-20.0, -30.0 + 151 / 111_195)
NEAR = (-20.0, -30.0 + 149 / 111_195)


def test_near_recent_similar_request_is_a_candidate() -> None:
    (found,) = duplicate_candidates(NEW, others=[SAME], rule=RULE)
    assert found.key == "same"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(SAME, service_type="road"), id="other-type"),
        pytest.param(replace(SAME, point=FAR), id="too-far"),
        pytest.param(replace(SAME, point=None), id="no-point"),
        pytest.param(replace(SAME, at=NOON - timedelta(days=30)), id="too-old"),
        pytest.param(replace(SAME, text="口哨声"), id="other-words"),
        pytest.param(replace(SAME, key="new"), id="itself"),
    ],
)
def test_request_that_differs_is_no_candidate(other: Occurrence) -> None:
    assert duplicate_candidates(NEW, others=[other], rule=RULE) == ()


def test_request_just_inside_the_distance_is_a_candidate() -> None:
    found = duplicate_candidates(NEW, others=[replace(SAME, point=NEAR)], rule=RULE)
    assert [one.key for one in found] == ["same"]


def test_request_without_a_point_has_no_candidates() -> None:
    assert duplicate_candidates(replace(NEW, point=None), others=[SAME], rule=RULE) == ()


def test_candidates_do_not_depend_on_the_order() -> None:
    others = [SAME, replace(SAME, key="copy", text=NEW.text), replace(SAME, key="b", point=NEAR)]
    found = duplicate_candidates(NEW, others=others, rule=RULE)
    assert [one.key for one in found] == ["copy", "same", "b"]
    assert duplicate_candidates(NEW, others=others[::-1], rule=RULE) == found


@pytest.mark.parametrize(
    ("late", "outcome"),
    [(timedelta(seconds=-1), RepeatOutcome.REOPEN), (timedelta(0), RepeatOutcome.LINK)],
)
def test_window_for_reopening_is_half_open(late: timedelta, outcome: RepeatOutcome) -> None:
    rule = ReopenRule(window=timedelta(days=15), automatic_limit=1)
    found = repeat_decision(
        EarlierMatter(closed_at=NOON, solved=False),
        same_person=True,
        new_fact=False,
        at=NOON + rule.window + late,
        rule=rule,
    )
    assert found.outcome == outcome
