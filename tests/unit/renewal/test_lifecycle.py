"""The guards of a renewal project's gates, each with what it asks for taken away."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cityloop.core.errors import TransitionNotAllowed
from cityloop.renewal.choices import Heritage
from cityloop.renewal.choices import ProjectState as State
from cityloop.renewal.choices import ProjectStep as Step
from cityloop.renewal.rules.admission import Origin, Scale
from cityloop.renewal.rules.funding import FundingMix
from cityloop.renewal.rules.lifecycle import (
    PROJECT_LIFECYCLE,
    ProjectFacts,
    commitment_refusal,
    payment_refusal,
)
from tests.renewal_facts import sound_facts

SOUND = sound_facts()
AREA = Decimal(10_000)


def why_not(step: Step, state: State, facts: ProjectFacts) -> str | None:
    return PROJECT_LIFECYCLE.why_not(step, state, facts=facts)


@pytest.mark.parametrize(
    ("step", "state", "facts", "sentence"),
    [
        (Step.ADMIT, State.CANDIDATE, replace(SOUND, origin=Origin()), "No check, no renewal"),
        (
            Step.ADMIT,
            State.CANDIDATE,
            replace(SOUND, origin=Origin(exemption="immediate-danger")),
            "An exemption needs its reason",
        ),
        (
            Step.ADMIT,
            State.CANDIDATE,
            replace(SOUND, origin=Origin(exemption="mayor", reason="said so")),
            "'mayor' is not an exemption",
        ),
        (
            Step.ADMIT,
            State.CANDIDATE,
            replace(SOUND, scale=Scale(before=AREA, demolished=Decimal(2001))),
            "the cap is 20 % of 10000 m²",
        ),
        (
            Step.REVIEW,
            State.PLANNED,
            replace(SOUND, scale=Scale(before=AREA, added=Decimal("2000.01"))),
            "2000.01 m² are to be added",
        ),
        (
            Step.ADMIT,
            State.CANDIDATE,
            replace(SOUND, scale=Scale(before=AREA, heritage=Heritage.LISTED)),
            "name who reviews its heritage",
        ),
        (
            Step.ADMIT,
            State.CANDIDATE,
            replace(
                SOUND,
                scale=Scale(
                    before=AREA, demolished=Decimal(1), heritage=Heritage.AREA, reviewer="Lu"
                ),
            ),
            "the cap is 0 % of 10000 m²",
        ),
        (
            Step.SURVEY,
            State.BODY_CHOSEN,
            replace(SOUND, evidence=frozenset({"title-survey"})),
            "Papers are missing: structure-survey, heritage-survey.",
        ),
        (
            Step.RECORD_CONSENT,
            State.CONSENT_ROUND,
            replace(SOUND, consent=False),
            "did not reach its majorities",
        ),
        (
            Step.RECORD_CONSENT,
            State.CONSENT_ROUND,
            replace(SOUND, consent=None),
            "has no result yet",
        ),
        (Step.FAIL_CONSENT, State.CONSENT_ROUND, SOUND, "reached its majorities"),
        (
            Step.CLOSE_FUNDING,
            State.IMPLEMENTATION,
            replace(SOUND, funding=FundingMix()),
            "1000000 of 1000000 is not committed",
        ),
        (
            Step.BEGIN_WORKS,
            State.FUNDED,
            replace(SOUND, cost=Decimal(1_200_000)),
            "200000 of 1200000 is not committed",
        ),
        (Step.BEGIN_WORKS, State.FUNDED, replace(SOUND, paused=True), "resume it first"),
        (Step.RESUME, State.FUNDED, SOUND, "is not paused"),
        (Step.STOP_PACKAGE, State.WORKS, replace(SOUND, may_stop=False), "no package"),
        (Step.STOP_PACKAGE, State.WORKS, replace(SOUND, steps_done=0), "No step"),
        (Step.ADMIT, State.CANDIDATE, replace(SOUND, gates={}), "No gate is written"),
    ],
)
def test_gate_refuses(step: Step, state: State, facts: ProjectFacts, sentence: str) -> None:
    assert sentence in (why_not(step, state, facts) or "")


@pytest.mark.parametrize(
    "scale",
    [
        Scale(before=AREA, demolished=Decimal(2000), added=Decimal(2000)),
        Scale(before=AREA, demolished=AREA, approval="D-7", approval_reason="It leans."),
        Scale(before=AREA, heritage=Heritage.LISTED, reviewer="Lu"),
    ],
)
def test_project_within_its_caps_is_admitted(scale: Scale) -> None:
    assert why_not(Step.ADMIT, State.CANDIDATE, replace(SOUND, scale=scale)) is None


def test_exemption_with_its_reason_admits() -> None:
    origin = Origin(exemption="immediate-danger", reason="The wall moved 4 cm in May.")
    assert why_not(Step.ADMIT, State.CANDIDATE, replace(SOUND, origin=origin)) is None


@pytest.mark.parametrize("step", [Step.PAUSE, Step.WITHDRAW, Step.EXIT])
def test_what_stops_a_project_needs_a_reason(step: Step) -> None:
    with pytest.raises(TransitionNotAllowed, match="needs a reason"):
        PROJECT_LIFECYCLE.target(step, State.RESERVE, facts=SOUND)


def test_areas_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="more demolished than stands"):
        Scale(before=Decimal(1), demolished=Decimal(2))


@pytest.mark.parametrize("state", [State.RESERVE, State.REVIEWED, State.ACCEPTED])
def test_money_is_committed_in_the_annual_plan_only(state: State) -> None:
    assert commitment_refusal(state) is not None


@pytest.mark.parametrize(
    ("state", "from_works", "paused", "is_refused"),
    [
        (State.IMPLEMENTATION, False, False, True),
        (State.FUNDED, False, False, False),
        (State.FUNDED, True, False, True),
        (State.WORKS, True, False, False),
        (State.WORKS, True, True, True),
        (State.CLOSED, False, False, True),
    ],
)
def test_payment_waits_for_its_state(
    state: State, *, from_works: bool, paused: bool, is_refused: bool
) -> None:
    found = payment_refusal(state, from_works=from_works, paused=paused)
    assert (found is not None) == is_refused
