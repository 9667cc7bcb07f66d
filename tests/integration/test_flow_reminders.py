"""What was put off to a date comes back on it, and a district that sleeps is told on (H2, H4.2)."""

from datetime import UTC, date, datetime

import pytest

from cityloop.core.models import OutboxMessage
from cityloop.core.sealing import Stream, broken_histories
from cityloop.flows import handle
from cityloop.responsibility.models import Duty
from cityloop.workorders.choices import OrderOutcome, OrderStep, OrderType
from cityloop.workorders.models import WorkOrder, WorkOrderEvent
from cityloop.workorders.operations import sweep_clocks
from tests.integration.stories import HOUR, called_back, dispatched, in_progress
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db
PLANNED = date(2026, 4, 1)
# The planned day begins in the city, eight hours before it does in Greenwich.
BEGINS = datetime(2026, 3, 31, 16, tzinfo=UTC)


def put_off(cast: Cast, *, outcome: str = OrderOutcome.PLANNED) -> WorkOrder:
    """A closed order that its agency answered with a date on which it is taken up again."""
    order = handle.answer(
        in_progress(cast),
        outcome=outcome,
        text="The mast comes in April.",
        planned_date=PLANNED,
        by=cast.handler,
        at=NOW + DAY,
    )
    order = handle.check_answer(
        order, passed=True, reason="", by=cast.dispatcher, at=NOW + DAY + HOUR
    )
    return called_back(cast, order, at=NOW + 2 * DAY)


def reminders(order: WorkOrder) -> list[dict[str, str]]:
    events = order.events.filter(step=OrderStep.REMIND)
    return list(events.values_list("data", flat=True))


@pytest.mark.parametrize("outcome", [OrderOutcome.PLANNED, OrderOutcome.IMPOSSIBLE_NOW])
def test_agency_is_reminded_on_the_planned_date(cast: Cast, outcome: str) -> None:
    order = put_off(cast, outcome=outcome)
    swept = sweep_clocks(by=None, at=BEGINS)
    assert (swept.reminded, reminders(order)) == (1, [{"planned": "2026-04-01"}])


def test_nobody_is_reminded_before_the_day_begins_in_the_city(cast: Cast) -> None:
    order = put_off(cast)
    sweep_clocks(by=None, at=BEGINS - HOUR)
    assert reminders(order) == []


def test_reminder_is_told_to_the_agency(cast: Cast) -> None:
    order = put_off(cast)
    sweep_clocks(by=None, at=BEGINS)
    told = OutboxMessage.objects.get(topic="work_order.reminded")
    assert (told.subject, told.payload["agency"]) == (order.number, order.agency_id)


def test_agency_is_reminded_once(cast: Cast) -> None:
    order = put_off(cast)
    sweep_clocks(by=None, at=BEGINS)
    handle.add_note(order, text="The mast is here.", by=cast.handler, at=BEGINS + HOUR)
    sweep_clocks(by=None, at=BEGINS + DAY)
    assert len(reminders(order)) == 1


def test_note_before_the_date_leaves_the_reminder(cast: Cast) -> None:
    order = put_off(cast)
    handle.add_note(order, text="Ordered.", by=cast.handler, at=NOW + 3 * DAY)
    sweep_clocks(by=None, at=BEGINS)
    assert len(reminders(order)) == 1


def test_order_that_was_reopened_is_not_reminded(cast: Cast) -> None:
    order = put_off(cast)
    handle.reopen(order, reason="new", has_new_fact=True, by=cast.operator, at=NOW + 3 * DAY)
    sweep_clocks(by=None, at=BEGINS)
    assert reminders(order) == []


def test_resolved_order_is_not_reminded_of_a_date(cast: Cast) -> None:
    order = put_off(cast, outcome=OrderOutcome.RESOLVED)
    assert sweep_clocks(by=None, at=BEGINS).looked_at == 0
    assert reminders(order) == []


def test_reminder_and_escalation_of_one_sweep_keep_the_chains_whole(cast: Cast) -> None:
    put_off(cast)
    dispatched(cast, phone="555-0141", at=BEGINS - 30 * DAY)
    sweep_clocks(by=None, at=BEGINS)
    assert list(broken_histories(Stream("work orders", WorkOrderEvent, "order"))) == []


def copied(cast: Cast) -> WorkOrder:
    """The copy to the district of an order to a sub-district; eight working hours to act."""
    Duty.objects.update(lead=cast.town.office)
    return dispatched(cast).joined.get(order_type=OrderType.COPY)


def told_on(copy: WorkOrder) -> list[dict[str, object]]:
    sweep_clocks(by=None, at=NOW + DAY)
    events = copy.events.filter(step=OrderStep.ESCALATE)
    return list(events.values_list("data", flat=True))


def test_idle_district_is_told_on_to_the_top_of_the_ladder(cast: Cast) -> None:
    assert told_on(copied(cast)) == [{"percent": 100, "role": "supervisor"}]


def test_district_has_the_working_hours_that_the_city_sets(cast: Cast) -> None:
    copy = copied(cast)
    sweep_clocks(by=None, at=NOW + 6 * HOUR)
    assert not copy.events.filter(step=OrderStep.ESCALATE).exists()


def test_idle_district_is_told_on_once(cast: Cast) -> None:
    copy = copied(cast)
    told_on(copy)
    assert len(told_on(copy)) == 1


def test_district_that_urges_the_office_is_not_idle(cast: Cast) -> None:
    copy = copied(cast)
    assert copy.lead is not None
    handle.urge(copy.lead, reason="Go and look.", by=cast.coordinator, at=NOW + HOUR)
    assert told_on(copy) == []


def test_district_that_writes_a_note_is_not_idle(cast: Cast) -> None:
    copy = copied(cast)
    handle.add_note(copy, text="We know.", by=cast.coordinator, at=NOW + HOUR)
    assert told_on(copy) == []


def test_district_need_not_act_on_what_is_answered(cast: Cast) -> None:
    copy = copied(cast)
    assert copy.lead is not None
    order = handle.accept(copy.lead, by=cast.officer, at=NOW + HOUR / 4)
    order = handle.contact(order, note="Called.", by=cast.officer, at=NOW + HOUR / 3)
    handle.answer(
        order, outcome=OrderOutcome.RESOLVED, text="Done.", by=cast.officer, at=NOW + HOUR
    )
    assert told_on(copy) == []
