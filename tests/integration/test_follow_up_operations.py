"""The call-back: one lot an order, outsiders only, attempts by the plan, pressure told on."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from cityloop.accounts.choices import Role
from cityloop.accounts.queries import get_actor
from cityloop.core.errors import InputError, PermissionRefused, TransitionNotAllowed
from cityloop.core.models import AuditEvent, Definition, OutboxMessage
from cityloop.flows import follow_up
from cityloop.followups.choices import FollowUpState
from cityloop.followups.models import FollowUp, Lot
from cityloop.followups.queries import call_queue
from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import WorkOrder
from tests.people import DAY, NOW, Cast, an_answered_order, person

pytestmark = pytest.mark.django_db
MORNING = NOW + timedelta(hours=1)
AFTERNOON = NOW + timedelta(hours=6)
EVENING = NOW + timedelta(hours=11)
DUE = NOW + 2 * DAY


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    return an_answered_order(cast.town, due_at=DUE)


@pytest.fixture
def drawn(order: WorkOrder) -> FollowUp:
    (one,) = follow_up.draw(by=None, at=NOW)
    return one


def plan(**changes: object) -> None:
    """Change the call-back plan."""
    definition = Definition.objects.get(kind="follow_up_plan")
    definition.content = {**definition.content, **changes}
    definition.save()


def sampling() -> None:
    plan(census_up_to=0, half_width=0.4, always_grades=[], always=[])


def test_small_agency_has_all_its_orders_drawn(cast: Cast, drawn: FollowUp) -> None:
    assert (drawn.reason, drawn.weight) == ("census", Decimal(1))


def test_window_closes_after_the_later_of_answer_and_due(drawn: FollowUp) -> None:
    assert drawn.window_to == DUE + 3 * DAY


def test_order_has_one_lot_however_often_is_drawn(cast: Cast) -> None:
    sampling()
    for _ in range(12):
        an_answered_order(cast.town)
    first = follow_up.draw(by=None, at=NOW)
    assert (len(first) < 12, follow_up.draw(by=None, at=NOW + DAY)) == (True, [])


def test_weights_add_up_to_the_orders(cast: Cast) -> None:
    sampling()
    for _ in range(12):
        an_answered_order(cast.town)
    assert sum(one.weight for one in follow_up.draw(by=None, at=NOW)) == pytest.approx(12)


@pytest.mark.usefixtures("unguarded")
def test_same_day_and_orders_give_the_same_draw(cast: Cast) -> None:
    sampling()
    for _ in range(12):
        an_answered_order(cast.town)
    first = [one.order_id for one in follow_up.draw(by=None, at=NOW)]
    FollowUp.objects.all().delete()
    Lot.objects.all().delete()
    assert [one.order_id for one in follow_up.draw(by=None, at=NOW)] == first


def test_draw_is_audited_without_its_seed(cast: Cast, drawn: FollowUp) -> None:
    told = AuditEvent.objects.get(what="follow_ups.drawn")
    assert told.reason.startswith("1 of 1, seed ")


def test_reopened_order_has_a_new_lot(cast: Cast, order: WorkOrder, drawn: FollowUp) -> None:
    WorkOrder.objects.filter(pk=order.pk).update(round=2)
    (again,) = follow_up.draw(by=None, at=NOW + DAY)
    assert (again.round, again.reason) == (2, "always")


@pytest.mark.parametrize("who", ["handler", "head", "colleague"])
def test_handling_agency_sees_nothing_of_the_draw(cast: Cast, drawn: FollowUp, who: str) -> None:
    actor = get_actor(getattr(cast, who), on=NOW.date())
    assert call_queue(actor, at=NOW + DAY).rows == ()


def test_centre_sees_the_draw(cast: Cast, drawn: FollowUp) -> None:
    actor = get_actor(cast.caller, on=NOW.date())
    assert len(call_queue(actor, at=NOW + DAY).rows) == 1


def test_agent_of_the_handling_agency_does_not_ask(cast: Cast, drawn: FollowUp) -> None:
    agent = person("iva.insider", Role.FOLLOW_UP_AGENT, cast.town.lighting)
    with pytest.raises(PermissionRefused, match="handling agency"):
        follow_up.record_answers(drawn, answers={"solved": "resolved"}, by=agent, at=MORNING)


@pytest.mark.usefixtures("unguarded")
def test_whoever_dispatched_the_order_does_not_ask(cast: Cast, drawn: FollowUp) -> None:
    drawn.order.events.update(by=cast.caller)
    with pytest.raises(PermissionRefused, match="dispatched"):
        follow_up.log_attempt(drawn, mode="phone", result="no_reply", by=cast.caller, at=MORNING)


def test_answers_are_kept_and_close_the_order(cast: Cast, drawn: FollowUp) -> None:
    said = {"contacted": True, "solved": "partly", "satisfied": "fair"}
    kept = follow_up.record_answers(drawn, answers=said, by=cast.caller, at=MORNING)
    order = WorkOrder.objects.get()
    assert (kept.solved, kept.agent_id, order.state) == (
        "partly",
        cast.caller.pk,
        OrderState.CLOSED,
    )


@pytest.mark.parametrize("answers", [{"rank": 1}, {"solved": "perhaps"}])
def test_strange_answers_are_refused(
    cast: Cast, drawn: FollowUp, answers: dict[str, object]
) -> None:
    with pytest.raises(InputError, match="Not a"):
        follow_up.record_answers(drawn, answers=answers, by=cast.caller, at=MORNING)


def test_settled_call_back_takes_no_more_answers(cast: Cast, drawn: FollowUp) -> None:
    follow_up.record_answers(drawn, answers={"solved": "resolved"}, by=cast.caller, at=MORNING)
    with pytest.raises(TransitionNotAllowed, match="settled"):
        follow_up.record_answers(drawn, answers={"solved": "partly"}, by=cast.caller, at=MORNING)


def test_pressure_is_audited_and_told(cast: Cast, drawn: FollowUp) -> None:
    said = {"solved": "resolved", "pressured": True}
    follow_up.record_answers(drawn, answers=said, by=cast.caller, at=MORNING)
    audited = AuditEvent.objects.filter(what="rating.pressured").count()
    told = OutboxMessage.objects.filter(topic="rating.pressured").count()
    assert (audited, told) == (1, 1)


def attempts(drawn: FollowUp, cast: Cast, *made: tuple[str, str, datetime]) -> FollowUp:
    for mode, result, at in made:
        drawn = follow_up.log_attempt(drawn, mode=mode, result=result, by=cast.caller, at=at)
    return drawn


CALLS = (
    ("phone", "no_reply", MORNING),
    ("phone", "no_reply", AFTERNOON),
    ("phone", "no_reply", EVENING),
)


def test_calls_in_vain_leave_the_link_to_be_sent(cast: Cast, drawn: FollowUp) -> None:
    assert attempts(drawn, cast, *CALLS).state == FollowUpState.QUEUED


def test_many_calls_in_one_part_of_the_day_are_one_try(cast: Cast, drawn: FollowUp) -> None:
    same = [("phone", "no_reply", MORNING + timedelta(minutes=n)) for n in range(6)]
    assert attempts(drawn, cast, *same).state == FollowUpState.QUEUED


def test_link_in_vain_ends_it_as_not_reached(cast: Cast, drawn: FollowUp) -> None:
    link = ("sms", "no_reply", EVENING)
    last = ("phone", "no_reply", EVENING + 2 * DAY)
    assert attempts(drawn, cast, *CALLS, link, last).state == FollowUpState.UNREACHABLE


def test_refusal_ends_it_at_once_and_closes_the_order(cast: Cast, drawn: FollowUp) -> None:
    ended = attempts(drawn, cast, ("phone", "refused", MORNING))
    assert (ended.state, WorkOrder.objects.get().state) == ("opted_out", "closed")


def test_call_back_whose_window_is_over_closes_its_order(cast: Cast, drawn: FollowUp) -> None:
    closed = follow_up.close_expired(by=None, at=DUE + 3 * DAY)
    drawn.refresh_from_db()
    assert (closed, drawn.state) == (1, FollowUpState.EXPIRED)


def test_order_waits_for_its_lot_until_the_window_closes(order: WorkOrder) -> None:
    assert follow_up.close_expired(by=None, at=DUE + DAY) == 0


def test_order_that_was_not_drawn_closes_with_the_window(order: WorkOrder) -> None:
    assert follow_up.close_expired(by=None, at=DUE + 3 * DAY) == 1


def test_command_says_how_many_and_never_which(order: WorkOrder) -> None:
    out = StringIO()
    call_command("draw_follow_ups", stdout=out)
    assert out.getvalue() == "1 call-backs drawn, 0 orders closed\n"
