"""The demo's clock runs at the moments of its past, not all at once at the end."""

from itertools import pairwise

import pytest
from django.test import override_settings

from cityloop.jobs.demo.city import DemoSize, load_demo_city, tell_demo
from cityloop.workorders.choices import OrderStep
from cityloop.workorders.models import WorkOrder, WorkOrderEvent
from tests.people import NOW
from tests.town import DEMO

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(db: None) -> None:
    """A small demo."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        load_demo_city(DEMO, at=NOW)
        tell_demo(DEMO, size=DemoSize(requests=20), at=NOW)


def test_half_of_the_time_is_told_before_the_order_is_due() -> None:
    early = WorkOrderEvent.objects.filter(step=OrderStep.ESCALATE, data__percent=50)
    late = [one.order.number for one in early if one.at >= (one.order.due_at or one.at)]
    assert (late, early.exists()) == ([], True)


def test_history_of_each_order_is_in_the_order_of_time() -> None:
    backwards = []
    for order in WorkOrder.objects.prefetch_related("events"):
        moments = [event.at for event in sorted(order.events.all(), key=lambda one: one.sequence)]
        backwards += [order.number for first, second in pairwise(moments) if second < first]
    assert backwards == []
