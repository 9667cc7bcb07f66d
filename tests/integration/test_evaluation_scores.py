"""A period computed from the tables: every expected figure is written out."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cityloop.core.errors import InputError, NotFound
from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.evaluation.models import CohortCase, EvaluationPeriod, Score, ScoreRate
from cityloop.evaluation.operations import run_period
from cityloop.evaluation.queries import get_scheme
from cityloop.followups.choices import FollowUpState
from cityloop.followups.models import FollowUp
from cityloop.intake.models import Requester
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderStep
from cityloop.workorders.models import ClockRecord, WorkOrder
from tests.factories import DUE, FEBRUARY, HOUR, WEEK, Past, a_scheme, orders_with, repeated
from tests.people import LONG_AGO, NOW, Cast

pytestmark = pytest.mark.django_db
ONE = Decimal(1)


def worked_example() -> list[Past]:
    """domain.md H5: 200 counted, 196 contacted in time, 150 answered call-backs; 8 excluded."""
    return [
        *repeated(110, weight=ONE, solved="resolved", satisfied="satisfied"),
        *repeated(10, weight=ONE, solved="resolved", satisfied="fair"),
        *repeated(10, weight=ONE, solved="partly", satisfied="fair"),
        *repeated(5, weight=ONE, solved="partly", satisfied="dissatisfied"),
        *repeated(15, weight=ONE, solved="unresolved", satisfied="dissatisfied", answered=2 * WEEK),
        *repeated(46, weight=ONE),
        *repeated(4, weight=ONE, contacted=None, answered=None),
        *repeated(
            8, weight=ONE, solved="unresolved", satisfied="dissatisfied", contacted=None,
            answered=None, excluded="EX1",
        ),
    ]  # fmt: skip


def scored(cast: Cast, pasts: list[Past]) -> Score:
    """Run February and return the score of the lighting agency."""
    orders_with(cast, pasts)
    period = run_period(FEBRUARY, by=cast.evaluator, at=NOW)
    return Score.objects.get(period=period, unit_kind=UnitKind.AGENCY, agency=cast.town.lighting)


def rate(score: Score, name: Rate) -> ScoreRate:
    return ScoreRate.objects.get(score=score, rate=name)


def test_composite_is_that_of_the_worked_example(cast: Cast) -> None:
    a_scheme("jungar")
    assert scored(cast, worked_example()).composite == Decimal("87.6167")


@pytest.mark.parametrize(
    ("name", "numerator", "denominator"),
    [
        (Rate.RESPONSE, "196", "200"),
        (Rate.REACH, "150", "200"),
        (Rate.RESOLUTION, "127.5", "150"),
        (Rate.SATISFACTION, "122", "150"),
        (Rate.ON_TIME, "181", "200"),
    ],
)
def test_rate_has_numerator_and_denominator(
    cast: Cast, name: Rate, numerator: str, denominator: str
) -> None:
    a_scheme("jungar")
    found = rate(scored(cast, worked_example()), name)
    assert (found.numerator, found.denominator) == (Decimal(numerator), Decimal(denominator))


def test_resolution_has_the_wilson_interval(cast: Cast) -> None:
    a_scheme("jungar")
    found = rate(scored(cast, worked_example()), Rate.RESOLUTION)
    assert (found.low, found.high) == (Decimal("0.784163"), Decimal("0.898358"))


def test_excluded_orders_leave_the_count_and_are_shown(cast: Cast) -> None:
    a_scheme("jungar")
    score = scored(cast, worked_example())
    assert (score.due, score.counted, score.exclusions) == (208, 200, {"EX1": 8})


def test_one_person_counts_at_most_as_often_as_the_cap(cast: Cast) -> None:
    loud = Requester.objects.create()
    angry = repeated(10, requester=loud, weight=ONE, solved="unresolved")
    found = rate(
        scored(cast, [*angry, *repeated(2, weight=ONE, solved="resolved")]), Rate.RESOLUTION
    )
    assert (found.denominator, found.capped) == (Decimal(5), 7)


def test_sampled_answers_count_with_their_weight(cast: Cast) -> None:
    pasts = [
        Past(weight=Decimal("2.5"), solved="resolved"),
        Past(weight=Decimal("1.5"), solved="unresolved"),
    ]
    found = rate(scored(cast, pasts), Rate.RESOLUTION)
    assert (found.numerator, found.denominator) == (Decimal("2.5"), Decimal(4))


def test_call_back_still_owed_counts_as_not_reached(cast: Cast) -> None:
    orders_with(cast, [Past(weight=ONE, solved="resolved"), Past(weight=ONE)])
    FollowUp.objects.filter(solved="").update(state=FollowUpState.QUEUED)
    period = run_period(FEBRUARY, by=None, at=NOW)
    score = Score.objects.get(period=period, unit_kind=UnitKind.AGENCY)
    assert rate(score, Rate.REACH).denominator == 2


def test_response_is_not_measured_where_no_contact_clock_ran(cast: Cast) -> None:
    orders_with(cast, repeated(3))
    ClockRecord.objects.filter(clock=Clock.CONTACT).delete()
    period = run_period(FEBRUARY, by=None, at=NOW)
    score = Score.objects.get(period=period, unit_kind=UnitKind.AGENCY)
    assert not rate(score, Rate.RESPONSE).measured


def test_thin_unit_keeps_its_counts_and_names_the_gate(cast: Cast) -> None:
    score = scored(cast, repeated(3))
    assert score.gate == "3 cases, 30 are needed to compare: counts only."


@pytest.mark.parametrize(
    ("due_at", "cases"),
    [
        (DUE.replace(month=1, day=31, hour=16), 1),
        (DUE.replace(month=1, day=31, hour=15), 0),
        (DUE.replace(day=28, hour=15), 1),
        (DUE.replace(day=28, hour=16), 0),
    ],
)
def test_month_runs_from_local_midnight_to_local_midnight(
    cast: Cast, due_at: object, cases: int
) -> None:
    orders_with(cast, repeated(1, due_at=due_at))
    run_period(FEBRUARY, by=None, at=NOW)
    assert CohortCase.objects.count() == cases


def test_kind_that_the_scheme_leaves_out_is_not_scored(cast: Cast) -> None:
    orders_with(cast, repeated(1, kind="praise"))
    run_period(FEBRUARY, by=None, at=NOW)
    assert not CohortCase.objects.exists()


@pytest.mark.usefixtures("unguarded")
def test_order_that_was_recalled_is_not_charged(cast: Cast) -> None:
    kept, taken = orders_with(cast, repeated(2))
    taken.events.filter(step=OrderStep.CONTACT).update(step=OrderStep.RECALL)
    run_period(FEBRUARY, by=None, at=NOW)
    assert [case.order for case in CohortCase.objects.all()] == [kept]


def test_second_round_after_the_run_does_not_move_the_order(cast: Cast) -> None:
    (order,) = orders_with(cast, repeated(1))
    first = ClockRecord.objects.get(order=order, clock=Clock.ANSWER)
    first.pk, first.round = None, 2
    first.start_at, first.due_at, first.stopped_at = NOW + HOUR, NOW + WEEK, None
    first.save()
    run_period(FEBRUARY, by=None, at=NOW)
    assert CohortCase.objects.get().due_at == DUE


def test_areas_and_departments_are_scored_too(cast: Cast) -> None:
    orders_with(cast, repeated(2))
    period = run_period(FEBRUARY, by=None, at=NOW)
    assert sorted(period.scores.values_list("unit_kind", "due")) == [
        ("agency", 2),
        ("area", 2),
        ("department", 2),
    ]


def test_month_without_cases_has_no_scores(cast: Cast) -> None:
    orders_with(cast, repeated(1))
    assert not run_period("2026-01", by=None, at=NOW).scores.exists()


def test_second_run_replaces_the_draft_whole(cast: Cast) -> None:
    order, _ = orders_with(cast, repeated(2))
    run_period(FEBRUARY, by=None, at=NOW)
    ClockRecord.objects.filter(order=order, clock=Clock.ANSWER).update(due_at=DUE + 30 * WEEK / 7)
    period = run_period(FEBRUARY, by=None, at=NOW)
    assert (EvaluationPeriod.objects.get(), period.cases.count()) == (period, 1)


def test_expected_rate_comes_from_the_months_before(cast: Cast) -> None:
    a_scheme("solve_first", case_mix={"months": 12, "minimum_cell": 1, "rates": ["on_time"]})
    earlier = DUE - timedelta(days=60)
    orders_with(cast, [*repeated(3, due_at=earlier), Past(due_at=earlier, answered=2 * WEEK)])
    assert rate(scored(cast, repeated(2)), Rate.ON_TIME).expected == Decimal("0.75")


def test_statements_do_not_grow_with_the_orders(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    orders_with(cast, repeated(60, weight=ONE, solved="resolved"))
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        run_period(FEBRUARY, by=None, at=NOW)


def test_unknown_period_is_refused(cast: Cast) -> None:
    with pytest.raises(InputError, match="names no period"):
        run_period("February", by=None, at=NOW)


def test_scheme_that_is_not_loaded_is_named(cast: Cast) -> None:
    with pytest.raises(NotFound, match="utopia"):
        get_scheme("utopia", on=LONG_AGO)


def test_orders_of_other_agencies_make_their_own_line(cast: Cast) -> None:
    orders_with(cast, [Past(), Past(agency=cast.town.housing)])
    period = run_period(FEBRUARY, by=None, at=NOW)
    assert period.scores.filter(unit_kind=UnitKind.AGENCY).count() == 2
    assert WorkOrder.objects.count() == 2
