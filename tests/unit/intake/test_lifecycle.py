"""The life of a request as a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.core.errors import TransitionNotAllowed
from cityloop.intake.choices import RequestState, RequestStep
from cityloop.intake.rules.lifecycle import REQUEST_LIFECYCLE, RequestFacts

FULL = RequestFacts(kind="complaint", treatment="outside_duties", told="whom", knowledge_cited=True)


def test_table_uses_every_state_and_every_step() -> None:
    assert set(REQUEST_LIFECYCLE.states) == set(RequestState)
    assert {row.step for row in REQUEST_LIFECYCLE.transitions} == set(RequestStep)


@pytest.mark.parametrize("state", [s for s in RequestState if s != RequestState.ARCHIVED])
def test_every_state_but_the_last_has_a_way_out(state: RequestState) -> None:
    ways = (REQUEST_LIFECYCLE.row(step, state) for step in REQUEST_LIFECYCLE.steps_from(state))
    assert any(row.target not in (None, state) for row in ways if row)


@given(st.data())
def test_random_walk_never_leaves_the_table(data: st.DataObject) -> None:
    state: str | None = None
    for _ in range(12):
        steps = REQUEST_LIFECYCLE.steps_from(state)
        if not steps:
            break
        step = data.draw(st.sampled_from(steps))
        facts = RequestFacts(kind="praise", treatment="unlawful", told="why", knowledge_cited=True)
        state = REQUEST_LIFECYCLE.target(step, state, facts=facts, reason="because")
    assert state in set(RequestState)


@pytest.mark.parametrize(
    ("step", "state", "facts", "sentence"),
    [
        (RequestStep.RECEIVE, None, RequestFacts(has_words=False), "Write down what the person"),
        (RequestStep.CLASSIFY, "received", RequestFacts(classified=False), "Set the kind"),
        (RequestStep.CLASSIFY, "received", RequestFacts(place_settled=False), "Set the place"),
        (RequestStep.ANSWER, "triage", RequestFacts(kind="complaint"), "Only an inquiry or praise"),
        (RequestStep.ANSWER, "triage", RequestFacts(kind="inquiry"), "Name the knowledge item"),
        (RequestStep.REDIRECT, "triage", RequestFacts(told="110"), "Choose why the request"),
        (RequestStep.REFUSE, "triage", RequestFacts(treatment="unlawful"), "Write what the person"),
        (RequestStep.LINK, "triage", RequestFacts(shielded=True), "A shielded report stays"),
        (RequestStep.LINK, "triage", RequestFacts(earlier_matter=False), "Name the earlier"),
        (RequestStep.DISPATCH, "triage", RequestFacts(basis_recorded=False), "Record the row"),
    ],
)
def test_step_without_its_facts_is_refused_in_words(
    step: RequestStep, state: str | None, facts: RequestFacts, sentence: str
) -> None:
    with pytest.raises(TransitionNotAllowed, match=sentence):
        REQUEST_LIFECYCLE.target(step, state, facts=facts, reason="because")


def test_refusal_needs_a_reason() -> None:
    with pytest.raises(TransitionNotAllowed, match="needs a reason"):
        REQUEST_LIFECYCLE.target(RequestStep.REFUSE, "triage", facts=FULL)


def test_requester_may_not_dispatch() -> None:
    why = REQUEST_LIFECYCLE.why_not(RequestStep.DISPATCH, "triage", party="requester")
    assert why == "To dispatch belongs to: centre."


def test_refused_request_can_be_taken_up_again() -> None:
    again = REQUEST_LIFECYCLE.target(RequestStep.REOPEN, "refused", reason="new fact")
    assert again == RequestState.TRIAGE
