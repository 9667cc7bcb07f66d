"""The share of joined requests whose people are called as well (domain.md H6)."""

from decimal import Decimal

import pytest

from cityloop.core.models import AuditEvent, Definition
from cityloop.flows import follow_up, report
from cityloop.followups.choices import DrawReason, FollowUpState
from cityloop.followups.models import FollowUp
from cityloop.intake.models import ServiceRequest
from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import WorkOrder
from tests.integration.stories import GOOD, HOUR, a_new_report, in_follow_up
from tests.people import DAY, NOW, PHONE, Cast

pytestmark = pytest.mark.django_db
DRAWN = NOW + 2 * DAY


def plan(**changes: object) -> None:
    """Change the call-back plan."""
    definition = Definition.objects.get(kind="follow_up_plan")
    definition.content = {**definition.content, **changes}
    definition.save()


def with_joined(cast: Cast, *, number: int = 1) -> WorkOrder:
    """An order that waits for its call-back, with requests of other people in its matter."""
    order = in_follow_up(cast)
    for serial in range(number):
        joined(cast, order, phone=f"555-01{serial:02d}")
    return order


def joined(cast: Cast, order: WorkOrder, *, phone: str) -> ServiceRequest:
    request = report.receive(a_new_report(cast.town, phone=phone), by=None, at=NOW + HOUR)
    return report.join_matter(
        request, matter=order.matter, reason="same", by=cast.operator, at=NOW + HOUR
    )


def drawn(reason: DrawReason = DrawReason.LINKED) -> list[FollowUp]:
    follow_up.draw(by=None, at=DRAWN)
    return list(FollowUp.objects.filter(reason=reason).order_by("pk"))


def test_everybody_who_joined_is_called_where_the_share_is_one(cast: Cast) -> None:
    order = with_joined(cast, number=3)
    plan(linked_share=1)
    asked = {one.request_id for one in drawn()}
    assert asked == set(
        order.matter.requests.exclude(pk=order.request_id).values_list("pk", flat=True)
    )


def test_share_of_the_definitions_is_drawn(cast: Cast) -> None:
    with_joined(cast, number=20)
    (one,) = drawn()
    assert (one.weight, one.state) == (Decimal(20), FollowUpState.QUEUED)


def test_nobody_who_joined_is_called_where_the_share_is_none(cast: Cast) -> None:
    with_joined(cast, number=3)
    plan(linked_share=0)
    assert drawn() == []


def test_same_person_is_not_called_for_having_called_twice(cast: Cast) -> None:
    order = in_follow_up(cast)
    joined(cast, order, phone=PHONE)
    plan(linked_share=1)
    assert drawn() == []


def test_order_itself_is_drawn_as_before(cast: Cast) -> None:
    order = with_joined(cast, number=3)
    assert [one.request_id for one in drawn(DrawReason.CENSUS)] == [order.request_id]


def test_audit_counts_the_joined_requests_apart(cast: Cast) -> None:
    with_joined(cast, number=20)
    drawn()
    told = AuditEvent.objects.get(what="follow_ups.drawn").reason
    assert (told.startswith("1 of 1, seed "), told.endswith("; 1 of 20 joined requests")) == (
        True,
        True,
    )


def test_answers_of_who_joined_leave_the_order_waiting(cast: Cast) -> None:
    order = with_joined(cast)
    plan(linked_share=1)
    (one,) = drawn()
    follow_up.record_answers(one, answers=GOOD, by=cast.caller, at=DRAWN + HOUR)
    order.refresh_from_db()
    assert order.state == OrderState.FOLLOW_UP


def test_order_closes_while_who_joined_is_still_to_be_called(cast: Cast) -> None:
    order = with_joined(cast)
    plan(linked_share=1)
    drawn()
    (own,) = FollowUp.objects.exclude(reason=DrawReason.LINKED)
    follow_up.record_answers(own, answers=GOOD, by=cast.caller, at=DRAWN + HOUR)
    order.refresh_from_db()
    waiting = FollowUp.objects.get(reason=DrawReason.LINKED)
    assert (order.state, waiting.state) == (OrderState.CLOSED, FollowUpState.QUEUED)


def test_order_that_was_not_drawn_waits_for_its_window_beside_who_joined(cast: Cast) -> None:
    with_joined(cast)
    plan(linked_share=1)
    drawn()
    FollowUp.objects.exclude(reason=DrawReason.LINKED).delete()
    assert follow_up.close_expired(by=None, at=DRAWN + HOUR) == 0


def test_draw_belongs_to_the_day_of_the_city(cast: Cast) -> None:
    in_follow_up(cast)
    # Half past midnight of the next day in the city.
    follow_up.draw(by=None, at=DRAWN.replace(hour=16, minute=30))
    told = AuditEvent.objects.get(what="follow_ups.drawn")
    assert told.subject == (DRAWN + DAY).date().isoformat()
