"""A question to the requester: mail, page, clock, reply, and what stays hidden."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import OutboxMessage
from cityloop.core.sealing import Stream, broken_histories
from cityloop.flows import asking, handle, resident
from cityloop.intake.models import Identity, ServiceRequest
from cityloop.web.citizen.drafts import OPENED
from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import Pause, Question, WorkOrder, WorkOrderEvent
from cityloop.workorders.operations import sweep_clocks
from tests.integration.stories import HOUR, in_progress
from tests.integration.visits import Visit
from tests.people import DAY, NOW, Cast, a_report, a_request, an_order

pytestmark = pytest.mark.django_db
ORDERS = Stream("work orders", WorkOrderEvent, "order")
WORDS = "At which of the two corners?"
Ask = Callable[..., WorkOrder]


@pytest.fixture
def ask(cast: Cast) -> Ask:
    """Ask about an order in a state, and return the order as it then is."""

    def put(
        *, state: str = OrderState.IN_PROGRESS, request: ServiceRequest | None = None
    ) -> WorkOrder:
        order = an_order(cast.town, request=request, state=state, handler=cast.handler)
        asking.ask(order, text=WORDS, by=cast.handler, at=NOW)
        order.refresh_from_db()
        return order

    return put


def page_of(asked: ServiceRequest) -> str:
    """The page of a request for the one who made it."""
    client = Client()
    session = client.session
    session[OPENED] = [asked.number]
    session.save()
    return client.get(f"/requests/{asked.number}/").content.decode()


def steps(order: WorkOrder) -> list[str]:
    return list(
        WorkOrderEvent.objects.filter(order=order)
        .order_by("sequence")
        .values_list("step", flat=True)
    )


def test_question_is_an_event_of_the_order(ask: Ask) -> None:
    assert steps(ask()) == ["dispatch", "ask", "pause"]


def test_clock_stands_still_after_the_first_contact(ask: Ask) -> None:
    assert Pause.objects.get(order=ask()).reason == "waiting_for_requester"


@pytest.mark.parametrize("state", [OrderState.ACCEPTED, OrderState.REWORK])
def test_clock_runs_on_where_the_city_gives_no_pause(ask: Ask, state: str) -> None:
    order = ask(state=state)
    assert (Pause.objects.exists(), Question.objects.get(order=order).paused) == (False, False)


@pytest.fixture
def played(cast: Cast) -> WorkOrder:
    """An order whose whole life was played, with a question that is open."""
    order = in_progress(cast)
    asking.ask(order, text=WORDS, by=cast.handler, at=NOW + HOUR)
    return order


def test_pause_ends_by_itself_and_the_question_stays_open(played: WorkOrder) -> None:
    sweep_clocks(by=None, at=NOW + 4 * DAY)
    assert (Pause.objects.get().ended_at is None, Question.objects.get().ended_at) == (False, None)


def test_question_moves_the_due_time_by_the_wait(cast: Cast) -> None:
    order = in_progress(cast, grade=2)
    due = order.due_at
    assert due is not None
    asking.ask(order, text=WORDS, by=cast.handler, at=NOW + HOUR)
    resident.add_fact(order.request, text="The north one.", by=None, at=NOW + 6 * HOUR)
    assert WorkOrder.objects.get().due_at == due + 5 * HOUR


def test_second_question_is_refused(ask: Ask, cast: Cast) -> None:
    order = ask()
    with pytest.raises(TransitionNotAllowed, match="open already"):
        asking.ask(order, text="And since when?", by=cast.handler, at=NOW)


def test_database_keeps_one_open_question(ask: Ask) -> None:
    order = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(order=order, request=order.request, text="Two", asked_at=NOW)


def test_reply_comes_to_the_order_and_the_clock_runs_on(ask: Ask) -> None:
    order = ask()
    resident.add_fact(order.request, text="The north one.", by=None, at=NOW + DAY)
    event = WorkOrderEvent.objects.get(order=order, step="reply")
    assert (event.reason, event.party, steps(order)[-1]) == (
        "The north one.",
        "requester",
        "unpause",
    )


def test_reply_is_kept_with_its_question(ask: Ask) -> None:
    ask_for = ask().request
    resident.add_fact(ask_for, text="The north one.", by=None, at=NOW + DAY)
    question = Question.objects.get()
    assert (question.reply, question.replied_at, question.ended_at) == (
        "The north one.",
        NOW + DAY,
        NOW + DAY,
    )


def test_history_with_question_and_reply_is_whole(played: WorkOrder) -> None:
    resident.add_fact(played.request, text="The north one.", by=None, at=NOW + DAY)
    assert list(broken_histories(ORDERS)) == []


def test_fact_of_another_requester_does_not_end_the_question(ask: Ask, cast: Cast) -> None:
    order = ask()
    other = a_request(cast.town, matter=order.matter, state="linked")
    resident.add_fact(other, text="I see it too.", by=None, at=NOW + DAY)
    assert (Question.objects.get().ended_at, Pause.objects.get().ended_at) == (None, None)


def test_answer_ends_the_question(ask: Ask, cast: Cast) -> None:
    order = ask()
    handle.answer(order, outcome="resolved", text="Both done.", by=cast.handler, at=NOW + DAY)
    question = Question.objects.get()
    assert (question.ended_at, question.replied_at) == (NOW + DAY, None)


def test_fact_after_the_answer_is_a_note(ask: Ask, cast: Cast) -> None:
    order = ask()
    handle.answer(order, outcome="resolved", text="Both done.", by=cast.handler, at=NOW + DAY)
    resident.add_fact(order.request, text="Thank you.", by=None, at=NOW + 2 * DAY)
    assert steps(order)[-1] == "note"


def test_requester_reads_the_question_on_their_page(ask: Ask) -> None:
    assert page_of(ask().request).count(WORDS) == 2


def test_others_who_joined_do_not_read_it(ask: Ask, cast: Cast) -> None:
    other = a_request(cast.town, matter=ask().matter, state="linked")
    assert WORDS not in page_of(other)


def test_handler_sees_that_the_reply_is_waited_for(ask: Ask, see: Visit) -> None:
    order = ask()
    assert "Waits for the requester" in see("handler", f"/agency/work-orders/{order.number}/")


def test_handler_asks_on_the_page_of_the_order(post: Visit, cast: Cast) -> None:
    order = an_order(cast.town, state=OrderState.IN_PROGRESS)
    post("handler", f"/agency/work-orders/{order.number}/ask/", text=WORDS)
    assert Question.objects.get().asked_by == cast.handler


@pytest.mark.parametrize("who", ["rival", "dispatcher", "coordinator", "supervisor", "stranger"])
def test_nobody_else_asks(post: Visit, cast: Cast, who: str) -> None:
    order = an_order(cast.town, state=OrderState.IN_PROGRESS)
    post(who, f"/agency/work-orders/{order.number}/ask/", text=WORDS)
    assert not Question.objects.exists()


@pytest.fixture
def mailbox(tmp_path: Path, settings: Settings) -> Callable[[], str]:
    """Deliver all there is, and return the text of the letters."""
    settings.MAIL_URL, settings.MAIL_FROM = f"folder:{tmp_path}", "City <desk@city.example>"
    settings.SITE_URL = "https://city.example"

    def deliver() -> str:
        Identity.objects.update(email="mei@home.example")
        call_command("deliver_outbox")
        texts = []
        for one in tmp_path.iterdir():
            letter = message_from_bytes(one.read_bytes(), policy=default)
            part = letter.get_body(("plain",))
            texts.append(str(part.get_content()) if part else "")
        return "\n".join(texts)

    return deliver


def test_letter_asks_the_requester(ask: Ask, mailbox: Callable[[], str]) -> None:
    ask()
    assert WORDS in mailbox()


def test_letter_says_that_the_time_stands_still(ask: Ask, mailbox: Callable[[], str]) -> None:
    ask()
    assert "stands still until you reply" in mailbox()


def test_letter_after_the_reply_asks_nothing(ask: Ask, mailbox: Callable[[], str]) -> None:
    resident.add_fact(ask().request, text="The north one.", by=None, at=NOW)
    told = mailbox()
    assert (WORDS in told, "you need do nothing" in told) == (False, True)


@pytest.mark.parametrize("hidden", ["confidential", "shielded"])
def test_letter_of_a_hidden_request_says_nothing_of_the_matter(
    cast: Cast, mailbox: Callable[[], str], hidden: str
) -> None:
    asked = (
        a_report(cast.town, about=cast.town.housing)
        if hidden == "shielded"
        else a_request(cast.town, confidential=True)
    )
    order = an_order(
        cast.town, agency=cast.town.inspection, request=asked, state=OrderState.IN_PROGRESS
    )
    asking.ask(order, text=WORDS, by=cast.inspector, at=NOW)
    told = mailbox()
    assert (WORDS in told, "Open your private link" in told) == (False, True)


def test_question_is_one_message(ask: Ask) -> None:
    ask()
    assert list(OutboxMessage.objects.values_list("topic", flat=True)) == ["request.question"]


def test_order_is_assigned_with_an_event(post: Visit, cast: Cast) -> None:
    order = an_order(cast.town, state=OrderState.ACCEPTED, handler=cast.handler)
    post("head", f"/agency/work-orders/{order.number}/assign/", handler=cast.colleague.pk)
    event = WorkOrderEvent.objects.get(order=order, step="assign")
    assert (event.reason, event.data) == ("Cole Colleague", {"handler": cast.colleague.pk})


def test_assigning_to_who_left_the_agency_is_refused(cast: Cast) -> None:
    order = an_order(cast.town, state=OrderState.ACCEPTED)
    cast.colleague.roles.update(valid_to=(NOW - timedelta(days=30)).date())
    with pytest.raises(TransitionNotAllowed, match="may not answer"):
        asking.assign(order, handler=cast.colleague, by=cast.head, at=NOW)
