"""One order that the sweep cannot compute or write is set aside and told of; the rest go on."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from cityloop.core.models import AuditEvent
from cityloop.flows import handle
from cityloop.workorders.choices import OrderStep, PauseReason
from cityloop.workorders.models import ClockRecord, Pause, WorkOrder, WorkOrderEvent
from cityloop.workorders.operations import sweep_clocks
from tests.integration.stories import HOUR, dispatched, in_progress
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db
# One and a half times as far lies beyond the last year that there is.
END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
LATE = NOW + 36 * HOUR


def beyond_all_time(cast: Cast) -> WorkOrder:
    """An order whose clock raises: its last level lies after the year 9999."""
    order = dispatched(cast, grade=2)
    ClockRecord.objects.filter(order=order).update(due_at=END_OF_TIME, base_due_at=END_OF_TIME)
    return order


def with_a_lost_count(cast: Cast) -> WorkOrder:
    """An order whose next event the database refuses: there is one of that number already."""
    order = dispatched(cast, grade=2)
    WorkOrder.objects.filter(pk=order.pk).update(event_count=0, last_hash="")
    return order


broken = pytest.mark.parametrize("broken", [beyond_all_time, with_a_lost_count])
Broken = Callable[[Cast], WorkOrder]


def levels(order: WorkOrder) -> int:
    return WorkOrderEvent.objects.filter(order=order, step=OrderStep.ESCALATE).count()


@broken
def test_order_that_raises_is_set_aside(cast: Cast, broken: Broken) -> None:
    order = broken(cast)
    assert list(sweep_clocks(by=None, at=LATE).set_aside) == [order.number]


@broken
def test_rest_of_the_batch_goes_on(cast: Cast, broken: Broken) -> None:
    others = [dispatched(cast, grade=2), broken(cast), dispatched(cast, grade=2)][::2]
    sweep_clocks(by=None, at=LATE)
    assert [levels(order) for order in others] == [4, 4]


@broken
def test_swept_counts_only_the_rest_as_escalated(cast: Cast, broken: Broken) -> None:
    broken(cast)
    dispatched(cast, grade=2)
    assert sweep_clocks(by=None, at=LATE).escalated == 1


@broken
def test_order_set_aside_is_audited(cast: Cast, broken: Broken) -> None:
    order = broken(cast)
    (why,) = sweep_clocks(by=None, at=LATE).set_aside.values()
    told = AuditEvent.objects.get(what="clock.set_aside")
    assert (told.subject, told.reason) == (order.number, why)


@broken
def test_order_set_aside_waits_for_a_person(cast: Cast, broken: Broken) -> None:
    order = broken(cast)
    sweep_clocks(by=None, at=LATE)
    order.refresh_from_db()
    assert (order.next_check_at, bool(order.clock_error)) == (None, True)


def test_next_step_takes_a_mended_order_up_again(cast: Cast) -> None:
    order = beyond_all_time(cast)
    sweep_clocks(by=None, at=LATE)
    order = handle.accept(order, by=cast.handler, at=LATE)
    assert (order.next_check_at is not None, order.clock_error) == (True, "")


def test_command_names_the_order_and_the_reason(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    order = beyond_all_time(cast)
    WorkOrder.objects.update(next_check_at=NOW)
    call_command("run_clock")
    said = capsys.readouterr()
    assert f"set aside: {order.number}: OverflowError" in said.err


def test_command_with_strict_fails(cast: Cast) -> None:
    beyond_all_time(cast)
    WorkOrder.objects.update(next_check_at=NOW)
    with pytest.raises(CommandError, match="1 orders were set aside"):
        call_command("run_clock", strict=True)


def test_command_with_strict_succeeds_without_a_broken_order(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    dispatched(cast, grade=2, at=NOW - DAY)
    call_command("run_clock", strict=True)
    assert "0 set aside" in capsys.readouterr().out


def paused_before_the_sweep(cast: Cast) -> WorkOrder:
    """Half of the time has passed, nobody has swept, and the clock is paused for three days."""
    order = in_progress(cast, grade=2)
    handle.pause(
        order,
        pause_reason=PauseReason.WAITING_FOR_REQUESTER,
        evidence="letter",
        requester_told=True,
        by=cast.handler,
        at=NOW + 13 * HOUR,
    )
    return order


def test_sweep_tells_what_came_before_the_pause(cast: Cast) -> None:
    order = paused_before_the_sweep(cast)
    sweep_clocks(by=None, at=NOW + 14 * HOUR)
    assert levels(order) == 1


def test_sweep_does_not_end_a_pause_that_is_not_at_its_cap(cast: Cast) -> None:
    paused_before_the_sweep(cast)
    sweep_clocks(by=None, at=NOW + 14 * HOUR)
    assert Pause.objects.filter(ended_at__isnull=True).count() == 1
