"""What moves an order's due time: pauses, extensions, deferrals (domain.md H3.7, H3.8, H2)."""

from datetime import UTC, datetime, timedelta

import pytest

from cityloop.core.errors import NotFound, TransitionNotAllowed
from cityloop.core.models import OutboxMessage
from cityloop.flows import handle
from cityloop.workorders.choices import Decision, OrderState, PauseReason
from cityloop.workorders.models import Deferral, Extension, Pause, WorkOrder
from cityloop.workorders.operations import sweep_clocks
from tests.integration.stories import HOUR, in_progress
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db


def paused(cast: Cast, reason: PauseReason, *, at: datetime, grade: int = 3) -> WorkOrder:
    order = in_progress(cast, grade=grade)
    handle.pause(
        order,
        pause_reason=reason,
        evidence="letter of the requester",
        requester_told=True,
        by=cast.handler,
        at=at,
    )
    order.refresh_from_db()
    return order


def test_pause_moves_the_due_time_by_its_length(cast: Cast) -> None:
    order = paused(cast, PauseReason.WAITING_FOR_REQUESTER, at=NOW + HOUR, grade=2)
    on = handle.unpause(order, by=cast.handler, at=NOW + 6 * HOUR)
    assert on.due_at == NOW + 29 * HOUR


def test_second_pause_at_once_is_refused(cast: Cast) -> None:
    order = paused(cast, PauseReason.DISASTER, at=NOW + HOUR)
    with pytest.raises(TransitionNotAllowed, match="paused already"):
        handle.pause(
            order,
            pause_reason=PauseReason.DISASTER,
            evidence="storm",
            requester_told=True,
            by=cast.handler,
            at=NOW + 2 * HOUR,
        )


def test_pause_without_telling_the_requester_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="Tell the requester"):
        handle.pause(
            in_progress(cast),
            pause_reason=PauseReason.DISASTER,
            evidence="storm",
            requester_told=False,
            by=cast.handler,
            at=NOW + HOUR,
        )


def test_refused_pause_leaves_no_row(cast: Cast) -> None:
    order = in_progress(cast)
    with pytest.raises(TransitionNotAllowed):
        handle.pause(
            order,
            pause_reason="holiday",
            evidence="away",
            requester_told=True,
            by=cast.handler,
            at=NOW + HOUR,
        )
    assert not Pause.objects.exists()


def test_clock_that_runs_is_not_let_run_on(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="not paused"):
        handle.unpause(in_progress(cast), by=cast.handler, at=NOW + HOUR)


def test_sweep_ends_a_pause_at_its_cap(cast: Cast) -> None:
    paused(cast, PauseReason.WAITING_FOR_REQUESTER, at=NOW + HOUR)
    swept = sweep_clocks(by=None, at=NOW + HOUR + 3 * DAY)
    assert (swept.resumed, Pause.objects.filter(ended_at__isnull=True).count()) == (1, 0)


def test_sweep_before_the_cap_leaves_the_pause(cast: Cast) -> None:
    paused(cast, PauseReason.WAITING_FOR_REQUESTER, at=NOW + HOUR)
    sweep_clocks(by=None, at=NOW + HOUR + 2 * DAY)
    assert Pause.objects.filter(ended_at__isnull=True).count() == 1


def test_pause_ended_late_by_the_sweep_counts_to_its_cap_only(cast: Cast) -> None:
    order = paused(cast, PauseReason.WAITING_FOR_REQUESTER, at=NOW + HOUR, grade=2)
    sweep_clocks(by=None, at=NOW + HOUR + 3 * DAY + 5 * HOUR)
    order.refresh_from_db()
    assert order.due_at == NOW + 24 * HOUR + 3 * DAY


def asked(cast: Cast, *, amount: int = 3, at: datetime = NOW + DAY) -> WorkOrder:
    order = in_progress(cast)
    handle.request_extension(
        order,
        amount=amount,
        reason="The pole must be made.",
        requester_told=True,
        by=cast.handler,
        at=at,
    )
    return order


def granted(cast: Cast, order: WorkOrder, *, at: datetime = NOW + DAY + HOUR) -> Extension:
    return handle.decide_extension(order, granted=True, reason="well", by=cast.head, at=at)


def test_granted_extension_moves_the_due_time_once(cast: Cast) -> None:
    order = asked(cast)
    due = order.due_at
    assert due is not None
    assert granted(cast, order).new_due_at == due + 3 * DAY


def test_refused_extension_leaves_the_due_time(cast: Cast) -> None:
    order = asked(cast)
    due = order.due_at
    decided = handle.decide_extension(
        order, granted=False, reason="no", by=cast.head, at=NOW + DAY + HOUR
    )
    order.refresh_from_db()
    assert (decided.decision, order.due_at) == (Decision.REFUSED, due)


def test_extension_is_told_to_the_requester(cast: Cast) -> None:
    order = asked(cast)
    granted(cast, order)
    assert OutboxMessage.objects.filter(topic="work_order.extended", subject=order.number).exists()


def test_whoever_asked_does_not_decide_the_extension(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="Whoever asked"):
        handle.decide_extension(
            asked(cast), granted=True, reason="me", by=cast.handler, at=NOW + DAY + HOUR
        )


def test_second_extension_is_refused(cast: Cast) -> None:
    order = asked(cast)
    granted(cast, order)
    with pytest.raises(TransitionNotAllowed, match="at most 1"):
        handle.request_extension(
            order,
            amount=1,
            reason="more",
            requester_told=True,
            by=cast.handler,
            at=NOW + 2 * DAY,
        )


def test_extension_asked_a_minute_after_due_is_refused(cast: Cast) -> None:
    late = datetime(2026, 3, 9, 16, 1, tzinfo=UTC)
    with pytest.raises(TransitionNotAllowed, match="due already"):
        asked(cast, at=late)


def test_extension_longer_than_the_base_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="from 1 to 7"):
        asked(cast, amount=8)


def test_extension_that_nobody_asked_for_is_not_decided(cast: Cast) -> None:
    with pytest.raises(NotFound, match="No extension"):
        granted(cast, in_progress(cast))


def deferred(cast: Cast, *, at: datetime) -> WorkOrder:
    order = in_progress(cast)
    handle.defer(
        order,
        reason_code="no-money",
        evidence="budget letter",
        plan="Replace the line in June.",
        requester_told=True,
        by=cast.coordinator,
        at=at,
    )
    order.refresh_from_db()
    return order


def test_deferred_order_has_no_due_time(cast: Cast) -> None:
    order = deferred(cast, at=NOW + DAY)
    assert (order.state, order.due_at, order.next_check_at) == (OrderState.SUSPENDED, None, None)


def test_deferral_is_reviewed_after_the_days_of_the_city(cast: Cast) -> None:
    deferred(cast, at=NOW + DAY)
    assert Deferral.objects.get().review_at == NOW + 31 * DAY


def test_deferral_by_the_agency_itself_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="above the agency"):
        handle.defer(
            in_progress(cast),
            reason_code="no-money",
            evidence="letter",
            plan="June.",
            requester_told=True,
            by=cast.head,
            at=NOW + DAY,
        )


def test_resumed_order_has_the_time_that_was_left(cast: Cast) -> None:
    order = deferred(cast, at=NOW + DAY)
    on = handle.resume(order, by=cast.coordinator, at=NOW + 11 * DAY)
    assert on.due_at == datetime(2026, 3, 9, 16, tzinfo=UTC) + timedelta(days=10)


def test_order_resumed_after_a_deferral_on_its_last_day_has_a_day(cast: Cast) -> None:
    order = deferred(cast, at=NOW + 7 * DAY)
    on = handle.resume(order, by=cast.coordinator, at=NOW + 18 * DAY)
    # Resumed on Friday 20 March: a whole day more ends with the 21st.
    assert on.due_at == datetime(2026, 3, 21, 16, tzinfo=UTC)


def test_resuming_ends_the_line_of_the_ledger(cast: Cast) -> None:
    order = deferred(cast, at=NOW + DAY)
    handle.resume(order, by=cast.coordinator, at=NOW + 2 * DAY)
    assert Deferral.objects.get().ended_at == NOW + 2 * DAY
