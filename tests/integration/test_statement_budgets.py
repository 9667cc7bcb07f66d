"""How many statements a page may cost: the same for one row as for a hundred."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityloop.accounts.choices import Role
from cityloop.accounts.models import User
from cityloop.accounts.queries import get_actor
from cityloop.core.operations import audit
from cityloop.flows import report
from cityloop.flows.report import NewReport
from cityloop.followups.choices import DrawReason
from cityloop.followups.models import FollowUp
from cityloop.intake.models import Call
from cityloop.intake.operations.words import index_words
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.operations import say_unhelpful
from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import (
    OPEN_STATES,
    Deferral,
    Extension,
    Objection,
    ReplyTemplate,
    SavedFilter,
)
from tests.integration.answers import an_answer
from tests.integration.calls import a_missed_call, a_ringing_call, an_answered_call
from tests.people import NOW, Cast, a_request, an_answered_order, an_order, person

pytestmark = pytest.mark.django_db
LIST_BUDGET = 15
# An order shows what lies around it: near it, in its matter, from its requester, on the spot;
# one more keeps that the requester was looked at.
DETAIL_BUDGET = 17
CREATE_BUDGET = 20
# A call shows its form, the caller's past, the city's words and whom to bring in, all at once.
CALL_BUDGET = 24
Fill = Callable[[Cast], None]


def statements(cast: Cast, who: str, page: str) -> int:
    client = Client()
    client.force_login(getattr(cast, who))
    # The first visit reads what a process keeps: the calendar, the time limits.
    client.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def _answers(cast: Cast) -> None:
    item = an_answer(cast.town.lighting, f"lamps-{KnowledgeItem.objects.count()}")
    say_unhelpful(item, text="", most=1, by=None, at=NOW)


def _orders(cast: Cast) -> None:
    an_order(cast.town, handler=cast.handler, due_at=NOW - timedelta(hours=1), hops=2)


def _requests(cast: Cast) -> None:
    a_request(cast.town)


def _findable(cast: Cast) -> None:
    request = a_request(cast.town)
    index_words([request])
    an_order(cast.town, request=request)


def _people(cast: Cast) -> None:
    number = User.objects.count()
    person(f"pat.person{number}", Role.HANDLER, cast.town.lighting)


def _trail(cast: Cast) -> None:
    audit(what="identity.searched", subject="SR-1", by=cast.operator, at=NOW)


def _follow_ups(cast: Cast) -> None:
    order = an_answered_order(cast.town)
    FollowUp.objects.create(
        order=order,
        request=order.request,
        reason=DrawReason.SAMPLE,
        stratum="lighting",
        drawn_at=NOW,
        window_from=NOW - timedelta(hours=1),
        window_to=NOW + timedelta(days=3),
    )


def _objections(cast: Cast) -> None:
    order = an_order(cast.town, state=OrderState.OBJECTED)
    Objection.objects.create(
        order=order,
        ground="Not ours",
        proposed_agency=cast.town.housing,
        filed_by=cast.handler,
        filed_at=NOW,
    )


def _extensions(cast: Cast) -> None:
    order = an_order(cast.town, state=OrderState.IN_PROGRESS)
    Extension.objects.create(
        order=order, amount=3, unit="natural_days", reason="Parts", requested_at=NOW
    )


def _deferrals(cast: Cast) -> None:
    Deferral.objects.create(
        order=an_order(cast.town, state=OrderState.SUSPENDED),
        reason_code="money",
        evidence="Budget",
        plan="In May",
        approved_by=cast.coordinator,
        started_at=NOW,
        review_at=NOW + timedelta(days=30),
        notified_at=NOW,
    )


def _waiting_calls(cast: Cast) -> None:
    a_ringing_call(phone=f"555-{Call.objects.count():04d}")


def _missed_calls(cast: Cast) -> None:
    a_missed_call(phone=f"555-{Call.objects.count():04d}", at=NOW - timedelta(hours=1))


def _saved_lists(cast: Cast) -> None:
    serial = SavedFilter.objects.count()
    SavedFilter.objects.create(
        owner=cast.handler, name=f"List {serial}", query="due=today", saved_at=NOW
    )


def _templates(cast: Cast) -> None:
    ReplyTemplate.objects.create(
        agency=cast.town.lighting,
        names={"en": "Lamp replaced"},
        texts={"en": "Replaced."},
        kept_by=cast.head,
        kept_at=NOW,
    )


LISTS: list[tuple[str, str, Fill]] = [
    ("/agency/work-orders/", "handler", _orders),
    ("/agency/work-orders/?area=ferry", "coordinator", _orders),
    ("/field/", "handler", _orders),
    ("/agency/lists/", "handler", _saved_lists),
    ("/agency/templates/", "head", _templates),
    ("/hotline/inbox/", "dispatcher", _requests),
    ("/hotline/calls/?waiting", "operator", _waiting_calls),
    ("/hotline/calls/?missed", "operator", _missed_calls),
    ("/hotline/desk/", "supervisor", _missed_calls),
    ("/call-back/", "caller", _follow_ups),
    ("/office/board/", "coordinator", _orders),
    ("/office/board/overdue/", "dispatcher", _orders),
    ("/search/?q=lamp", "operator", _findable),
    ("/search/?q=lamp", "handler", _findable),
    ("/office/objections/", "adjudicator", _objections),
    ("/office/extensions/", "coordinator", _extensions),
    ("/office/ledger/", "coordinator", _deferrals),
    ("/office/board/silent/", "supervisor", _orders),
    ("/office/board/pace/", "supervisor", _orders),
    ("/office/people/roles/", "supervisor", _people),
    ("/office/audit/", "supervisor", _trail),
    ("/knowledge/", "head", _answers),
    ("/knowledge/?q=lamps", "operator", _answers),
]


@pytest.mark.parametrize(("page", "who", "fill"), LISTS, ids=[one[0] for one in LISTS])
def test_list_costs_the_same_for_a_hundred_rows(
    cast: Cast, page: str, who: str, fill: Fill
) -> None:
    fill(cast)
    with_one = statements(cast, who, page)
    for _row in range(99):
        fill(cast)
    assert statements(cast, who, page) == with_one <= LIST_BUDGET


@pytest.mark.parametrize("state", OPEN_STATES)
def test_order_page_keeps_its_budget(cast: Cast, state: str) -> None:
    order = an_order(cast.town, state=state, handler=cast.handler)
    assert statements(cast, "handler", f"/agency/work-orders/{order.number}/") <= DETAIL_BUDGET


def test_order_page_costs_the_same_with_a_long_history(cast: Cast) -> None:
    order = an_order(cast.town, state=OrderState.IN_PROGRESS)
    page = f"/agency/work-orders/{order.number}/"
    before = statements(cast, "handler", page)
    for sequence in range(2, 40):
        event = order.events.earliest("sequence")
        event.pk, event.sequence, event.by = None, sequence, cast.handler
        event.save()
    assert statements(cast, "handler", page) == before


def test_request_page_keeps_the_budget_of_a_list(cast: Cast) -> None:
    request = a_request(cast.town)
    page = f"/hotline/requests/{request.number}/"
    assert statements(cast, "dispatcher", page) <= LIST_BUDGET


def test_call_page_keeps_its_budget(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    assert statements(cast, "operator", f"/hotline/calls/{call.number}/") <= CALL_BUDGET


def test_registering_keeps_its_budget(cast: Cast) -> None:
    told = NewReport(
        kind="complaint",
        text="The street light is dark.",
        title="Dark street light",
        service_type=cast.town.lights,
        area=cast.town.street,
        name="Bo Invented",
        phone="555-0123",
    )
    with CaptureQueriesContext(connection) as captured:
        report.receive(told, by=cast.operator, at=NOW)
    assert len(captured) <= CREATE_BUDGET


def test_actor_costs_one_statement(
    cast: Cast, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        get_actor(cast.handler, on=NOW.date())
