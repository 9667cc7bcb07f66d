"""Fair estimates of a period: kept with its scores, sealed, and never changed once published."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.evaluation.models import EvaluationPeriod, FairScore, ScoreRate
from cityloop.evaluation.operations import publish_period, run_period, show_period
from cityloop.evaluation.queries import protected, unit_table, verify_period
from tests.factories import FEBRUARY, a_scheme, orders_with, repeated
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=6)
ONE = Decimal(1)


@pytest.fixture
def run(cast: Cast) -> EvaluationPeriod:
    """Two agencies with 40 called-back orders each, nine in ten and half of them solved."""
    a_scheme("solve_first", peers={"minimum_units": 1, "reference": "median"})
    told = {"weight": ONE, "satisfied": "satisfied"}
    pasts = [
        *repeated(36, solved="resolved", **told),
        *repeated(4, solved="unresolved", **told),
        *repeated(20, solved="resolved", agency=cast.town.housing, **told),
        *repeated(20, solved="unresolved", agency=cast.town.housing, **told),
    ]
    orders_with(cast, pasts)
    return run_period(FEBRUARY, by=cast.evaluator, at=NOW)


def fair_of(period: EvaluationPeriod, rate: str) -> list[FairScore]:
    rows = FairScore.objects.filter(score__period=period, score__unit_kind=UnitKind.AGENCY)
    return list(rows.filter(rate=rate).order_by("estimate"))


def test_run_keeps_seed_and_method(run: EvaluationPeriod) -> None:
    assert (run.fair_seed, run.method_version.split()[:2]) == (20260201, ["h5-1", "fair-1"])


def test_cases_are_those_of_h5(run: EvaluationPeriod) -> None:
    rates = ScoreRate.objects.filter(score__period=run, rate=Rate.RESOLUTION)
    kept = {one.score_id: one.effective for one in rates}
    assert all(kept[one.score_id] == one.cases for one in fair_of(run, Rate.RESOLUTION))


def test_estimates_lie_between_the_raw_rates(run: EvaluationPeriod) -> None:
    low, high = (one.estimate for one in fair_of(run, Rate.RESOLUTION))
    assert Decimal("0.5") < low < high < Decimal("0.9")


def test_composite_is_kept_beside_the_rates(run: EvaluationPeriod) -> None:
    assert len(fair_of(run, "")) == 2


def test_run_again_gives_the_same_digits(cast: Cast, run: EvaluationPeriod) -> None:
    before = run.scores_digest
    assert run_period(FEBRUARY, by=cast.evaluator, at=NOW).scores_digest == before


def test_untouched_period_is_borne_out(run: EvaluationPeriod) -> None:
    assert verify_period(run, at=LATER) == []


def test_changed_estimate_is_found(run: EvaluationPeriod) -> None:
    FairScore.objects.filter(pk=fair_of(run, Rate.RESOLUTION)[0].pk).update(units=3)
    assert [one.figure for one in verify_period(run, at=LATER)] == ["units"]


def test_estimate_of_a_published_period_is_never_changed(cast: Cast, run: EvaluationPeriod) -> None:
    shown = show_period(run, by=cast.evaluator, at=NOW)
    publish_period(shown, by=cast.approver, at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        FairScore.objects.filter(score__period=run).update(units=9)


def test_scheme_without_rules_keeps_none(cast: Cast) -> None:
    a_scheme("solve_first", bands="h5", fair=None)
    orders_with(cast, repeated(40, weight=ONE, solved="resolved", satisfied="satisfied"))
    period = run_period(FEBRUARY, by=cast.evaluator, at=NOW)
    assert (period.fair_seed, period.method_version, fair_of(period, "")) == (None, "h5-1", [])


def test_estimate_goes_with_the_counts_it_rests_on(run: EvaluationPeriod) -> None:
    lines = protected(unit_table(run, unit_kind=UnitKind.AGENCY), minimum=10, own=())
    hidden = [line.rates[Rate.RESOLUTION] for line in lines if line.rates[Rate.RESOLUTION].hidden]
    assert hidden
    assert all(one.fair is None for one in hidden)


def test_table_with_estimates_costs_three_statements(
    run: EvaluationPeriod, django_assert_num_queries: object
) -> None:
    assert connection.vendor
    with django_assert_num_queries(3):  # type: ignore[operator]
        unit_table(run, unit_kind=UnitKind.AGENCY)
