"""The life of a call, warnings before an end, and how much of a number is shown."""

import pytest

from cityloop.core.errors import TransitionNotAllowed
from cityloop.intake.choices import CallState, CallStep
from cityloop.intake.rules.calls import CALL_LIFECYCLE, CallFacts, masked


def test_call_lifecycle_names_every_state_and_step() -> None:
    assert set(CALL_LIFECYCLE.states) == set(CallState)
    assert {row.step for row in CALL_LIFECYCLE.transitions} == set(CallStep)


@pytest.mark.parametrize("state", [CallState.WRAPPED_UP, CallState.RETURNED])
def test_finished_call_has_no_way_on(state: str) -> None:
    assert CALL_LIFECYCLE.steps_from(state) == ()


@pytest.mark.parametrize("warnings", [0, 1])
def test_abuse_needs_two_warnings(warnings: int) -> None:
    facts = CallFacts(warnings=warnings, code_means_abuse=True)
    with pytest.raises(TransitionNotAllowed, match=f"warned so far: {warnings}"):
        CALL_LIFECYCLE.target(CallStep.WRAP_UP, CallState.IN_PROGRESS, facts=facts)


def test_abuse_ends_a_call_after_two_warnings() -> None:
    facts = CallFacts(warnings=2, code_means_abuse=True)
    target = CALL_LIFECYCLE.target(CallStep.WRAP_UP, CallState.IN_PROGRESS, facts=facts)
    assert target == CallState.WRAPPED_UP


def test_third_warning_is_not_given() -> None:
    why = CALL_LIFECYCLE.why_not(CallStep.WARN, CallState.IN_PROGRESS, facts=CallFacts(warnings=2))
    assert why == "Both warnings are given: you may end the call now."


@pytest.mark.parametrize("step", [CallStep.WARN, CallStep.ADD_PARTY, CallStep.END])
def test_nothing_goes_on_after_the_end_of_talking(step: str) -> None:
    why = CALL_LIFECYCLE.why_not(step, CallState.IN_PROGRESS, facts=CallFacts(ended=True))
    assert why == "The call has ended."


def test_call_is_not_wrapped_up_while_a_transfer_is_open() -> None:
    facts = CallFacts(unsettled=1)
    why = CALL_LIFECYCLE.why_not(CallStep.WRAP_UP, CallState.IN_PROGRESS, facts=facts)
    assert why == "Note first whether whoever you brought in was connected."


def test_wrap_up_needs_a_known_code() -> None:
    facts = CallFacts(code_known=False)
    with pytest.raises(TransitionNotAllowed, match="Choose how the call is finished"):
        CALL_LIFECYCLE.target(CallStep.WRAP_UP, CallState.IN_PROGRESS, facts=facts)


def test_code_that_asks_for_a_note_gets_one() -> None:
    facts = CallFacts(code_needs_note=True)
    with pytest.raises(TransitionNotAllowed, match="needs a note"):
        CALL_LIFECYCLE.target(CallStep.WRAP_UP, CallState.IN_PROGRESS, facts=facts)


@pytest.mark.parametrize("step", [CallStep.ANSWER, CallStep.OPEN, CallStep.CALL_BACK])
def test_operator_in_a_call_takes_no_other(step: str) -> None:
    state = CallState.WAITING if step == CallStep.ANSWER else None
    why = CALL_LIFECYCLE.why_not(step, state, facts=CallFacts(operator_is_free=False))
    assert why == "You are in a call already; wrap it up first."


def test_withheld_number_is_not_called_back() -> None:
    facts = CallFacts(number_known=False)
    assert "withheld" in (CALL_LIFECYCLE.why_not(CallStep.CALL_BACK, None, facts=facts) or "")


@pytest.mark.parametrize(("phone", "shown"), [("555-0148", "•••0148"), ("0148", "•••"), ("", "")])
def test_masked_number_shows_four_digits_at_most(phone: str, shown: str) -> None:
    assert masked(phone) == shown
