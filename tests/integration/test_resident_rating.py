"""The rating by mail: one click is kept, a scanner's clicks count for nothing."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from cityloop.core.models import OutboxMessage
from cityloop.flows import follow_up as flow
from cityloop.flows import rating
from cityloop.flows.letters import rating_path
from cityloop.followups.choices import DrawReason
from cityloop.followups.models import FollowUp, LinkAnswer
from cityloop.intake.models import Identity
from cityloop.workorders.models import WorkOrder
from tests.integration.resident_pages import text_of
from tests.people import DAY, NOW, Cast, an_answered_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast: Cast) -> FollowUp:
    order = an_answered_order(cast.town)
    return FollowUp.objects.create(
        order=order,
        request=order.request,
        reason=DrawReason.SAMPLE,
        stratum="lighting",
        drawn_at=NOW,
        window_from=NOW,
        window_to=NOW + 7 * DAY,
    )


def click(client: Client, asked: FollowUp, answer: str) -> str:
    return text_of(client.get(rating_path(asked.pk, answer=answer), follow=True))


def test_click_is_kept_at_once(client: Client, asked: FollowUp) -> None:
    assert "Kept: Resolved." in click(client, asked, "resolved")
    assert LinkAnswer.objects.get().solved == "resolved"


def test_click_is_no_answer_yet(client: Client, asked: FollowUp) -> None:
    click(client, asked, "resolved")
    asked.refresh_from_db()
    assert (asked.state, asked.solved) == ("queued", "")


def test_second_click_on_the_same_changes_nothing(client: Client, asked: FollowUp) -> None:
    click(client, asked, "resolved")
    click(client, asked, "resolved")
    assert LinkAnswer.objects.count() == 1


def test_question_about_the_head_alone_keeps_nothing(client: Client, asked: FollowUp) -> None:
    client.head(rating_path(asked.pk, answer="resolved"))
    assert not LinkAnswer.objects.exists()


def test_lone_click_counts_when_the_window_ends(client: Client, asked: FollowUp) -> None:
    click(client, asked, "unresolved")
    settled = rating.settle_opened(by=None, at=NOW + 8 * DAY)
    asked.refresh_from_db()
    assert (settled, asked.state, asked.solved) == (1, "reached", "unresolved")


def test_click_does_not_count_before_the_window_ends(client: Client, asked: FollowUp) -> None:
    click(client, asked, "resolved")
    assert rating.settle_opened(by=None, at=NOW + 6 * DAY) == 0


def test_program_that_opens_every_link_answers_nothing(client: Client, asked: FollowUp) -> None:
    for answer in ("resolved", "partly", "unresolved"):
        page = click(client, asked, answer)
    assert "Several answers were opened from the mail." in page
    assert rating.settle_opened(by=None, at=NOW + 8 * DAY) == 0


def test_button_says_it_for_certain(client: Client, asked: FollowUp) -> None:
    click(client, asked, "resolved")
    form = {"solved": "unresolved", "satisfied": "dissatisfied", "contacted": "no"}
    page = text_of(client.post(rating_path(asked.pk), form, follow=True))
    asked.refresh_from_db()
    assert (asked.solved, asked.satisfied, asked.contacted) == ("unresolved", "dissatisfied", False)
    assert "You said that it is not solved." in page


def test_answer_closes_the_order(client: Client, asked: FollowUp) -> None:
    client.post(rating_path(asked.pk), {"solved": "resolved"})
    assert WorkOrder.objects.get().state == "closed"


def test_click_after_the_answer_changes_nothing(client: Client, asked: FollowUp) -> None:
    client.post(rating_path(asked.pk), {"solved": "resolved"})
    page = click(client, asked, "unresolved")
    asked.refresh_from_db()
    assert (asked.solved, "Thank you for your answer." in page) == ("resolved", True)


@pytest.mark.parametrize("path", ["/rate/nothing/", "/rate/nothing/resolved/"])
def test_link_that_nobody_signed_opens_nothing(cast: Cast, client: Client, path: str) -> None:
    assert client.get(path, follow=True).status_code == 404


def test_answer_that_there_is_not_is_kept_as_none(client: Client, asked: FollowUp) -> None:
    client.get(rating_path(asked.pk, answer="splendid"))
    assert not LinkAnswer.objects.exists()


def an_order_to_draw(cast: Cast, **identity: str) -> WorkOrder:
    order = an_answered_order(cast.town, answered_at=NOW - timedelta(hours=1))
    Identity.objects.filter(requester=order.request.requester_id).update(**identity)
    return order


def test_drawn_without_phone_is_asked_by_mail(cast: Cast) -> None:
    order = an_order_to_draw(cast, phone="", email="bo@home.example")
    [drawn] = flow.draw(by=None, at=NOW)
    message = OutboxMessage.objects.get(topic="rating.asked")
    assert (message.subject, message.payload["follow_up"]) == (order.request.number, drawn.pk)


@pytest.mark.parametrize("identity", [{"email": "bo@home.example"}, {"phone": ""}])
def test_drawn_with_a_phone_or_without_mail_is_not_asked_by_mail(
    cast: Cast, identity: dict[str, str]
) -> None:
    an_order_to_draw(cast, **identity)
    flow.draw(by=None, at=NOW)
    assert not OutboxMessage.objects.filter(topic="rating.asked").exists()


def test_link_that_a_caller_sends_goes_by_mail(cast: Cast, asked: FollowUp) -> None:
    flow.log_attempt(asked, mode="web", result="no_reply", by=cast.caller, at=NOW)
    assert OutboxMessage.objects.filter(topic="rating.asked").exists()


def test_letter_has_a_link_for_each_answer(
    cast: Cast, client: Client, asked: FollowUp, tmp_path: Path, settings: Settings
) -> None:
    settings.MAIL_URL, settings.SITE_URL = f"folder:{tmp_path}", "https://city.example"
    Identity.objects.update(email="bo@home.example")
    flow.log_attempt(asked, mode="web", result="no_reply", by=cast.caller, at=NOW)
    call_command("deliver_outbox")
    [file] = tmp_path.iterdir()
    text = _text(message_from_bytes(file.read_bytes(), policy=default))
    link = next(word for word in text.split() if word.endswith("/unresolved/"))
    client.get(link.removeprefix("https://city.example"))
    assert LinkAnswer.objects.get().solved == "unresolved"


def _text(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("hidden", ["shielded", "confidential"])
def test_rating_opens_nothing_that_was_said_in_confidence(
    client: Client, asked: FollowUp, hidden: str
) -> None:
    setattr(asked.request, hidden, True)
    asked.request.save()
    click(client, asked, "resolved")
    client.post(rating_path(asked.pk), {"solved": "resolved"})
    answer = client.get(f"/requests/{asked.request.number}/")
    assert answer["Location"] == f"/track/?reference={asked.request.number}"
