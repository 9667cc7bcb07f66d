"""The office's page of dead letters."""

import pytest
from django.test import Client

from cityloop.accounts.choices import Role
from cityloop.core.models import AuditEvent, OutboxMessage
from tests.people import NOW, Cast, person

pytestmark = pytest.mark.django_db
PAGE = "/office/outbox/"
State = OutboxMessage.State


@pytest.fixture
def admin(cast: Cast) -> Client:
    client = Client()
    client.force_login(person("alma.admin", Role.ADMINISTRATOR, cast.town.centre))
    return client


@pytest.fixture
def dead(cast: Cast) -> OutboxMessage:
    return OutboxMessage.objects.create(
        topic="request.answered",
        subject="SR-26-000007",
        state=State.DEAD,
        created_at=NOW,
        available_at=NOW,
        ended_at=NOW,
        attempts=10,
        error="refused with code 550",
    )


def decided(client: Client, dead: OutboxMessage, **said: str) -> str:
    client.post(f"{PAGE}{dead.pk}/", said)
    dead.refresh_from_db()
    return dead.state


def test_dead_letter_is_listed_with_its_reason(admin: Client, dead: OutboxMessage) -> None:
    page = admin.get(PAGE).content.decode()
    assert "SR-26-000007" in page
    assert "The mail server refused it with code 550." in page


def test_page_without_dead_letters_says_so(admin: Client) -> None:
    assert "Every message has reached its receiver" in admin.get(PAGE).content.decode()


def test_living_message_is_not_listed(admin: Client, dead: OutboxMessage) -> None:
    OutboxMessage.objects.update(state=State.PENDING)
    assert "SR-26-000007" not in admin.get(PAGE).content.decode()


def test_dead_letter_is_tried_again_from_the_start(admin: Client, dead: OutboxMessage) -> None:
    assert (decided(admin, dead, decision="retry"), dead.attempts) == (State.PENDING, 0)


def test_all_dead_letters_are_tried_again(admin: Client, dead: OutboxMessage) -> None:
    admin.post(f"{PAGE}all/")
    assert OutboxMessage.objects.get().state == State.PENDING


def test_dead_letter_is_dropped_with_a_reason(admin: Client, dead: OutboxMessage) -> None:
    assert decided(admin, dead, decision="drop", reason="She was told by phone.") == State.DROPPED


def test_dead_letter_is_not_dropped_without_a_reason(admin: Client, dead: OutboxMessage) -> None:
    assert decided(admin, dead, decision="drop") == State.DEAD


def test_missing_reason_is_asked_for(admin: Client, dead: OutboxMessage) -> None:
    answer = admin.post(f"{PAGE}{dead.pk}/", {"decision": "drop"})
    assert "Say why nobody is told of it." in answer.content.decode()


@pytest.mark.parametrize(
    ("decision", "what"), [("retry", "outbox.retried"), ("drop", "outbox.dropped")]
)
def test_decision_leaves_a_line_in_the_trail(
    admin: Client, dead: OutboxMessage, decision: str, what: str
) -> None:
    decided(admin, dead, decision=decision, reason="She was told by phone.")
    told = AuditEvent.objects.values_list("what", "subject", "reason", "by__username").get()
    assert told == (
        what,
        f"outbox {dead.pk} SR-26-000007",
        "She was told by phone.",
        "alma.admin",
    )


def test_second_decision_is_refused(admin: Client, dead: OutboxMessage) -> None:
    decided(admin, dead, decision="retry")
    answer = admin.post(f"{PAGE}{dead.pk}/", {"decision": "drop", "reason": "Too late."})
    assert "Somebody else has already decided" in answer.content.decode()


def test_message_that_is_not_there_is_not_found(admin: Client) -> None:
    assert admin.post(f"{PAGE}999/", {"decision": "retry"}).status_code == 404


@pytest.mark.parametrize("who", ["operator", "dispatcher", "head", "supervisor", "stranger"])
def test_page_is_closed_to(cast: Cast, client: Client, dead: OutboxMessage, who: str) -> None:
    client.force_login(getattr(cast, who))
    answer = client.get(PAGE)
    assert (answer.status_code, "SR-26-000007" in answer.content.decode()) == (403, False)


def test_decision_is_closed_to_others(cast: Cast, client: Client, dead: OutboxMessage) -> None:
    client.force_login(cast.supervisor)
    assert decided(client, dead, decision="retry") == State.DEAD


def test_decision_is_not_made_by_opening_an_address(admin: Client, dead: OutboxMessage) -> None:
    assert admin.get(f"{PAGE}{dead.pk}/").status_code == 405


@pytest.mark.parametrize(
    ("topic", "receiver"),
    [
        ("request.answered", "To the requester"),
        ("rating.asked", "To the requester"),
        ("rating.pressured", "To supervision"),
        ("work_order.dispatched", "To an agency"),
        ("work_order.answered", "To everybody who reported the matter"),
        ("whistle.called", "To the agencies called"),
        ("appeal.decided", "To the requester and the agency"),
        ("period.shown", "To every agency that is scored"),
    ],
)
def test_dead_letter_says_to_whom_it_was(
    admin: Client, dead: OutboxMessage, topic: str, receiver: str
) -> None:
    OutboxMessage.objects.update(topic=topic)
    assert receiver in admin.get(PAGE).content.decode()
