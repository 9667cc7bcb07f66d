"""An agency says that it is not its duty, and somebody else rules on it (domain.md H4.4, H4.5)."""

from datetime import datetime

import pytest

from cityloop.core.errors import TransitionNotAllowed
from cityloop.flows import dispatch, handle
from cityloop.responsibility.choices import Clock
from cityloop.workorders import operations
from cityloop.workorders.choices import DispatchBasis, OrderState, Ruling
from cityloop.workorders.models import Objection, WorkOrder
from tests.integration.stories import HOUR, answered, dispatched
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db


def an_objection(cast: Cast, order: WorkOrder | None = None, *, at: datetime = NOW) -> Objection:
    return handle.object_to(
        order or dispatched(cast),
        reason="The lamp is private.",
        proposed_agency=cast.town.housing,
        by=cast.handler,
        at=at + 3 * HOUR,
    )


def ruled(cast: Cast, objection: Objection, ruling: Ruling, *, at: datetime) -> WorkOrder:
    return dispatch.rule_on_objection(
        objection,
        ruling=ruling,
        reason="The courtyard is managed.",
        agency=cast.town.housing,
        by=cast.adjudicator,
        at=at,
    )


def test_objection_in_its_window_is_taken(cast: Cast) -> None:
    assert an_objection(cast).order.state == OrderState.OBJECTED


def test_objection_after_the_window_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="time to object ended"):
        handle.object_to(dispatched(cast), reason="late", by=cast.handler, at=NOW + DAY)


def test_emergency_is_not_objected_to(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="act first"):
        handle.object_to(dispatched(cast, grade=1), reason="no", by=cast.handler, at=NOW)


def test_upheld_objection_gives_the_new_agency_an_order(cast: Cast) -> None:
    objection = an_objection(cast)
    order = ruled(cast, objection, Ruling.UPHOLD, at=NOW + 9 * HOUR)
    assert (order.agency, order.previous, order.basis) == (
        cast.town.housing,
        objection.order,
        DispatchBasis.RULING,
    )


def test_upheld_objection_gives_a_full_clock(cast: Cast) -> None:
    first = an_objection(cast).order
    order = ruled(cast, first.objection, Ruling.UPHOLD, at=NOW + 2 * DAY)
    assert first.due_at is not None
    assert order.due_at == first.due_at + 2 * DAY


def test_upheld_objection_is_not_charged_to_the_first_agency(cast: Cast) -> None:
    first = an_objection(cast).order
    ruled(cast, first.objection, Ruling.UPHOLD, at=NOW + 9 * HOUR)
    first.refresh_from_db()
    charged = first.clocks.get(clock=Clock.ANSWER).charged
    assert (first.state, charged) == (OrderState.REASSIGNED, False)


def test_upheld_objection_ends_the_checks_of_the_first_order(cast: Cast) -> None:
    first = an_objection(cast).order
    ruled(cast, first.objection, Ruling.UPHOLD, at=NOW + 9 * HOUR)
    first.refresh_from_db()
    assert first.next_check_at is None


def test_overruled_objection_counts_its_time(cast: Cast) -> None:
    before = dispatched(cast)
    order = ruled(cast, an_objection(cast, before), Ruling.OVERRULE, at=NOW + 9 * HOUR)
    assert (order.state, order.due_at) == (OrderState.ACCEPTED, before.due_at)


def test_whoever_objected_does_not_rule(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="Whoever filed"):
        dispatch.rule_on_objection(
            an_objection(cast), ruling=Ruling.OVERRULE, reason="no", by=cast.handler, at=NOW + DAY
        )


def test_upheld_objection_names_an_agency(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="Name the agency"):
        dispatch.rule_on_objection(
            an_objection(cast), ruling=Ruling.UPHOLD, reason="yes", by=cast.adjudicator, at=NOW
        )


def test_overruled_order_cannot_be_returned_again(cast: Cast) -> None:
    order = ruled(cast, an_objection(cast), Ruling.OVERRULE, at=NOW + HOUR * 4)
    with pytest.raises(TransitionNotAllowed, match="settled by a ruling"):
        handle.object_to(order, reason="still not ours", by=cast.handler, at=NOW + HOUR * 4)


def test_order_given_by_ruling_cannot_be_returned(cast: Cast) -> None:
    order = ruled(cast, an_objection(cast), Ruling.UPHOLD, at=NOW + 4 * HOUR)
    with pytest.raises(TransitionNotAllowed, match="settled by a ruling"):
        handle.object_to(order, reason="not ours either", by=cast.rival, at=NOW + 5 * HOUR)


def test_objection_pauses_no_answer(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed):
        answered(cast, an_objection(cast).order, at=NOW + 4 * HOUR)


def test_order_counts_how_often_it_was_sent_on(cast: Cast) -> None:
    order = ruled(cast, an_objection(cast), Ruling.UPHOLD, at=NOW + 4 * HOUR)
    assert order.hops == 1


def test_another_dispatch_at_the_limit_needs_a_ruling(cast: Cast) -> None:
    order = dispatched(cast)
    WorkOrder.objects.filter(pk=order.pk).update(hops=2)
    order.refresh_from_db()
    route = operations.Route(
        agency=cast.town.housing, basis=DispatchBasis.PERSON, previous=order, reason="try"
    )
    with pytest.raises(TransitionNotAllowed, match="settled by a ruling"):
        operations.dispatch_work_order(
            order.request, matter=order.matter, route=route, by=cast.dispatcher, at=NOW
        )


def test_ruling_is_taken_at_the_limit(cast: Cast) -> None:
    order = dispatched(cast)
    WorkOrder.objects.filter(pk=order.pk).update(hops=2)
    order.refresh_from_db()
    sent = ruled(cast, an_objection(cast, order), Ruling.UPHOLD, at=NOW + 4 * HOUR)
    assert sent.hops == 3
