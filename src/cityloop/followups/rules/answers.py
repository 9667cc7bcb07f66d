"""What an answered call-back is worth, and where it is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cityloop.followups.choices import Satisfied, Solved

_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Facts before feelings (domain.md H6); None where the question was not answered.

    pressured: was anything asked of you about your rating?
    """

    contacted: bool | None = None
    solved: Solved | None = None
    attitude: Satisfied | None = None
    speed: Satisfied | None = None
    result: Satisfied | None = None
    pressured: bool | None = None
    may_publish: bool | None = None

    @property
    def satisfaction(self) -> tuple[Satisfied | None, Satisfied | None, Satisfied | None]:
        return self.attitude, self.speed, self.result


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """Worth of each answer between 0 and 1, and which satisfaction questions count."""

    solved: Mapping[str, Decimal]
    satisfied: Mapping[str, Decimal]
    aspects: tuple[str, ...] = ("result",)


class CountedIn(StrEnum):
    """The table a person's satisfaction is counted in."""

    RATES = "rates"
    LAWFUL_REFUSAL = "lawful_refusal"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWorth:
    """What goes into the rates: None = no valid answer to that question.

    audit: a person was asked about the rating, so the order is looked at on the spot.
    """

    solved_weight: Decimal | None
    satisfied_weight: Decimal | None
    counted_in: CountedIn
    audit: bool


def worth(
    answers: Answers, *, scales: Scales, lawful_refusal: bool = False, panel_approved: bool = False
) -> AnswerWorth:
    """Worth of the answers (domain.md H5 w_out and m, H6).

    satisfied_weight is the mean of the answered aspects the scheme counts, six decimals.
    lawful_refusal: staff marked "explained, lawful refusal". Only with the panel's approval does a
    dissatisfaction then go to a separate table; what is solved is counted as ever. A pressured
    answer is counted as given until the audit, or pressing for good marks would erase bad ones.
    Raises KeyError when the scales lack an answer; schemes are checked for that on load.
    """
    satisfied = _satisfied_weight(answers, scales=scales)
    apart = lawful_refusal and panel_approved and satisfied is not None and satisfied < 1
    return AnswerWorth(
        solved_weight=None if answers.solved is None else scales.solved[answers.solved.value],
        satisfied_weight=None if apart else satisfied,
        counted_in=CountedIn.LAWFUL_REFUSAL if apart else CountedIn.RATES,
        audit=answers.pressured is True,
    )


def _satisfied_weight(answers: Answers, *, scales: Scales) -> Decimal | None:
    given: list[Satisfied | None] = [getattr(answers, aspect) for aspect in scales.aspects]
    marks = [scales.satisfied[mark.value] for mark in given if mark is not None]
    if not marks:
        return None
    return (sum(marks, Decimal(0)) / len(marks)).quantize(_PLACES).normalize()
