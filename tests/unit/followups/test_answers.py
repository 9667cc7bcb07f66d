"""What an answer is worth and where it is counted."""

from decimal import Decimal

import pytest

from cityloop.followups.choices import Satisfied, Solved
from cityloop.followups.rules.answers import Answers, CountedIn, Scales, worth

SCALES = Scales(
    solved={"resolved": Decimal(1), "partly": Decimal("0.5"), "unresolved": Decimal(0)},
    satisfied={
        "very_satisfied": Decimal(1),
        "satisfied": Decimal(1),
        "fair": Decimal("0.6"),
        "dissatisfied": Decimal(0),
        "very_dissatisfied": Decimal(0),
    },
)
ANGRY = Answers(solved=Solved.UNRESOLVED, result=Satisfied.DISSATISFIED)


@pytest.mark.parametrize(
    ("solved", "weight"),
    [(Solved.RESOLVED, "1"), (Solved.PARTLY, "0.5"), (Solved.UNRESOLVED, "0")],
)
def test_solved_answer_has_its_weight(solved: Solved, weight: str) -> None:
    assert worth(Answers(solved=solved), scales=SCALES).solved_weight == Decimal(weight)


def test_question_not_answered_has_no_weight() -> None:
    found = worth(Answers(), scales=SCALES)
    assert (found.solved_weight, found.satisfied_weight) == (None, None)


def test_satisfaction_rests_on_the_aspects_of_the_scheme() -> None:
    answers = Answers(attitude=Satisfied.VERY_SATISFIED, result=Satisfied.FAIR)
    assert worth(answers, scales=SCALES).satisfied_weight == Decimal("0.6")


def test_satisfaction_is_the_mean_of_the_answered_aspects() -> None:
    scales = Scales(
        solved=SCALES.solved,
        satisfied=SCALES.satisfied,
        aspects=("attitude", "speed", "result"),
    )
    answers = Answers(attitude=Satisfied.SATISFIED, result=Satisfied.FAIR)
    assert worth(answers, scales=scales).satisfied_weight == Decimal("0.8")


def test_pressure_asks_for_an_audit() -> None:
    assert worth(Answers(pressured=True), scales=SCALES).audit


@pytest.mark.parametrize("pressured", [None, False])
def test_no_pressure_asks_for_no_audit(*, pressured: bool | None) -> None:
    assert not worth(Answers(pressured=pressured), scales=SCALES).audit


def test_bad_mark_under_pressure_still_counts() -> None:
    answers = Answers(result=Satisfied.DISSATISFIED, pressured=True)
    assert worth(answers, scales=SCALES).satisfied_weight == 0


def test_dissatisfaction_with_an_approved_lawful_refusal_is_counted_apart() -> None:
    found = worth(ANGRY, scales=SCALES, lawful_refusal=True, panel_approved=True)
    assert (found.satisfied_weight, found.counted_in) == (None, CountedIn.LAWFUL_REFUSAL)


def test_lawful_refusal_leaves_what_is_solved() -> None:
    found = worth(ANGRY, scales=SCALES, lawful_refusal=True, panel_approved=True)
    assert found.solved_weight == 0


def test_lawful_refusal_without_the_panel_counts_as_ever() -> None:
    found = worth(ANGRY, scales=SCALES, lawful_refusal=True)
    assert (found.satisfied_weight, found.counted_in) == (Decimal(0), CountedIn.RATES)


def test_satisfied_requester_of_a_lawful_refusal_counts_as_ever() -> None:
    happy = Answers(result=Satisfied.SATISFIED)
    found = worth(happy, scales=SCALES, lawful_refusal=True, panel_approved=True)
    assert found.satisfied_weight == 1
