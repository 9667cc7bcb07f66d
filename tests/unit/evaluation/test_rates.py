"""Rates of one unit: measured or not, capped, weighted."""

from decimal import Decimal

from cityloop.evaluation.choices import Rate
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.rates import (
    RateValue,
    counted,
    gap,
    observations,
    recorded_facts,
    unit_rates,
    within_cap,
)
from tests.unit.evaluation.cases import answered, entries, entry, preset


def rates(
    cohort: list[CohortEntry], *, city: list[CohortEntry] | None = None
) -> dict[Rate, RateValue]:
    return unit_rates(cohort, scheme=preset(), recorded=recorded_facts(city or cohort))


def test_rate_whose_facts_nobody_recorded_is_not_measured() -> None:
    found = rates(entries(40, on_time=True))[Rate.RESPONSE]
    assert (found.measured, found.rate) == (False, None)


def test_reach_is_not_measured_where_nobody_is_called() -> None:
    assert not rates(entries(40, on_time=True))[Rate.REACH].measured


def test_unit_that_records_nothing_where_others_do_scores_zero() -> None:
    silent = entries(40)
    city = silent + answered(40, solved="1", agency="B")
    assert rates(silent, city=city)[Rate.RESPONSE].rate == 0


def test_resolution_without_an_answer_is_not_measured() -> None:
    silent = entries(40)
    city = silent + answered(40, solved="1", agency="B")
    assert not rates(silent, city=city)[Rate.RESOLUTION].measured


def test_excluded_order_counts_in_no_rate() -> None:
    cohort = [*answered(3, solved="1"), entry("X", exclusion="EX1", on_time=False)]
    assert rates(cohort)[Rate.ON_TIME].rate == 1


def test_rate_carries_the_number_of_exclusions() -> None:
    cohort = [*answered(3, solved="1"), entry("X", exclusion="EX1", on_time=False)]
    assert rates(cohort)[Rate.ON_TIME].excluded == 1


def test_counted_orders_are_those_without_exclusion() -> None:
    kept = entry("K")
    assert counted([kept, entry("X", exclusion="EX9")]) == (kept,)


def test_unanswered_order_is_late() -> None:
    cohort = [*entries(3, on_time=True), entry("late", on_time=None)]
    assert rates(cohort)[Rate.ON_TIME].rate == Decimal("0.75")


def test_capped_answers_are_counted_apart() -> None:
    cohort = answered(10, solved="0", requester="P")
    found = rates(cohort)[Rate.SATISFACTION]
    assert (found.denominator, found.capped) == (Decimal(3), 7)


def test_cap_leaves_response_alone() -> None:
    cohort = answered(10, solved="0", requester="P")
    assert rates(cohort)[Rate.RESPONSE].denominator == 10


def test_cap_counts_unknown_requesters_one_by_one() -> None:
    assert rates(answered(10, solved="1"))[Rate.RESOLUTION].denominator == 10


def test_cap_keeps_the_same_orders_whatever_the_order_of_rows() -> None:
    cohort = answered(10, solved="0", requester="P")
    recorded = recorded_facts(cohort)
    found = observations(cohort, rate=Rate.SATISFACTION, recorded=recorded)
    kept = within_cap(found, cap=3)
    assert set(within_cap(found[::-1], cap=3)) == set(kept)


def test_sampled_answers_weigh_what_they_speak_for() -> None:
    cohort = [
        *answered(1, solved="1", draw_weight=Decimal(3)),
        *answered(1, solved="0", first=1, draw_weight=Decimal(1)),
        *entries(2, first=2, draw_weight=Decimal(0), responded=True),
    ]
    assert rates(cohort)[Rate.RESOLUTION].rate == Decimal("0.75")


def test_interval_of_a_weighted_rate_rests_on_fewer_effective_cases() -> None:
    cohort = [
        *answered(1, solved="1", draw_weight=Decimal(3)),
        *answered(1, solved="0", first=1, draw_weight=Decimal(1)),
    ]
    assert rates(cohort)[Rate.RESOLUTION].effective == Decimal("1.6")


def test_reach_counts_drawn_orders_and_not_all() -> None:
    cohort = [
        *answered(9, solved="1", draw_weight=Decimal(10)),
        *entries(1, first=9, draw_weight=Decimal(10)),
        *entries(90, first=10, draw_weight=Decimal(0)),
    ]
    assert rates(cohort)[Rate.REACH].rate == Decimal("0.9")


def test_answer_of_somebody_not_drawn_says_nothing() -> None:
    cohort = [
        *answered(2, solved="1"),
        *answered(5, solved="0", first=2, draw_weight=Decimal(0)),
    ]
    assert rates(cohort)[Rate.RESOLUTION].rate == 1


def test_reach_of_a_unit_nobody_was_drawn_of_is_zero() -> None:
    unseen = entries(40, draw_weight=Decimal(0))
    city = unseen + answered(40, solved="1", agency="B")
    assert rates(unseen, city=city)[Rate.REACH].rate == 0


def test_audited_rate_rests_on_the_audited_orders() -> None:
    cohort = [
        *entries(3, audited=True, confirmed=True),
        *entries(1, first=3, audited=True, confirmed=False),
        *entries(6, first=4, audited=False),
    ]
    assert rates(cohort)[Rate.AUDITED].rate == Decimal("0.75")


def test_gap_is_what_was_told_less_what_was_found() -> None:
    cohort = [
        *answered(3, solved="1", audited=True, confirmed=True),
        *answered(1, solved="1", first=3, audited=True, confirmed=False),
    ]
    assert gap(rates(cohort)) == Decimal("0.25")


def test_gap_without_audits_is_missing() -> None:
    assert gap(rates(answered(3, solved="1"))) is None


def test_printed_rate_follows_from_its_printed_parts() -> None:
    cohort = answered(2, solved="1") + answered(1, solved="0", first=2)
    found = rates(cohort)[Rate.RESOLUTION]
    assert found.rate == round(found.numerator / found.denominator, 6)
