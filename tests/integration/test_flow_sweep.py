"""The sweep: each level once, nothing twice, and one broken order stops nobody."""

from datetime import datetime

import pytest
from django.core.management import call_command

from cityloop.core.models import OutboxMessage
from cityloop.flows import handle
from cityloop.workorders.choices import OrderState, OrderStep, PauseReason
from cityloop.workorders.models import WorkOrder, WorkOrderEvent
from cityloop.workorders.operations import sweep_clocks
from tests.integration.stories import HOUR, answered, dispatched, in_progress
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db
# An urgent order runs for 24 hours: the levels come after 12, 19.2, 24 and 36 of them.
MOMENTS = {50: NOW + 12 * HOUR, 80: NOW + 20 * HOUR, 100: NOW + 24 * HOUR, 150: NOW + 36 * HOUR}


def levels(order: WorkOrder) -> list[int]:
    rows = WorkOrderEvent.objects.filter(order=order, step=OrderStep.ESCALATE)
    return [data["percent"] for data in rows.order_by("sequence").values_list("data", flat=True)]


def test_nothing_is_escalated_before_half_of_the_time(cast: Cast) -> None:
    dispatched(cast, grade=2)
    assert sweep_clocks(by=None, at=NOW + 11 * HOUR).looked_at == 0


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (MOMENTS[50], [50]),
        (MOMENTS[80], [50, 80]),
        (MOMENTS[100], [50, 80, 100]),
        (MOMENTS[150], [50, 80, 100, 150]),
    ],
)
def test_sweep_escalates_every_level_reached(cast: Cast, at: datetime, expected: list[int]) -> None:
    order = dispatched(cast, grade=2)
    sweep_clocks(by=None, at=at)
    assert levels(order) == expected


def test_each_level_is_told_once_in_a_life(cast: Cast) -> None:
    order = dispatched(cast, grade=2)
    for at in MOMENTS.values():
        sweep_clocks(by=None, at=at)
    assert levels(order) == [50, 80, 100, 150]


def test_second_sweep_gives_nothing_again(cast: Cast) -> None:
    dispatched(cast, grade=2)
    sweep_clocks(by=None, at=MOMENTS[80])
    before = (WorkOrderEvent.objects.count(), OutboxMessage.objects.count())
    sweep_clocks(by=None, at=MOMENTS[80])
    assert (WorkOrderEvent.objects.count(), OutboxMessage.objects.count()) == before


def test_escalation_names_the_role_that_is_told(cast: Cast) -> None:
    dispatched(cast, grade=2)
    sweep_clocks(by=None, at=MOMENTS[50])
    told = OutboxMessage.objects.get(topic="work_order.escalated")
    assert (told.payload["percent"], told.payload["role"]) == (50, "handler")


def test_after_the_last_level_the_order_is_not_looked_at(cast: Cast) -> None:
    order = dispatched(cast, grade=2)
    sweep_clocks(by=None, at=MOMENTS[150])
    order.refresh_from_db()
    assert order.next_check_at is None


def test_answered_order_is_not_escalated(cast: Cast) -> None:
    answered(cast, in_progress(cast, grade=2), at=NOW + HOUR)
    assert sweep_clocks(by=None, at=MOMENTS[150]).looked_at == 0


def test_sweep_takes_at_most_its_limit(cast: Cast) -> None:
    for _ in range(3):
        dispatched(cast, grade=2)
    assert sweep_clocks(by=None, at=MOMENTS[50], limit=2).looked_at == 2


def a_broken_order(cast: Cast) -> WorkOrder:
    """An order whose pause has come to its cap, but which somebody moved by hand."""
    order = in_progress(cast)
    handle.pause(
        order,
        pause_reason=PauseReason.WAITING_FOR_REQUESTER,
        evidence="letter",
        requester_told=True,
        by=cast.handler,
        at=NOW + HOUR,
    )
    WorkOrder.objects.filter(pk=order.pk).update(state=OrderState.ACCEPTED)
    return order


def test_order_that_raises_is_set_aside(cast: Cast) -> None:
    order = a_broken_order(cast)
    assert list(sweep_clocks(by=None, at=NOW + 4 * DAY).set_aside) == [order.number]


def test_order_set_aside_says_why(cast: Cast) -> None:
    order = a_broken_order(cast)
    sweep_clocks(by=None, at=NOW + 4 * DAY)
    order.refresh_from_db()
    assert "accepted" in order.clock_error.lower()


def test_other_orders_go_on_beside_one_that_raises(cast: Cast) -> None:
    a_broken_order(cast)
    other = dispatched(cast, grade=2)
    sweep_clocks(by=None, at=NOW + 4 * DAY)
    assert levels(other) == [50, 80, 100, 150]


def test_order_set_aside_is_not_looked_at_again(cast: Cast) -> None:
    a_broken_order(cast)
    sweep_clocks(by=None, at=NOW + 4 * DAY)
    assert sweep_clocks(by=None, at=NOW + 4 * DAY).looked_at == 0


def sent_back(cast: Cast, order: WorkOrder, *, at: datetime) -> WorkOrder:
    """Answer an order and send it back for a rework, which has twelve hours."""
    return handle.check_answer(
        answered(cast, order, at=at), passed=False, reason="no", by=cast.dispatcher, at=at
    )


def test_rework_has_a_ladder_of_its_own(cast: Cast) -> None:
    order = in_progress(cast, grade=2)
    sweep_clocks(by=None, at=MOMENTS[80])
    order.refresh_from_db()
    sent_back(cast, order, at=NOW + 21 * HOUR)
    sweep_clocks(by=None, at=NOW + 27 * HOUR)
    assert levels(order) == [50, 80, 50]


def test_order_answered_in_a_pause_is_escalated_in_its_rework(cast: Cast) -> None:
    order = in_progress(cast, grade=2)
    handle.pause(
        order,
        pause_reason=PauseReason.WAITING_FOR_REQUESTER,
        evidence="letter",
        requester_told=True,
        by=cast.handler,
        at=NOW + HOUR,
    )
    sent_back(cast, order, at=NOW + 2 * HOUR)
    sweep_clocks(by=None, at=NOW + 8 * HOUR)
    assert levels(order) == [50]


def test_command_says_what_it_did(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    dispatched(cast, grade=2, at=NOW - DAY)
    call_command("run_clock")
    assert "1 orders looked at, 1 escalated" in capsys.readouterr().out
