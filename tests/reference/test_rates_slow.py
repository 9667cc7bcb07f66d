"""Rates and case mix against slow, obvious Python over the same orders."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.evaluation.rules.case_mix import case_mix_tables
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.scoring import ScoringHistory, score_units
from tests.unit.evaluation.cases import entry, preset

SCHEME = preset()
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "agency": st.sampled_from(["A", "B"]),
            "service_type": st.sampled_from(["lights", "noise"]),
            "hard": st.booleans(),
            "responded": st.booleans(),
            "on_time": st.sampled_from([True, False, None]),
            "solved_weight": st.sampled_from([None, Decimal(0), Decimal("0.5"), Decimal(1)]),
            "satisfied_weight": st.sampled_from([None, Decimal(0), Decimal("0.6"), Decimal(1)]),
            "exclusion": st.sampled_from([None, None, "EX3"]),
        }
    ),
    min_size=1,
    max_size=80,
)


def cohort_of(rows: list[dict[str, Any]]) -> list[CohortEntry]:
    known = {"responded": True, "on_time": True, "solved_weight": Decimal(1)}
    first = entry("WO-first", **known, satisfied_weight=Decimal(1))
    return [first, *(entry(f"WO-{place}", **row) for place, row in enumerate(rows))]


def share(worths: list[Decimal | bool | None]) -> Fraction | None:
    known = [Fraction(one) for one in worths if one is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def slow_rates(cohort: list[CohortEntry], unit: str) -> dict[Rate, Fraction | None]:
    cases = [one for one in cohort if one.agency == unit and not one.exclusion]
    return {
        Rate.RESPONSE: share([bool(one.responded) for one in cases]),
        Rate.REACH: share([one.solved_weight is not None for one in cases]),
        Rate.RESOLUTION: share([one.solved_weight for one in cases]),
        Rate.SATISFACTION: share([one.satisfied_weight for one in cases]),
        Rate.ON_TIME: share([bool(one.on_time) for one in cases]),
        Rate.AUDITED: None,
    }


def printed(value: Fraction | None) -> Decimal | None:
    if value is None:
        return None
    return round(Decimal(value.numerator) / Decimal(value.denominator), 6)


@settings(deadline=None)
@given(ROWS)
def test_rates_agree_with_the_slow_way(rows: list[dict[str, Any]]) -> None:
    cohort = cohort_of(rows)
    scores = score_units(
        cohort, scheme=SCHEME, unit_kind=UnitKind.AGENCY, peers={}, history=ScoringHistory()
    )
    for score in scores:
        found = {one.rate: one.value.rate for one in score.rates}
        slow = slow_rates(cohort, score.unit)
        assert found == {rate: printed(value) for rate, value in slow.items()}


def slow_expected(cohort: list[CohortEntry], unit: str, *, minimum: int) -> Fraction:
    """Mean city-wide resolution of like cases, searching the whole city for each case."""
    answered = [one for one in cohort if one.solved_weight is not None and not one.exclusion]
    chances: list[Fraction] = []
    for case in (one for one in answered if one.agency == unit):
        for alike in (
            [o for o in answered if (o.service_type, o.grade, o.hard) == _kind(case)],
            [o for o in answered if (o.service_type, o.grade) == _kind(case)[:2]],
            [o for o in answered if o.service_type == case.service_type],
            [o for o in answered if (o.grade, o.hard) == _kind(case)[1:]],
            answered,
        ):
            if len(alike) >= minimum or alike is answered:
                chances.append(share([o.solved_weight for o in alike]) or Fraction(0))
                break
    return sum(chances, Fraction(0)) / len(chances)


def _kind(one: CohortEntry) -> tuple[str, int, bool]:
    return one.service_type, one.grade, one.hard


@settings(deadline=None)
@given(ROWS)
def test_expected_rates_agree_with_the_slow_way(rows: list[dict[str, Any]]) -> None:
    cohort = cohort_of(rows)
    rules = preset(case_mix={"months": 12, "minimum_cell": 10, "rates": ["resolution"]}).case_mix
    scores = score_units(
        cohort,
        scheme=SCHEME,
        unit_kind=UnitKind.AGENCY,
        peers={},
        history=ScoringHistory(case_mix=case_mix_tables(cohort, rules=rules)),
    )
    for score in scores:
        found = score.rate(Rate.RESOLUTION).expected
        if found is not None:
            assert found == printed(slow_expected(cohort, score.unit, minimum=10))


@settings(deadline=None)
@given(ROWS)
def test_exclusions_agree_with_the_slow_way(rows: list[dict[str, Any]]) -> None:
    cohort = cohort_of(rows)
    scores = score_units(
        cohort, scheme=SCHEME, unit_kind=UnitKind.AGENCY, peers={}, history=ScoringHistory()
    )
    slow = Counter(one.agency for one in cohort if one.exclusion)
    assert {one.unit: dict(one.exclusions).get("EX3", 0) for one in scores} == {
        one.unit: slow[one.unit] for one in scores
    }
