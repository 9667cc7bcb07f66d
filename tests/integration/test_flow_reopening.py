"""Reopening: once without a new fact, with one as often as there is one (domain.md H2, H19-6)."""

from datetime import datetime

import pytest

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import City
from cityloop.flows import amend, follow_up, handle
from cityloop.followups.choices import Satisfied, Solved
from cityloop.intake.rules.repeats import EarlierMatter, ReopenRule, RepeatOutcome, repeat_decision
from cityloop.workorders.choices import Party
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.queries.order import automatic_reopens
from tests.integration.stories import (
    HOUR,
    UNSOLVED,
    answered,
    called_back,
    closed,
    closed_unsolved,
    in_follow_up,
    in_progress,
)
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db
FIRST, SECOND = NOW + 3 * DAY, NOW + 7 * DAY


def reopened(cast: Cast, order: WorkOrder, *, new_fact: bool, at: datetime) -> WorkOrder:
    reason = "another lamp" if new_fact else "still dark"
    return handle.reopen(order, reason=reason, has_new_fact=new_fact, by=cast.operator, at=at)


def closed_again(cast: Cast, order: WorkOrder, *, at: datetime) -> WorkOrder:
    order = handle.accept(order, by=cast.handler, at=at + HOUR)
    order = handle.contact(order, note="Called.", by=cast.handler, at=at + 2 * HOUR)
    return passed(cast, order, at=at + DAY)


def passed(cast: Cast, order: WorkOrder, *, at: datetime) -> WorkOrder:
    order = answered(cast, order, at=at)
    order = handle.check_answer(order, passed=True, reason="", by=cast.dispatcher, at=at + HOUR)
    return called_back(cast, order, at=at + DAY, **UNSOLVED)


def automatic(limit: int) -> None:
    city = City.objects.get()
    city.settings["reopen"]["automatic"] = limit
    city.save()


def test_new_fact_leaves_the_automatic_reopening_unused(cast: Cast) -> None:
    order = reopened(cast, closed_unsolved(cast), new_fact=True, at=FIRST)
    again = reopened(cast, closed_again(cast, order, at=FIRST), new_fact=False, at=SECOND)
    assert again.round == 3


def test_reopening_without_a_new_fact_uses_the_automatic_one(cast: Cast) -> None:
    order = reopened(cast, closed_unsolved(cast), new_fact=False, at=FIRST)
    order = closed_again(cast, order, at=FIRST)
    with pytest.raises(TransitionNotAllowed, match="now a new fact is needed"):
        reopened(cast, order, new_fact=False, at=SECOND)


def test_city_may_allow_none_without_a_new_fact(cast: Cast) -> None:
    order = closed_unsolved(cast)
    automatic(0)
    with pytest.raises(TransitionNotAllowed, match="now a new fact is needed"):
        reopened(cast, order, new_fact=False, at=FIRST)


def test_new_fact_reopens_where_a_city_allows_none_without(cast: Cast) -> None:
    order = closed_unsolved(cast)
    automatic(0)
    assert reopened(cast, order, new_fact=True, at=FIRST).round == 2


def test_event_says_whether_it_used_an_automatic_reopening(cast: Cast) -> None:
    order = reopened(cast, closed_unsolved(cast), new_fact=True, at=FIRST)
    assert order.events.get(step="reopen").data == {"automatic": False}


@pytest.mark.parametrize(
    ("used", "new_fact", "limit", "expected"),
    [
        (False, False, 1, RepeatOutcome.REOPEN),
        (True, False, 1, RepeatOutcome.LINK),
        (False, False, 0, RepeatOutcome.LINK),
        (True, True, 1, RepeatOutcome.REOPEN),
        (False, True, 0, RepeatOutcome.REOPEN),
    ],
)
def test_repeat_about_a_matter_closed_unsolved(
    cast: Cast, *, used: bool, new_fact: bool, limit: int, expected: RepeatOutcome
) -> None:
    order = closed_unsolved(cast)
    at = FIRST
    if used:
        order = closed_again(cast, reopened(cast, order, new_fact=False, at=at), at=at)
        at = SECOND
    earlier = EarlierMatter(
        closed_at=order.closed_at,
        solved=False,
        automatic_reopens=automatic_reopens(order.matter_id),
    )
    rule = ReopenRule(window=15 * DAY, automatic_limit=limit)
    decided = repeat_decision(earlier, same_person=True, new_fact=new_fact, at=at, rule=rule)
    assert decided.outcome == expected


def test_answered_order_in_its_first_round_has_used_none(cast: Cast) -> None:
    order = passed(cast, in_progress(cast), at=NOW + DAY)
    assert automatic_reopens(order.matter_id) == 0


def test_upheld_appeal_leaves_the_automatic_reopening_unused(cast: Cast) -> None:
    order = amend.appeal(closed_unsolved(cast), reason="no", by=cast.operator, at=FIRST)
    order = amend.decide_appeal(order, upheld=True, reason="right", by=cast.adjudicator, at=FIRST)
    assert (order.round, automatic_reopens(order.matter_id)) == (2, 0)


@pytest.mark.parametrize(
    "said",
    [
        {"solved": Solved.UNRESOLVED},
        {"solved": Solved.PARTLY, "satisfied": Satisfied.SATISFIED},
        {"solved": Solved.RESOLVED, "satisfied": Satisfied.DISSATISFIED},
    ],
)
def test_requester_who_says_unsolved_makes_room_to_reopen(cast: Cast, said: dict[str, str]) -> None:
    order = called_back(cast, in_follow_up(cast), at=NOW + 2 * DAY, **said)
    assert reopened(cast, order, new_fact=False, at=FIRST).round == 2


def test_order_that_its_requester_calls_solved_needs_a_new_fact(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="the requester says it is not solved"):
        reopened(cast, closed(cast), new_fact=False, at=FIRST)


def test_requester_who_opens_it_again_says_that_it_is_not_solved(cast: Cast) -> None:
    order = handle.reopen(
        closed(cast),
        reason="dark again",
        has_new_fact=False,
        party=Party.REQUESTER,
        by=None,
        at=FIRST,
    )
    assert order.round == 2


def test_order_that_nobody_was_called_about_is_reopened_on_the_word_of_the_centre(
    cast: Cast,
) -> None:
    in_follow_up(cast)
    follow_up.close_expired(by=None, at=NOW + 20 * DAY)
    order = reopened(cast, WorkOrder.objects.get(), new_fact=False, at=NOW + 21 * DAY)
    assert order.round == 2
