"""What the mail says, to whom, in which language, and what it never says."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from pytest_django import Settings

from cityloop.agencies.models import Agency
from cityloop.core.errors import InputError
from cityloop.core.models import City, OutboxMessage
from cityloop.core.operations import Notice, enqueue
from cityloop.intake.models import Identity, Requester, ServiceRequest
from cityloop.integrations.mail.letters import languages, wordings
from cityloop.workorders.choices import OrderType
from tests.people import DAY, NAME, NOW, PHONE, Cast, a_report, a_request, an_answered_order
from tests.people import an_order as an_open_order

pytestmark = pytest.mark.django_db
State = OutboxMessage.State
HER_MAIL = "mei@home.example"
DESK = "desk@lighting.example"


@pytest.fixture(autouse=True)
def mailbox(tmp_path: Path, settings: Settings) -> Path:
    """The folder that the mail of a test goes into."""
    settings.MAIL_URL, settings.MAIL_FROM = f"folder:{tmp_path}", "City <desk@city.example>"
    return tmp_path


def told(topic: str, subject: str, **payload: str) -> OutboxMessage:
    """Write the message and deliver all there is; the message as it is then."""
    [message] = enqueue([Notice(topic, subject, payload)], by=None, at=NOW)
    call_command("deliver_outbox")
    message.refresh_from_db()
    return message


def letters(mailbox: Path) -> list[EmailMessage]:
    return [message_from_bytes(one.read_bytes(), policy=default) for one in mailbox.iterdir()]


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def with_mail(request: ServiceRequest, *, language: str = "en") -> ServiceRequest:
    Identity.objects.filter(requester=request.requester_id).update(email=HER_MAIL)
    Requester.objects.filter(pk=request.requester_id).update(language=language)
    return request


def with_mailbox(agency: Agency) -> None:
    Agency.objects.filter(pk=agency.pk).update(email=DESK)


def test_requester_is_told_that_the_request_arrived(cast: Cast, mailbox: Path) -> None:
    request = with_mail(a_request(cast.town))
    told("request.received", request.number)
    [letter] = letters(mailbox)
    assert (letter["To"], letter["Subject"]) == (
        HER_MAIL,
        f"We have received your request {request.number}",
    )


def test_requester_is_told_in_chinese(cast: Cast, mailbox: Path) -> None:
    request = with_mail(a_request(cast.town), language="zh-hans")
    told("request.received", request.number)
    [letter] = letters(mailbox)
    assert letter["Subject"] == f"已收到您的诉求 {request.number}"
    assert "试城" in text_of(letter)


def test_letter_in_a_language_without_words_is_english(cast: Cast, mailbox: Path) -> None:
    request = with_mail(a_request(cast.town), language="fr")
    told("request.received", request.number)
    assert letters(mailbox)[0]["Content-Language"] == "en"


def test_letter_never_repeats_what_the_request_says(cast: Cast, mailbox: Path) -> None:
    request = with_mail(a_request(cast.town))
    told("request.received", request.number)
    said = (letters(mailbox)[0].as_string(), request.title, request.text, NAME, PHONE)
    assert [one for one in said[1:] if one in said[0]] == []


def test_answer_is_told_with_its_words(cast: Cast, mailbox: Path) -> None:
    order = an_answered_order(cast.town, request=with_mail(a_request(cast.town)))
    told("work_order.answered", order.number)
    assert "The lamp was replaced on Sunday evening." in text_of(letters(mailbox)[0])


def test_answer_is_told_to_everybody_who_joined_the_matter(cast: Cast, mailbox: Path) -> None:
    order = an_answered_order(cast.town, request=with_mail(a_request(cast.town)))
    other = with_mail(a_request(cast.town, matter=order.matter, state="linked"))
    told("work_order.answered", order.number)
    subjects = {one["Subject"].split()[2] for one in letters(mailbox)}
    assert subjects == {order.request.number, other.number}


def test_answer_of_a_joining_agency_is_not_told(cast: Cast, mailbox: Path) -> None:
    lead = an_open_order(cast.town, request=with_mail(a_request(cast.town)))
    co = an_answered_order(
        cast.town, request=lead.request, agency=cast.town.housing, order_type=OrderType.CO
    )
    message = told("work_order.answered", co.number)
    assert (message.state, letters(mailbox)) == (State.NO_ADDRESS, [])


def test_confidential_requester_is_told_the_number_alone(cast: Cast, mailbox: Path) -> None:
    request = with_mail(a_request(cast.town, confidential=True))
    told("work_order.answered", an_answered_order(cast.town, request=request).number)
    text = text_of(letters(mailbox)[0])
    assert ("The lamp" in text, "Call the hotline to hear the answer." in text) == (False, True)


def test_new_time_is_told_in_the_citys_zone(cast: Cast, mailbox: Path) -> None:
    order = an_open_order(cast.town, request=with_mail(a_request(cast.town)))
    told("work_order.extended", order.number)
    # 1 o'clock in UTC is 9 o'clock there.
    assert "by 8 March 2026, 09:00." in text_of(letters(mailbox)[0])


def test_requester_without_a_mail_address_is_a_final_state(cast: Cast, mailbox: Path) -> None:
    message = told("request.received", a_request(cast.town).number)
    assert (message.state, message.error) == (
        State.NO_ADDRESS,
        "the requester has left no e-mail address",
    )


def test_requester_whose_identity_is_erased_is_not_mailed(cast: Cast, mailbox: Path) -> None:
    request = with_mail(a_request(cast.town))
    Identity.objects.all().delete()
    assert (told("request.received", request.number).state, letters(mailbox)) == (
        State.NO_ADDRESS,
        [],
    )


def test_row_of_the_outbox_holds_no_personal_data(cast: Cast, mailbox: Path) -> None:
    message = told("request.received", with_mail(a_request(cast.town)).number)
    row = str(OutboxMessage.objects.values().get(pk=message.pk))
    assert [one for one in (HER_MAIL, NAME, PHONE) if one in row] == []


def test_same_message_has_the_same_name_at_every_try(cast: Cast, mailbox: Path) -> None:
    message = told("request.received", with_mail(a_request(cast.town)).number)
    first = letters(mailbox)[0]["Message-ID"]
    OutboxMessage.objects.filter(pk=message.pk).update(state=State.PENDING)
    call_command("deliver_outbox")
    assert {one["Message-ID"] for one in letters(mailbox)} == {first}


def test_rating_is_asked_for_with_its_link(cast: Cast, mailbox: Path, settings: Settings) -> None:
    settings.SITE_URL = "https://requests.city.example"
    request = with_mail(a_request(cast.town))
    told("rating.asked", request.number, follow_up="7")
    assert "https://requests.city.example/rate/" in text_of(letters(mailbox)[0])


def test_letter_leads_to_the_page_of_the_request(
    cast: Cast, mailbox: Path, settings: Settings
) -> None:
    settings.SITE_URL = "https://requests.city.example"
    told("request.received", with_mail(a_request(cast.town)).number)
    assert "https://requests.city.example/r/" in text_of(letters(mailbox)[0])


def test_letter_leads_to_nothing_said_in_confidence(
    cast: Cast, mailbox: Path, settings: Settings
) -> None:
    settings.SITE_URL = "https://requests.city.example"
    told("request.received", with_mail(a_request(cast.town, confidential=True)).number)
    assert "https://" not in text_of(letters(mailbox)[0])


def test_agency_is_told_of_a_new_order(cast: Cast, mailbox: Path) -> None:
    with_mailbox(cast.town.lighting)
    order = an_open_order(cast.town)
    told("work_order.dispatched", order.number)
    [letter] = letters(mailbox)
    assert (letter["To"], order.number in letter["Subject"]) == (DESK, True)


def test_agency_is_not_told_by_mail_what_the_request_says(cast: Cast, mailbox: Path) -> None:
    with_mailbox(cast.town.lighting)
    order = an_open_order(cast.town)
    told("work_order.dispatched", order.number)
    said = letters(mailbox)[0].as_string()
    secrets = (order.request.title, order.request.text, order.request.address, NAME, PHONE)
    assert [one for one in secrets if one in said] == []


def test_agency_without_a_mailbox_is_a_final_state(cast: Cast, mailbox: Path) -> None:
    message = told("work_order.dispatched", an_open_order(cast.town).number)
    assert (message.state, message.error) == (
        State.NO_ADDRESS,
        "no agency with a mailbox is concerned",
    )


def test_accused_agency_is_never_told(cast: Cast, mailbox: Path) -> None:
    with_mailbox(cast.town.lighting)
    report = a_report(cast.town, about=cast.town.lighting)
    message = told("work_order.urged", an_open_order(cast.town, request=report).number)
    assert (message.state, letters(mailbox)) == (State.NO_ADDRESS, [])


def test_part_of_the_accused_agency_is_never_told(cast: Cast, mailbox: Path) -> None:
    with_mailbox(cast.town.lighting)
    report = a_report(cast.town, about=cast.town.district_government)
    message = told("work_order.dispatched", an_open_order(cast.town, request=report).number)
    assert (message.state, letters(mailbox)) == (State.NO_ADDRESS, [])


def test_order_about_a_report_is_told_by_number_alone(cast: Cast, mailbox: Path) -> None:
    with_mailbox(cast.town.lighting)
    report = a_report(cast.town, about=cast.town.housing)
    told("work_order.dispatched", an_open_order(cast.town, request=report).number)
    assert "Misconduct" not in letters(mailbox)[0].as_string()


def test_escalation_goes_to_the_office_of_the_role(cast: Cast, mailbox: Path) -> None:
    with_mailbox(cast.town.district_government)
    order = an_open_order(cast.town)
    told("work_order.escalated", order.number, role="district_coordinator", percent="100")
    assert "100 %" in letters(mailbox)[0]["Subject"]


def test_topic_that_nobody_is_mailed_about_is_a_final_state(cast: Cast) -> None:
    message = told("rating.pressured", an_open_order(cast.town).number)
    assert (message.state, message.error) == (
        State.NO_ADDRESS,
        "supervision finds it in the audit trail alone",
    )


def test_message_about_nothing_does_not_stop_the_others(cast: Cast, mailbox: Path) -> None:
    request = with_mail(a_request(cast.town))
    enqueue([Notice("request.received", "SR-0")], by=None, at=NOW - DAY)
    told("request.received", request.number)
    states = dict(OutboxMessage.objects.values_list("subject", "state"))
    assert states == {"SR-0": State.PENDING, request.number: State.SENT}


def test_letters_are_written_in_every_language_of_the_pages() -> None:
    assert languages() == tuple(sorted(code for code, _name in configured.LANGUAGES))


def test_every_letter_is_written_in_every_language() -> None:
    assert {frozenset(wordings(one)) for one in languages()} == {frozenset(wordings("en"))}


def test_text_and_html_say_the_same(cast: Cast, mailbox: Path) -> None:
    order = an_answered_order(
        cast.town, request=with_mail(a_request(cast.town)), answer="<b>Done</b> & dusted."
    )
    told("work_order.answered", order.number)
    part = letters(mailbox)[0].get_body(("html",))
    assert part is not None
    assert "&lt;b&gt;Done&lt;/b&gt; &amp; dusted." in part.get_content()


def test_production_without_a_mail_server_is_refused(settings: Settings) -> None:
    settings.MAIL_URL = ""
    with pytest.raises(InputError, match="CITYLOOP_MAIL_URL"):
        call_command("deliver_outbox")


def test_command_without_a_sender_is_refused(settings: Settings) -> None:
    settings.MAIL_FROM = ""
    with pytest.raises(InputError, match="CITYLOOP_MAIL_FROM"):
        call_command("deliver_outbox")


def test_lease_too_short_for_one_letter_is_refused(settings: Settings) -> None:
    settings.OUTBOX = {**settings.OUTBOX, "lease_seconds": 60}
    with pytest.raises(InputError, match="CITYLOOP_OUTBOX_LEASE"):
        call_command("deliver_outbox")


def test_command_counts_in_json(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    enqueue([Notice("rating.pressured", "WO-1")], by=None, at=NOW)
    City.objects.get()
    call_command("deliver_outbox", json=True)
    assert '"no_address": 1' in capsys.readouterr().out
