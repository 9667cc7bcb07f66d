"""A period is shown, published by another person, and then never changes unnoticed."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import AuditEvent, OutboxMessage
from cityloop.evaluation.choices import PeriodState
from cityloop.evaluation.models import EvaluationPeriod, Score, ScoreRate
from cityloop.evaluation.operations import publish_period, run_period, show_period
from cityloop.evaluation.queries import verify_period
from cityloop.flows import score
from cityloop.followups.models import FollowUp
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderStep
from cityloop.workorders.models import ClockRecord, WorkOrder, WorkOrderEvent
from tests.factories import FEBRUARY, HOUR, orders_with, repeated
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=6)


@pytest.fixture
def shown(cast: Cast) -> EvaluationPeriod:
    orders_with(cast, repeated(4, weight=Decimal(1), solved="resolved"))
    period = run_period(FEBRUARY, by=cast.evaluator, at=NOW)
    return show_period(period, by=cast.evaluator, at=NOW)


@pytest.fixture
def published(cast: Cast, shown: EvaluationPeriod) -> EvaluationPeriod:
    return publish_period(shown, by=cast.approver, at=LATER)


def found(period: EvaluationPeriod) -> list[str]:
    return [f"{one.subject}: {one.figure}" for one in verify_period(period, at=LATER)]


def test_published_period_keeps_who_and_when(cast: Cast, published: EvaluationPeriod) -> None:
    assert (published.state, published.published_by, published.published_at) == (
        PeriodState.PUBLISHED,
        cast.approver,
        LATER,
    )


def test_whoever_ran_it_does_not_publish_it(cast: Cast, shown: EvaluationPeriod) -> None:
    with pytest.raises(TransitionNotAllowed, match="Whoever ran"):
        publish_period(shown, by=cast.evaluator, at=LATER)


def test_the_clock_does_not_publish(shown: EvaluationPeriod) -> None:
    with pytest.raises(TransitionNotAllowed, match="A person publishes"):
        publish_period(shown, by=None, at=LATER)


def test_agencies_see_it_first(cast: Cast, shown: EvaluationPeriod) -> None:
    with pytest.raises(TransitionNotAllowed, match="can be published from"):
        publish_period(shown, by=cast.approver, at=NOW + timedelta(days=4))


def test_draft_that_nobody_saw_is_not_published(cast: Cast) -> None:
    orders_with(cast, repeated(1))
    period = run_period(FEBRUARY, by=cast.evaluator, at=NOW)
    with pytest.raises(TransitionNotAllowed, match="5 days before"):
        publish_period(period, by=cast.approver, at=LATER)


def test_run_again_is_shown_again(cast: Cast, shown: EvaluationPeriod) -> None:
    again = run_period(FEBRUARY, by=cast.evaluator, at=NOW + HOUR)
    assert (again.pk, again.state, again.shown_at) == (shown.pk, PeriodState.DRAFT, None)


@pytest.mark.usefixtures("unguarded")
def test_facts_changed_since_the_run_are_not_published(cast: Cast, shown: EvaluationPeriod) -> None:
    FollowUp.objects.filter(order__in=WorkOrder.objects.all()[:1]).update(solved="unresolved")
    with pytest.raises(TransitionNotAllowed, match="run the period again"):
        publish_period(shown, by=cast.approver, at=LATER)


def test_published_period_is_not_run_again(cast: Cast, published: EvaluationPeriod) -> None:
    with pytest.raises(TransitionNotAllowed, match="never changes"):
        run_period(FEBRUARY, by=cast.evaluator, at=LATER)


def test_published_period_is_not_shown_as_a_draft(cast: Cast, published: EvaluationPeriod) -> None:
    with pytest.raises(TransitionNotAllowed, match="never changes"):
        show_period(published, by=cast.evaluator, at=LATER)


def test_published_period_is_not_published_twice(cast: Cast, published: EvaluationPeriod) -> None:
    with pytest.raises(TransitionNotAllowed, match="never changes"):
        publish_period(published, by=cast.supervisor, at=LATER)


def test_untouched_period_verifies(published: EvaluationPeriod) -> None:
    assert found(published) == []


def test_answers_given_later_change_nothing(published: EvaluationPeriod) -> None:
    one = FollowUp.objects.order_by("pk").first()
    assert one is not None
    FollowUp.objects.create(
        order=one.order, request=one.request, round=2, reason=one.reason, stratum="lighting",
        drawn_at=LATER, window_from=LATER, window_to=LATER + HOUR, state="reached",
        answered_at=LATER, solved="unresolved",
    )  # fmt: skip
    assert found(published) == []


@pytest.mark.usefixtures("unguarded")
def test_changed_score_is_found(published: EvaluationPeriod) -> None:
    Score.objects.filter(unit_kind="agency").update(composite=99)
    assert found(published) == ["agency lighting: composite"]


@pytest.mark.usefixtures("unguarded")
def test_changed_rate_is_found(published: EvaluationPeriod) -> None:
    ScoreRate.objects.filter(score__unit_kind="area", rate="resolution").update(numerator=3)
    assert found(published) == ["area ferry resolution: numerator"]


@pytest.mark.usefixtures("unguarded")
def test_changed_answer_is_found(published: EvaluationPeriod) -> None:
    FollowUp.objects.update(solved="partly")
    assert "period 2026-02: entries digest" in found(published)


def test_changed_due_moment_is_found(published: EvaluationPeriod) -> None:
    clocks = ClockRecord.objects.filter(clock=Clock.ANSWER)
    order = clocks.values_list("order_id", flat=True)[0]
    clocks.filter(order=order).update(due_at=NOW)
    assert f"order {order}: row" in found(published)


@pytest.mark.usefixtures("unguarded")
def test_changed_event_is_found(published: EvaluationPeriod) -> None:
    event = WorkOrderEvent.objects.filter(step=OrderStep.ANSWER).first()
    assert event is not None
    WorkOrderEvent.objects.filter(pk=event.pk).update(at=event.at + HOUR)
    assert f"{event.order.number}: event 3" in found(published)


@pytest.mark.usefixtures("unguarded")
def test_removed_case_is_found(published: EvaluationPeriod) -> None:
    case = published.cases.first()
    assert case is not None
    case.delete()
    assert found(published) == [f"order {case.order_id}: row"]


def test_publication_is_audited_and_announced(cast: Cast) -> None:
    orders_with(cast, repeated(1))
    period = score.run_period(code=FEBRUARY, by=cast.evaluator, at=NOW)
    score.show_period(period, by=cast.evaluator, at=NOW)
    score.publish_period(period, by=cast.approver, at=LATER)
    told = AuditEvent.objects.order_by("pk").values_list("what", flat=True)
    sent = OutboxMessage.objects.order_by("pk").values_list("topic", flat=True)
    assert (list(told), list(sent)) == (
        ["period.run", "period.shown", "period.published"],
        ["period.shown", "period.published"],
    )
