"""What must hold of every score, whatever the orders."""

from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.evaluation.choices import UnitKind
from cityloop.evaluation.rules.bands import Standing, comparison
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.intervals import wilson
from cityloop.evaluation.rules.scoring import ScoringHistory, score_units
from cityloop.evaluation.rules.shrinkage import shrunk
from cityloop.evaluation.rules.unit_score import UnitScore
from tests.unit.evaluation.cases import entry, preset

SCHEME = preset(gates={"minimum_cases": 2, "minimum_reach": 0, "exclusion_warning_share": 0.15})
WEIGHT = st.sampled_from([None, Decimal(0), Decimal("0.5"), Decimal("0.6"), Decimal(1)])
FACTS = st.fixed_dictionaries(
    {
        "agency": st.sampled_from(["A", "B", "C"]),
        "requester": st.sampled_from([None, "P", "Q"]),
        "responded": st.sampled_from([None, True, False]),
        "on_time": st.sampled_from([None, True, False]),
        "solved_weight": WEIGHT,
        "satisfied_weight": WEIGHT,
        "exclusion": st.sampled_from([None, None, None, "EX1"]),
        "draw_weight": st.sampled_from([Decimal(0), Decimal(1), Decimal("2.333333")]),
    }
)


def cohort_of(rows: list[dict[str, Any]]) -> list[CohortEntry]:
    return [entry(f"WO-{place}", **row) for place, row in enumerate(rows)]


COHORTS = st.lists(FACTS, max_size=40).map(cohort_of)


def scores(cohort: list[CohortEntry]) -> tuple[UnitScore, ...]:
    return score_units(
        cohort, scheme=SCHEME, unit_kind=UnitKind.AGENCY, peers={}, history=ScoringHistory()
    )


@settings(deadline=None)
@given(COHORTS, st.randoms())
def test_score_ignores_the_order_of_rows(cohort: list[CohortEntry], chance: Random) -> None:
    shuffled = cohort.copy()
    chance.shuffle(shuffled)
    assert scores(shuffled) == scores(cohort)


@settings(deadline=None)
@given(COHORTS)
def test_excluded_orders_never_raise_the_counted(cohort: list[CohortEntry]) -> None:
    for score in scores(cohort):
        assert score.counted == score.due - sum(number for _, number in score.exclusions)


@settings(deadline=None)
@given(COHORTS)
def test_every_rate_lies_within_its_interval(cohort: list[CohortEntry]) -> None:
    values = [one.value for score in scores(cohort) for one in score.rates if one.value.measured]
    for value in values:
        assert value.rate is not None
        assert value.low is not None
        assert value.high is not None
        assert 0 <= value.low <= value.rate <= value.high <= 1


@settings(deadline=None)
@given(COHORTS)
def test_no_requester_has_more_answers_than_the_cap(cohort: list[CohortEntry]) -> None:
    one_person = [
        entry(one.order_id, agency="A", requester="P", solved_weight=one.solved_weight)
        for one in cohort
    ]
    for score in scores(one_person):
        assert all(
            rate.value.denominator <= SCHEME.pseudonym_cap
            for rate in score.rates
            if rate.rate == "resolution"
        )


@given(st.integers(1, 10_000), st.fractions(0, 1, max_denominator=20))
def test_wilson_interval_holds_the_share_and_stays_within_bounds(
    trials: int, share: Fraction
) -> None:
    successes = Decimal(trials) * share.numerator / share.denominator
    found = wilson(successes, trials=Decimal(trials), confidence=Decimal("0.95"))
    assert 0 <= found.low <= found.high <= 1


@given(
    st.integers(1, 500),
    st.integers(0, 500),
    st.decimals(0, 1, places=4),
    st.decimals(0, 200, places=1),
)
def test_shrunk_rate_lies_between_the_raw_rate_and_the_mean(
    trials: int, part: int, mean: Decimal, prior: Decimal
) -> None:
    successes = Decimal(min(part, trials))
    raw = round(successes / trials, 6)
    found = shrunk(successes, denominator=Decimal(trials), mean=mean, prior=prior)
    assert min(raw, mean) <= found <= max(raw, mean)


STANDING = st.tuples(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000)).map(sorted)


@given(st.lists(STANDING, max_size=15), st.randoms())
def test_overlapping_units_share_a_tier_in_any_order(rows: list[list[int]], chance: Random) -> None:
    standings = [
        Standing(unit=str(place), low=Decimal(low), value=Decimal(value), high=Decimal(high))
        for place, (low, value, high) in enumerate(rows)
    ]
    shuffled = standings.copy()
    chance.shuffle(shuffled)
    found = comparison(shuffled, reference="median")
    assert found == comparison(standings, reference="median")
    for one in standings:
        for other in standings:
            if one.low <= other.high and other.low <= one.high:
                assert found.tiers[one.unit] == found.tiers[other.unit]
