"""An agency accepts, contacts, answers; the centre checks; the order closes or opens again."""

from datetime import UTC, datetime, timedelta

import pytest

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import OutboxMessage
from cityloop.flows import handle, report
from cityloop.intake.choices import RequestState
from cityloop.responsibility.choices import Clock
from cityloop.responsibility.models import CoDuty
from cityloop.workorders.choices import OrderOutcome, OrderState, OrderStep
from cityloop.workorders.models import ClockRecord, WorkOrder
from tests.integration.stories import (
    HOUR,
    UNSOLVED,
    a_new_report,
    answered,
    called_back,
    closed,
    closed_unsolved,
    dispatched,
    in_follow_up,
    in_progress,
)
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db


def clock(order: WorkOrder, kind: Clock, *, in_round: int = 1) -> ClockRecord:
    return ClockRecord.objects.get(order=order, clock=kind, round=in_round)


def test_whoever_accepts_handles_the_order(cast: Cast) -> None:
    order = handle.accept(dispatched(cast), by=cast.handler, at=NOW + HOUR)
    assert (order.state, order.handler) == (OrderState.ACCEPTED, cast.handler)


def test_acceptance_stops_its_clock(cast: Cast) -> None:
    order = handle.accept(dispatched(cast), by=cast.handler, at=NOW + HOUR)
    assert clock(order, Clock.ACCEPT).stopped_at == NOW + HOUR


def test_contact_in_time_is_no_breach(cast: Cast) -> None:
    assert clock(in_progress(cast), Clock.CONTACT).breached is False


def test_contact_after_its_limit_is_a_breach(cast: Cast) -> None:
    order = handle.accept(dispatched(cast), by=cast.handler, at=NOW + HOUR)
    late = handle.contact(order, note="Called.", by=cast.handler, at=NOW + 25 * HOUR)
    assert clock(late, Clock.CONTACT).breached is True


def test_second_contact_keeps_the_moment_of_the_first(cast: Cast) -> None:
    order = in_progress(cast)
    again = handle.contact(order, note="Called again.", by=cast.handler, at=NOW + 5 * HOUR)
    assert again.contacted_at == order.contacted_at


def test_answer_before_contact_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed):
        answered(cast, dispatched(cast), at=NOW + HOUR)


def test_answer_stops_the_clock(cast: Cast) -> None:
    order = answered(cast, in_progress(cast), at=NOW + 6 * HOUR)
    assert (clock(order, Clock.ANSWER).stopped_at, order.next_check_at) == (NOW + 6 * HOUR, None)


def test_planned_answer_needs_a_date(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="Give the date"):
        handle.answer(
            in_progress(cast),
            outcome=OrderOutcome.PLANNED,
            text="Next month.",
            by=cast.handler,
            at=NOW + HOUR,
        )


def test_lead_waits_for_its_co_orders(cast: Cast) -> None:
    CoDuty.objects.create(duty=cast.town.duty, agency=cast.town.housing)
    with pytest.raises(TransitionNotAllowed, match="1 joined orders are not answered"):
        answered(cast, in_progress(cast), at=NOW + HOUR)


def test_lead_answers_before_its_co_orders_with_a_reason(cast: Cast) -> None:
    CoDuty.objects.create(duty=cast.town.duty, agency=cast.town.housing)
    order = handle.answer(
        in_progress(cast),
        outcome=OrderOutcome.RESOLVED,
        text="Replaced.",
        lead_reason="Nothing was left to do for the others.",
        by=cast.handler,
        at=NOW + HOUR,
    )
    assert order.state == OrderState.ANSWERED


def test_passed_check_leads_to_the_call_back(cast: Cast) -> None:
    assert in_follow_up(cast).state == OrderState.FOLLOW_UP


def test_call_back_closes_the_order_with_its_matter(cast: Cast) -> None:
    order = closed(cast)
    order.matter.refresh_from_db()
    assert (order.state, order.matter.closed_at) == (OrderState.CLOSED, order.closed_at)


def test_closing_closes_all_requests_of_the_matter(cast: Cast) -> None:
    order = in_follow_up(cast)
    repeat = report.receive(a_new_report(cast.town, phone="555-0142"), by=None, at=NOW)
    report.join_matter(repeat, matter=order.matter, reason="same", by=cast.operator, at=NOW)
    called_back(cast, order, at=NOW + 2 * DAY)
    states = set(order.matter.requests.values_list("state", flat=True))
    assert states == {RequestState.CLOSED}


def test_failed_check_starts_the_rework_clock(cast: Cast) -> None:
    order = answered(cast, in_progress(cast), at=NOW + 24 * HOUR)
    back = handle.check_answer(
        order, passed=False, reason="promise only", by=cast.dispatcher, at=NOW + 25 * HOUR
    )
    # Four natural days after Tuesday 3 March end on Saturday 7 March at midnight of the city.
    due = datetime(2026, 3, 7, 16, tzinfo=UTC)
    assert (back.state, back.due_at) == (OrderState.REWORK, due)


def test_third_rework_is_refused(cast: Cast) -> None:
    order = in_progress(cast)
    for turn in (1, 2):
        order = answered(cast, order, at=NOW + turn * DAY)
        order = handle.check_answer(
            order, passed=False, reason="no", by=cast.dispatcher, at=NOW + turn * DAY + HOUR
        )
    order = answered(cast, order, at=NOW + 3 * DAY)
    with pytest.raises(TransitionNotAllowed, match="in rework 2 times"):
        handle.check_answer(
            order, passed=False, reason="no", by=cast.dispatcher, at=NOW + 3 * DAY + HOUR
        )


def test_reopening_starts_a_round_with_full_clocks(cast: Cast) -> None:
    order = closed_unsolved(cast)
    at = NOW + 3 * DAY
    again = handle.reopen(order, reason="dark", has_new_fact=False, by=cast.operator, at=at)
    # Seven days after Thursday 5 March.
    due = datetime(2026, 3, 12, 16, tzinfo=UTC)
    assert (again.state, again.round, again.due_at) == (OrderState.DISPATCHED, 2, due)


def test_reopening_opens_matter_and_request_again(cast: Cast) -> None:
    order = closed_unsolved(cast)
    handle.reopen(order, reason="dark", has_new_fact=False, by=cast.operator, at=NOW + 3 * DAY)
    order.request.refresh_from_db()
    order.matter.refresh_from_db()
    assert (order.request.state, order.matter.closed_at) == (RequestState.DISPATCHED, None)


def second_round_closed(cast: Cast) -> WorkOrder:
    order, at = closed_unsolved(cast), NOW + 3 * DAY
    order = handle.reopen(order, reason="dark", has_new_fact=False, by=cast.operator, at=at)
    order = handle.accept(order, by=cast.handler, at=NOW + 3 * DAY + HOUR)
    order = handle.contact(order, note="Called.", by=cast.handler, at=NOW + 3 * DAY + 2 * HOUR)
    order = answered(cast, order, at=NOW + 4 * DAY)
    order = handle.check_answer(
        order, passed=True, reason="", by=cast.dispatcher, at=NOW + 4 * DAY + HOUR
    )
    return called_back(cast, order, at=NOW + 5 * DAY, **UNSOLVED)


def test_second_round_is_called_back_as_well(cast: Cast) -> None:
    order = second_round_closed(cast)
    assert list(order.follow_ups.order_by("round").values_list("round", flat=True)) == [1, 2]


def test_second_reopening_without_a_new_fact_is_refused(cast: Cast) -> None:
    order = second_round_closed(cast)
    with pytest.raises(TransitionNotAllowed, match="new fact"):
        handle.reopen(order, reason="dark", has_new_fact=False, by=None, at=NOW + 6 * DAY)


def test_second_reopening_with_a_new_fact_is_taken(cast: Cast) -> None:
    order = second_round_closed(cast)
    again = handle.reopen(
        order, reason="another lamp", has_new_fact=True, by=cast.operator, at=NOW + 6 * DAY
    )
    assert again.round == 3


def test_reopening_after_the_window_is_refused(cast: Cast) -> None:
    order = closed(cast)
    with pytest.raises(TransitionNotAllowed, match="time to reopen ended"):
        handle.reopen(order, reason="dark", has_new_fact=True, by=cast.operator, at=NOW + 18 * DAY)


def test_urging_is_written_down_and_told(cast: Cast) -> None:
    order = handle.urge(dispatched(cast), reason="again", by=cast.dispatcher, at=NOW + HOUR)
    steps = list(order.events.values_list("step", flat=True))
    told = OutboxMessage.objects.filter(topic="work_order.urged", subject=order.number).count()
    assert (steps[-1], told) == (OrderStep.URGE, 1)


def test_note_leaves_the_state(cast: Cast) -> None:
    order = in_progress(cast)
    noted = handle.add_note(order, text="ordered a lamp", by=cast.handler, at=NOW + timedelta(1))
    assert noted.state == OrderState.IN_PROGRESS
