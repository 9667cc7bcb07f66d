"""The lifecycle of a finding: only a later measurement that is on target closes it (H10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cityloop.checkups.choices import FindingState as State
from cityloop.checkups.choices import FindingStep as Step
from cityloop.checkups.choices import Quality
from cityloop.checkups.rules.indicators import IndicatorValue, Target, is_on_target
from cityloop.core.sentences import Sentence
from cityloop.core.transitions import Lifecycle, Transition

# An estimate may raise a finding but never close one.
PROVING = frozenset({Quality.MEASURED, Quality.SAMPLED})


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value of the finding's indicator in its area; `begun_at` is when it began to be taken."""

    begun_at: datetime
    value: IndicatorValue


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFacts:
    """What the guards look at; moments are aware. `completed_at` is when the remedy was done."""

    target: Target
    completed_at: datetime | None = None
    measurements: tuple[Measurement, ...] = ()


def latest_proof(facts: FindingFacts) -> Measurement | None:
    """The last measurement that can prove anything about the remedy, or None.

    It began after the remedy was done (at the same moment is not after) and has a value that was
    measured or sampled: estimates and missing values prove nothing.
    """
    if facts.completed_at is None:
        return None
    later = _later(facts.measurements, after=facts.completed_at)
    return max(later, key=lambda one: one.begun_at, default=None)


def step_after_measurement(facts: FindingFacts) -> Step | None:
    """What the latest proof asks for: VERIFY on target, FIND_AGAIN off it, None without one."""
    proof = latest_proof(facts)
    if proof is None:
        return None
    return Step.VERIFY if is_on_target(proof.value, target=facts.target) else Step.FIND_AGAIN


def verification_refusal(facts: FindingFacts) -> Sentence | None:
    """Why the finding is not verified: no later measurement, or one that is off target."""
    step = step_after_measurement(facts)
    if step is None:
        return Sentence("Only a measurement begun after the remedy was done can verify a finding.")
    if step == Step.FIND_AGAIN:
        return Sentence("The latest measurement is off the target: the finding is found again.")
    return None


def finding_again_refusal(facts: FindingFacts) -> Sentence | None:
    """Why the finding is not found again: nothing measured since says so."""
    if step_after_measurement(facts) == Step.FIND_AGAIN:
        return None
    return Sentence("No measurement since the remedy was done is off the target.")


def completion_refusal(facts: FindingFacts) -> Sentence | None:
    """A remedy is done on a day that is written down: later measurements are told by it."""
    if facts.completed_at is None:
        return Sentence("Write down when the remedy was done.")
    return None


def _later(measurements: Iterable[Measurement], *, after: datetime) -> list[Measurement]:
    return [
        one
        for one in measurements
        if one.begun_at > after and one.value.value is not None and one.value.quality in PROVING
    ]


_OPEN = (State.CONFIRMED, State.ACCEPTED, State.REOPENED)

FINDING_LIFECYCLE: Lifecycle[FindingFacts] = Lifecycle(
    "finding",
    (
        Transition(Step.FIND, (), State.FOUND),
        Transition(Step.CONFIRM, (State.FOUND,), State.CONFIRMED),
        Transition(Step.ACCEPT, (State.CONFIRMED, State.REOPENED), State.ACCEPTED),
        # The refusal is published and the finding stays: nobody closes a lack by refusing it.
        Transition(Step.REFUSE_REMEDY, _OPEN, None, needs_reason=True),
        Transition(Step.PLAN_REMEDY, (State.ACCEPTED, State.REOPENED), State.PLANNED),
        Transition(Step.BEGIN_PROJECT, (State.PLANNED,), State.IN_PROJECT),
        Transition(
            Step.COMPLETE_REMEDY,
            # A small remedy needs no project.
            (State.PLANNED, State.IN_PROJECT),
            State.DONE,
            input_checks=(completion_refusal,),
        ),
        Transition(Step.VERIFY, (State.DONE,), State.VERIFIED, guards=(verification_refusal,)),
        Transition(
            Step.FIND_AGAIN,
            (State.DONE, State.VERIFIED),
            State.REOPENED,
            guards=(finding_again_refusal,),
        ),
    ),
)
