"""An extension that is granted after the order was due: the ladder, past periods, later rounds."""

from datetime import datetime
from typing import Any

import pytest

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.periods import Period
from cityloop.evaluation.queries import get_scheme
from cityloop.evaluation.queries.cohorts import cohort
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.flows import handle
from cityloop.workorders.choices import OrderState, OrderStep
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.operations import sweep_clocks
from tests.integration.stories import HOUR, answered, called_back, in_progress
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db
# Seven days after Monday 2 March 2026, at the end of the day in the city's zone.
DUE = datetime.fromisoformat("2026-03-09T16:00:00+00:00")


def asked(cast: Cast) -> WorkOrder:
    """An order whose agency asks for two days more an hour before it is due."""
    order = in_progress(cast)
    handle.request_extension(
        order, amount=2, reason="parts", requester_told=True, by=cast.handler, at=DUE - HOUR
    )
    return order


def granted(cast: Cast, order: WorkOrder, *, at: datetime) -> WorkOrder:
    handle.decide_extension(order, granted=True, reason="ok", by=cast.head, at=at)
    order.refresh_from_db()
    return order


def levels(order: WorkOrder) -> list[int]:
    events = order.events.filter(step=OrderStep.ESCALATE).order_by("sequence")
    return [event.data["percent"] for event in events]


def test_ladder_goes_on_after_a_late_extension(cast: Cast) -> None:
    order = asked(cast)
    sweep_clocks(by=None, at=DUE + HOUR)
    order = granted(cast, order, at=DUE + 2 * HOUR)
    assert order.due_at is not None
    sweep_clocks(by=None, at=order.due_at)
    assert levels(order) == [50, 80, 100, 100]


def test_level_that_the_moved_clock_has_passed_is_not_told_again(cast: Cast) -> None:
    order = asked(cast)
    sweep_clocks(by=None, at=DUE + HOUR)
    # Nearly eight of nine days and a half are gone.
    assert granted(cast, order, at=DUE + 2 * HOUR).level == 80


def test_level_that_nobody_was_told_of_is_still_told(cast: Cast) -> None:
    order = granted(cast, asked(cast), at=DUE - HOUR / 2)
    sweep_clocks(by=None, at=DUE)
    assert levels(order) == [50]


def in_cohort(*, at: datetime) -> list[tuple[str, datetime]]:
    """Numbers and due times of what is due in the day around the first due time, as known then."""
    scheme = EvaluationScheme.from_mapping(get_scheme("solve_first", on=at.date()).content)
    period = Period(DUE - 12 * HOUR, DUE + 12 * HOUR)
    return [(entry.order_id, entry.due_at) for _key, entry in cohort(period, scheme=scheme, at=at)]


def test_late_extension_leaves_the_order_in_the_period_in_which_it_was_due(cast: Cast) -> None:
    order = granted(cast, asked(cast), at=DUE + 20 * HOUR)
    assert in_cohort(at=DUE + 15 * HOUR) == [(order.number, DUE)]


def test_period_computed_after_the_extension_follows_it(cast: Cast) -> None:
    granted(cast, asked(cast), at=DUE + 20 * HOUR)
    assert in_cohort(at=DUE + 21 * HOUR) == []


def test_order_that_nobody_moved_stands_beside_one_that_was(cast: Cast) -> None:
    moved = granted(cast, asked(cast), at=DUE + 20 * HOUR)
    other = in_progress(cast, phone="555-0131")
    found = in_cohort(at=DUE + 15 * HOUR)
    assert found == [(moved.number, DUE), (other.number, DUE)]


def reopened(cast: Cast, order: WorkOrder) -> WorkOrder:
    order = handle.check_answer(
        order, passed=True, reason="", by=cast.dispatcher, at=NOW + 2 * DAY + HOUR
    )
    order = called_back(cast, order, at=NOW + 3 * DAY)
    order = handle.reopen(
        order, reason="another lamp", has_new_fact=True, by=cast.operator, at=NOW + 4 * DAY
    )
    order = handle.accept(order, by=cast.handler, at=NOW + 4 * DAY + HOUR)
    return handle.contact(order, note="Called.", by=cast.handler, at=NOW + 4 * DAY + 2 * HOUR)


def test_extension_of_an_earlier_round_does_not_count(cast: Cast) -> None:
    order = in_progress(cast)
    more: dict[str, Any] = {
        "amount": 2,
        "reason": "parts",
        "requester_told": True,
        "by": cast.handler,
    }
    handle.request_extension(order, **more, at=NOW + HOUR)
    granted(cast, order, at=NOW + 2 * HOUR)
    order = reopened(cast, answered(cast, order, at=NOW + 2 * DAY))
    assert handle.request_extension(order, **more, at=NOW + 5 * DAY).round == 2


def sent_back(cast: Cast, order: WorkOrder, *, at: datetime) -> WorkOrder:
    order = answered(cast, order, at=at)
    return handle.check_answer(order, passed=False, reason="no", by=cast.dispatcher, at=at + HOUR)


def test_reworks_of_an_earlier_round_do_not_count(cast: Cast) -> None:
    order = sent_back(cast, in_progress(cast), at=NOW + DAY)
    order = sent_back(cast, order, at=NOW + DAY + 4 * HOUR)
    order = reopened(cast, answered(cast, order, at=NOW + 2 * DAY))
    assert sent_back(cast, order, at=NOW + 5 * DAY).state == OrderState.REWORK


def test_reworks_of_one_round_are_limited(cast: Cast) -> None:
    order = sent_back(cast, in_progress(cast), at=NOW + DAY)
    order = sent_back(cast, order, at=NOW + DAY + 4 * HOUR)
    with pytest.raises(TransitionNotAllowed, match="in rework 2 times"):
        sent_back(cast, order, at=NOW + 2 * DAY)
