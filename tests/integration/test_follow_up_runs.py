"""Runs of the call-back beside each other, and past an order that cannot be closed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import AuditEvent
from cityloop.flows import follow_up, handle
from cityloop.followups.models import FollowUp, Lot
from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import WorkOrder
from tests.integration.stories import closed_unsolved, in_follow_up
from tests.people import DAY, NOW, Cast, an_answered_order, build_cast

AT_ONCE = 4
OVER = NOW + 30 * DAY


def at_once(do: Callable[[int], int]) -> list[int]:
    """Do it with so many connections at the same moment; results in order."""
    start = Barrier(AT_ONCE)

    def alone(number: int) -> int:
        try:
            start.wait(timeout=10)
            return do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(alone, range(AT_ONCE)))


@pytest.fixture
def broken(cast: Cast) -> WorkOrder:
    """An order whose history was cut, so that the database refuses its next event."""
    order = in_follow_up(cast)
    WorkOrder.objects.filter(pk=order.pk).update(event_count=1)
    return order


@pytest.mark.django_db
def test_order_that_cannot_be_closed_does_not_keep_others(cast: Cast, broken: WorkOrder) -> None:
    other = in_follow_up(cast, phone="555-0151")
    run = follow_up.close_settled(by=None, at=OVER)
    states = WorkOrder.objects.order_by("pk").values_list("state", flat=True)
    assert (run.closed, list(states)) == (1, [OrderState.FOLLOW_UP, OrderState.CLOSED])
    assert (list(run.set_aside), other.pk > broken.pk) == ([broken.number], True)


@pytest.mark.django_db
def test_order_set_aside_is_written_down_with_its_error(cast: Cast, broken: WorkOrder) -> None:
    follow_up.close_settled(by=None, at=OVER)
    told = AuditEvent.objects.get(what="follow_up.set_aside")
    assert (told.subject, "IntegrityError" in told.reason) == (broken.number, True)


@pytest.mark.django_db
def test_orders_closed_are_counted(cast: Cast) -> None:
    in_follow_up(cast)
    assert follow_up.close_expired(by=None, at=OVER) == 1


@pytest.mark.django_db(transaction=True)
def test_draws_at_once_give_each_order_one_lot() -> None:
    cast = build_cast()
    for _ in range(20):
        an_answered_order(cast.town)
    at_once(lambda _number: len(follow_up.draw(by=None, at=NOW)))
    assert (Lot.objects.count(), FollowUp.objects.count()) == (20, 20)


@pytest.mark.django_db(transaction=True)
def test_closing_at_once_closes_each_order_once() -> None:
    cast = build_cast()
    for number in range(3):
        in_follow_up(cast, phone=f"555-016{number}")
    closed = at_once(lambda _number: follow_up.close_expired(by=None, at=OVER))
    closed.append(follow_up.close_expired(by=None, at=OVER))
    assert (sum(closed), WorkOrder.objects.filter(state=OrderState.CLOSED).count()) == (3, 3)


@pytest.mark.django_db(transaction=True)
def test_orders_of_one_matter_reopened_at_once_use_up_one_reopening() -> None:
    cast = build_cast()
    orders = [closed_unsolved(cast, phone=f"555-017{number}") for number in range(AT_ONCE)]
    WorkOrder.objects.update(matter=orders[0].matter)

    def reopened(number: int) -> int:
        order = WorkOrder.objects.get(pk=orders[number].pk)
        try:
            handle.reopen(order, reason="dark", has_new_fact=False, by=None, at=NOW + 3 * DAY)
        except TransitionNotAllowed:
            return 0
        return 1

    assert sum(at_once(reopened)) == 1
