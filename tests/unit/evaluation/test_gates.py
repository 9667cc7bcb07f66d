"""Below the gates a unit is not compared."""

from decimal import Decimal

from cityloop.evaluation.choices import Band, Rate, UnitKind
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.gates import case_gate, exclusion_warning, percentage
from cityloop.evaluation.rules.scoring import ScoringHistory, score_units
from cityloop.evaluation.rules.unit_score import UnitScore
from tests.unit.evaluation.cases import answered, entries, preset

GATES = preset().gates


def score(cohort: list[CohortEntry]) -> UnitScore:
    (found,) = score_units(
        cohort, scheme=preset(), unit_kind=UnitKind.AGENCY, peers={}, history=ScoringHistory()
    )
    return found


def test_unit_with_29_cases_is_unranked() -> None:
    assert score(answered(29, solved="1")).composite.band == Band.UNRANKED


def test_unit_with_30_cases_is_ranked() -> None:
    assert score(answered(30, solved="1")).composite.band == Band.SAME


def test_thin_unit_keeps_its_counts() -> None:
    assert score(answered(29, solved="1")).rate(Rate.RESOLUTION).value.denominator == 29


def test_unit_reached_at_49_per_cent_is_unranked() -> None:
    cohort = answered(49, solved="1") + entries(51, first=49, responded=True)
    assert score(cohort).composite.band == Band.UNRANKED


def test_unit_reached_at_half_is_ranked() -> None:
    cohort = answered(50, solved="1") + entries(50, first=50, responded=True)
    assert score(cohort).composite.band == Band.SAME


def test_reach_gate_says_both_shares() -> None:
    cohort = answered(49, solved="1") + entries(51, first=49, responded=True)
    assert score(cohort).composite.gate == (
        "49 % of requesters reached in call-backs, 50 % are needed to compare: counts only."
    )


def test_low_reach_leaves_response_ranked() -> None:
    cohort = answered(49, solved="1") + entries(51, first=49, responded=True)
    assert score(cohort).rate(Rate.RESPONSE).band == Band.SAME


def test_rate_not_measured_is_unranked() -> None:
    found = score(entries(40, on_time=True)).rate(Rate.RESPONSE)
    assert (found.band, found.gate) == (Band.UNRANKED, "Not measured.")


def test_composite_names_what_was_not_measured() -> None:
    found = score(entries(40, on_time=True)).composite
    assert found.gate == "Not measured: response, resolution, satisfaction."


def test_case_gate_counts_cases_after_exclusion() -> None:
    cohort = answered(29, solved="1") + entries(10, first=29, exclusion="EX1")
    assert score(cohort).gate == "29 cases, 30 are needed to compare: counts only."


def test_case_gate_is_silent_at_the_minimum() -> None:
    assert case_gate(30, gates=GATES) is None


def test_exclusion_warning_above_the_share() -> None:
    assert exclusion_warning(100, excluded=16, gates=GATES) == (
        "16 of 100 cases (16 %) are excluded, more than 15 %."
    )


def test_exclusion_warning_is_silent_at_the_share() -> None:
    assert exclusion_warning(100, excluded=15, gates=GATES) is None


def test_percentage_drops_needless_decimals() -> None:
    assert (percentage(Decimal("0.4975")), percentage(Decimal("0.5"))) == ("49.8", "50")


def test_gate_counts_one_case_in_the_singular() -> None:
    assert case_gate(1, gates=GATES) == "1 case, 30 are needed to compare: counts only."
