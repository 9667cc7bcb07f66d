"""Called agencies on site: attendance, report, ratings, absence, the end, the months."""

from datetime import timedelta

import pytest

from cityloop.accounts.queries import get_actor
from cityloop.core.chain import breaks
from cityloop.core.errors import NotFound, TransitionNotAllowed
from cityloop.core.models import OutboxMessage
from cityloop.flows import handle, whistle
from cityloop.workorders.choices import CallSide, OrderState
from cityloop.workorders.models import WhistleCall, WhistleRating, WorkOrder
from cityloop.workorders.queries.whistles import get_call, whistle_months, whistles_this_month
from tests.integration.stories import HOUR, answered, called_back, dispatched, in_progress
from tests.integration.whistle_stories import (
    MEET_AT,
    accepted,
    blown,
    called,
    on_site,
    rated,
    refused,
    reported,
)
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = MEET_AT + 4 * HOUR


def order_of(call: WhistleCall) -> WorkOrder:
    return WorkOrder.objects.get(call=call)


def topics() -> set[str]:
    return set(OutboxMessage.objects.values_list("topic", flat=True))


def test_attendance_is_kept_with_who_came_and_what_they_found(cast: Cast) -> None:
    call = on_site(cast)
    assert (call.attended_at, call.attendants, call.finding) == (
        MEET_AT,
        "Two fitters",
        "A burst pipe in the cellar.",
    )


def test_report_answers_the_order_of_the_called_agency(cast: Cast) -> None:
    order = order_of(reported(cast))
    assert (order.state, order.answer) == (OrderState.ANSWERED, "Pumped out and sealed.")


def test_report_before_the_attendance_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="the state is accepted"):
        whistle.report(accepted(cast), outcome="resolved", text="x", by=cast.rival, at=LATER)


def test_rating_waits_for_the_arrival(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="Confirm the arrival first"):
        whistle.rate(reported(cast), value=5, by=cast.officer, at=LATER)


def test_each_side_rates_in_a_row_of_its_own(cast: Cast) -> None:
    call = rated(cast)
    whistle.rate_caller(call, value=2, remark="Too many of us.", by=cast.rival, at=LATER)
    kept = set(WhistleRating.objects.values_list("side", "value", "remark"))
    assert kept == {(CallSide.CALLER, 4, "Came fast."), (CallSide.CALLED, 2, "Too many of us.")}


def test_second_rating_of_a_side_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="rated it already"):
        whistle.rate(rated(cast), value=1, by=cast.officer, at=LATER)


def test_last_closed_call_ends_the_whistle(cast: Cast) -> None:
    call = whistle.close(rated(cast), by=cast.officer, at=LATER)
    assert (order_of(call).state, call.whistle.closed_at) == (OrderState.CLOSED, LATER)


def test_whistle_stays_open_while_another_call_runs(cast: Cast) -> None:
    made = blown(cast, agencies=[cast.town.housing, cast.town.lighting])
    call = made.calls.get(agency=cast.town.housing)
    whistle.mark_absent(call, reason="Nobody came.", by=cast.officer, at=LATER)
    made.refresh_from_db()
    assert made.closed_at is None


def test_absence_is_told_to_the_district(cast: Cast) -> None:
    call = whistle.mark_absent(called(cast), reason="Nobody.", by=cast.officer, at=LATER)
    assert (order_of(call).state, "whistle.not_attended" in topics()) == (
        OrderState.RECALLED,
        True,
    )


def test_absence_before_the_time_to_meet_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="has not passed yet"):
        whistle.mark_absent(called(cast), reason="Nobody.", by=cast.officer, at=NOW + HOUR)


def test_history_of_a_called_agency_is_whole(cast: Cast) -> None:
    call = whistle.close(rated(cast), by=cast.officer, at=LATER)
    order = order_of(call)
    events = list(order.events.order_by("sequence").values())
    assert list(breaks([(order.number, order.event_count, order.last_hash, events)])) == []


def test_call_of_the_time_before_orders_cannot_be_answered(cast: Cast) -> None:
    call = called(cast)
    WhistleCall.objects.filter(pk=call.pk).update(order=None)
    call.refresh_from_db()
    with pytest.raises(NotFound, match="before called agencies"):
        whistle.accept(call, by=cast.rival, at=NOW + HOUR)


def test_order_without_a_call_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound, match="No whistle called"):
        get_call(dispatched(cast).number)


def test_lead_order_is_answered_whatever_the_called_do(cast: Cast) -> None:
    lead = dispatched(cast)
    blown(cast, order=lead)
    lead = handle.accept(lead, by=cast.handler, at=NOW + HOUR)
    lead = handle.contact(lead, note="Called.", by=cast.handler, at=NOW + HOUR)
    assert answered(cast, lead, at=LATER).state == OrderState.ANSWERED


def test_call_closes_with_its_lead(cast: Cast) -> None:
    lead = in_progress(cast)
    call = called(cast, order=lead, at=NOW + HOUR)
    lead = answered(cast, lead, at=NOW + 24 * HOUR)
    lead = handle.check_answer(lead, passed=True, reason="", by=cast.dispatcher, at=NOW + 25 * HOUR)
    called_back(cast, lead, at=NOW + 48 * HOUR)
    assert order_of(call).state == OrderState.CLOSED


def test_whistles_of_a_month_are_counted_in_the_zone_of_the_city(cast: Cast) -> None:
    # 16:30 UTC on the last of February is half past midnight of 1 March in the city.
    blown(cast, at=NOW.replace(month=2, day=28, hour=16, minute=30))
    blown(cast, at=NOW.replace(month=2, day=28, hour=15, minute=30))
    assert whistles_this_month(cast.town.office, at=NOW, zone="Asia/Shanghai") == 1


def test_month_row_counts_missed_refused_and_absent_calls(cast: Cast) -> None:
    refused(cast)
    whistle.mark_absent(called(cast), reason="Nobody.", by=cast.officer, at=LATER)
    actor = get_actor(cast.coordinator, on=NOW.date())
    row = whistle_months(actor, at=LATER, zone="Asia/Shanghai", warn_above=1)[0]
    counts = (row.whistles, row.calls, row.missed, row.refused, row.absent)
    assert (counts, "2 calls this month" in row.warning) == ((2, 2, 1, 1, 1), True)


def test_months_beyond_the_six_last_are_left_out(cast: Cast) -> None:
    blown(cast)
    actor = get_actor(cast.coordinator, on=NOW.date())
    later = NOW + timedelta(days=200)
    assert whistle_months(actor, at=later, zone="Asia/Shanghai", warn_above=1) == ()
