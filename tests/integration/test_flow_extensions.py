"""An extension that nobody decided ends with the answer: it never applies to a later round."""

import pytest

from cityloop.core.errors import NotFound
from cityloop.flows import handle
from cityloop.workorders.choices import Decision, OrderStep
from cityloop.workorders.models import Extension, WorkOrder
from tests.integration.stories import HOUR, UNSOLVED, answered, called_back, in_progress
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db
ASKED, ANSWERED = NOW + DAY, NOW + 2 * DAY


def asked_and_answered(cast: Cast) -> WorkOrder:
    order = in_progress(cast)
    handle.request_extension(
        order,
        amount=3,
        reason="The pole must be made.",
        requester_told=True,
        by=cast.handler,
        at=ASKED,
    )
    return answered(cast, order, at=ANSWERED)


def reopened(cast: Cast, order: WorkOrder) -> WorkOrder:
    order = handle.check_answer(
        order, passed=True, reason="", by=cast.dispatcher, at=ANSWERED + HOUR
    )
    called_back(cast, order, at=NOW + 3 * DAY, **UNSOLVED)
    at = NOW + 4 * DAY
    order = handle.reopen(order, reason="dark", has_new_fact=False, by=cast.operator, at=at)
    order = handle.accept(order, by=cast.handler, at=at + HOUR)
    return handle.contact(order, note="Called.", by=cast.handler, at=at + 2 * HOUR)


def test_answer_settles_the_extension(cast: Cast) -> None:
    asked_and_answered(cast)
    lapsed = Extension.objects.get()
    assert (lapsed.decision, lapsed.decided_at) == (Decision.LAPSED, ANSWERED)


def test_history_tells_that_it_lapsed_before_the_answer(cast: Cast) -> None:
    order = asked_and_answered(cast)
    steps = list(order.events.order_by("sequence").values_list("step", flat=True))
    assert steps[-2:] == [OrderStep.LAPSE_EXTENSION, OrderStep.ANSWER]


def test_lapsed_extension_leaves_the_due_time(cast: Cast) -> None:
    before = in_progress(cast).due_at
    assert asked_and_answered(cast).due_at == before


def test_lapsed_extension_is_not_granted_in_the_next_round(cast: Cast) -> None:
    order = reopened(cast, asked_and_answered(cast))
    with pytest.raises(NotFound, match="No extension"):
        handle.decide_extension(order, granted=True, reason="well", by=cast.head, at=NOW + 5 * DAY)


def test_next_round_may_ask_for_its_own(cast: Cast) -> None:
    order = reopened(cast, asked_and_answered(cast))
    again = handle.request_extension(
        order,
        amount=2,
        reason="Another pole.",
        requester_told=True,
        by=cast.handler,
        at=NOW + 5 * DAY,
    )
    assert (again.round, again.decision) == (2, Decision.PENDING)


def test_answer_without_a_request_writes_no_lapse(cast: Cast) -> None:
    order = answered(cast, in_progress(cast), at=ANSWERED)
    assert not order.events.filter(step=OrderStep.LAPSE_EXTENSION).exists()
