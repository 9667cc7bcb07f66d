"""The treatments of the law, in their order, always put to a person."""

from dataclasses import fields

import pytest

from cityloop.intake.choices import Treatment
from cityloop.intake.rules.treatments import TREATMENTS, TreatmentFacts, treatment_proposal

ORDER = tuple(field.name for field in fields(TreatmentFacts))


def test_matter_without_any_fact_is_dispatched() -> None:
    assert treatment_proposal(TreatmentFacts()) is None


@pytest.mark.parametrize(
    ("fact", "treatment"), [(fact, proposal.treatment) for fact, proposal in TREATMENTS]
)
def test_each_fact_has_its_treatment(fact: str, treatment: Treatment) -> None:
    found = treatment_proposal(TreatmentFacts(**{fact: True}))
    assert found is not None
    assert found.treatment == treatment


@pytest.mark.parametrize("number", range(len(ORDER)))
def test_earlier_fact_wins_over_all_later_ones(number: int) -> None:
    later = dict.fromkeys(ORDER[number:], True)
    alone = treatment_proposal(TreatmentFacts(**{ORDER[number]: True}))
    assert treatment_proposal(TreatmentFacts(**later)) == alone


def test_every_treatment_of_the_law_is_there() -> None:
    assert {proposal.treatment for _, proposal in TREATMENTS} == set(Treatment)


def test_every_proposal_is_decided_by_a_person_and_explained_in_both_languages() -> None:
    for _, proposal in TREATMENTS:
        assert proposal.decided_by_person
        assert set(proposal.reasons) == {"en", "zh-hans"}


def test_all_but_an_emergency_can_be_appealed() -> None:
    fixed = {proposal.treatment for _, proposal in TREATMENTS if not proposal.appealable}
    assert fixed == {Treatment.EMERGENCY_LINE}
