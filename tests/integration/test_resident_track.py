"""A resident follows a request; nobody follows somebody else's."""

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from cityloop.flows import dispatch, handle
from cityloop.flows.letters import following_path
from cityloop.intake.models import TrackingTry
from cityloop.intake.rules.numbering import reference
from cityloop.web.citizen.urls import urlpatterns
from cityloop.workorders.models import WorkOrder
from tests.integration.resident_pages import private_link, sent, text_of
from tests.people import (
    DAY,
    NAME,
    NOW,
    PHONE,
    Cast,
    a_report,
    a_request,
    an_answered_order,
    an_order,
)

pytestmark = pytest.mark.django_db
DIGITS = PHONE.replace("-", "")[-4:]


def look_up(client: Client, number: str, digits: str) -> str:
    form = {"reference": number, "digits": digits}
    return text_of(client.post("/track/", form, follow=True))


def test_private_link_opens_the_request(cast: Cast, client: Client) -> None:
    request = sent(client)
    page = text_of(Client().get(private_link(client), follow=True))
    assert reference(request.number) in page


def test_link_in_a_letter_opens_the_request(cast: Cast, client: Client) -> None:
    request = a_request(cast.town)
    page = text_of(client.get(following_path(request.number), follow=True))
    assert request.title in page


def test_link_in_a_letter_opens_nothing_said_in_confidence(cast: Cast, client: Client) -> None:
    request = a_request(cast.town, confidential=True)
    assert client.get(following_path(request.number)).status_code == 404


def test_link_that_is_not_whole_says_so(cast: Cast, client: Client) -> None:
    sent(client)
    assert "not complete" in text_of(Client().get(private_link(client)[:-3] + "/"))


def test_reference_and_digits_open_the_request(cast: Cast, client: Client) -> None:
    request = a_request(cast.town)
    assert request.title in look_up(client, reference(request.number), DIGITS)


@pytest.mark.parametrize("digits", ["0000", "", "9", "5550199", "abcd"])
def test_other_digits_open_nothing(cast: Cast, client: Client, digits: str) -> None:
    request = a_request(cast.town)
    assert request.title not in look_up(client, request.number, digits)


def test_slip_in_the_reference_is_told(cast: Cast, client: Client) -> None:
    assert "There is a slip in the reference" in look_up(client, "SR-26-004771-9", DIGITS)


def test_what_does_not_exist_reads_like_what_does_not_fit(cast: Cast, client: Client) -> None:
    request = a_request(cast.town)
    exists = look_up(client, request.number, "0000").replace(request.number, "NUMBER")
    missing = look_up(client, "SR-25-999999", "0000").replace("SR-25-999999", "NUMBER")
    assert _main(exists) == _main(missing)


def _main(page: str) -> list[str]:
    main = page.split("<main")[1].split("</main>", maxsplit=1)[0]
    return [line for line in main.splitlines() if "csrf" not in line]


def test_shielded_report_opens_by_its_link_alone(cast: Cast, client: Client) -> None:
    report = a_report(cast.town, about=cast.town.lighting)
    assert report.title not in look_up(client, report.number, DIGITS)


def test_confidential_request_opens_by_its_link_alone(cast: Cast, client: Client) -> None:
    request = a_request(cast.town, confidential=True)
    assert request.title not in look_up(client, request.number, DIGITS)


def test_guessing_ends_after_five_tries(cast: Cast, client: Client) -> None:
    request = a_request(cast.town)
    for digits in ("0000", "0001", "0002", "0003", "0004"):
        look_up(client, request.number, digits)
    page = look_up(client, request.number, DIGITS)
    assert "Try again in 15 minutes." in page
    assert request.title not in page


def test_guessing_from_many_places_ends_too(cast: Cast) -> None:
    request = a_request(cast.town)
    for number in range(5):
        other = Client(REMOTE_ADDR=f"192.0.2.{number}")
        look_up(other, request.number, "0000")
    assert "too many look-ups" in look_up(Client(REMOTE_ADDR="192.0.2.9"), request.number, DIGITS)


def test_tries_are_forgotten_after_their_time(cast: Cast, client: Client) -> None:
    request = a_request(cast.town)
    TrackingTry.objects.create(at=NOW - DAY, origin="o", about="a")
    look_up(client, request.number, DIGITS)
    assert not TrackingTry.objects.filter(origin="o").exists()


def test_tries_hold_no_address_in_clear(cast: Cast, client: Client) -> None:
    look_up(client, a_request(cast.town).number, "0000")
    assert "127.0.0.1" not in TrackingTry.objects.get().origin


@pytest.fixture
def followed(cast: Cast, client: Client) -> WorkOrder:
    """A request that was sent, taken up and answered, opened by its requester."""
    request = sent(client)
    order = dispatch.dispatch_request(request, by=cast.dispatcher, at=NOW)
    handle.accept(order, by=cast.handler, at=NOW)
    handle.contact(order, note="Secret note of the handler.", by=cast.handler, at=NOW)
    handle.answer(order, outcome="resolved", text="It shines.", by=cast.handler, at=NOW)
    return order


def page_of(client: Client, order: WorkOrder) -> str:
    return text_of(client.get(f"/requests/{order.request.number}/"))


def test_page_tells_what_happened_in_words(client: Client, followed: WorkOrder) -> None:
    page = page_of(client, followed)
    told = (
        "We received your request.",
        "It was sent to Lighting Agency.",
        "Lighting Agency took it up.",
        "Lighting Agency was in touch.",
        "Lighting Agency answered.",
        "It shines.",
    )
    assert [text for text in told if text not in page] == []


def test_page_shows_the_three_clocks(client: Client, followed: WorkOrder) -> None:
    page = page_of(client, followed)
    assert [text for text in ("First contact", ">Answer<", "Solved") if text not in page] == []


def test_page_tells_nothing_that_is_meant_for_colleagues(
    client: Client, followed: WorkOrder
) -> None:
    page = page_of(client, followed)
    inside = ("Secret note", "Hal Handler", "Dan Dispatcher", followed.number, "in_progress")
    assert [text for text in inside if text in page] == []


def test_extension_is_shown_with_its_reason(cast: Cast, client: Client) -> None:
    request = sent(client)
    order = dispatch.dispatch_request(request, by=cast.dispatcher, at=NOW)
    handle.accept(order, by=cast.handler, at=NOW)
    handle.contact(order, note="By phone.", by=cast.handler, at=NOW)
    handle.request_extension(
        order, amount=1, reason="The mast is ordered.", requester_told=True, by=cast.handler, at=NOW
    )
    handle.decide_extension(order, granted=True, reason="Inside only.", by=cast.head, at=NOW)
    page = page_of(client, order)
    assert ("The mast is ordered." in page, "Inside only." in page) == (True, False)


def test_one_who_joined_reads_no_words_of_the_other(
    cast: Cast, client: Client, unguarded: None
) -> None:
    theirs = an_answered_order(cast.town)
    theirs.events.update(reason="Words of the other person")
    mine = sent(client)
    mine.matter, mine.state = theirs.matter, "linked"
    mine.save()
    page = text_of(client.get(f"/requests/{mine.number}/"))
    hidden = ("Words of the other", theirs.request.title, theirs.request.text, NAME, PHONE)
    assert [text for text in hidden if text in page] == []


VALUES = {
    "token": "nothing",
    "code": "no-such-answer",
    "name": "0.jpg",
    "answer": "resolved",
}
SECRETS = ("Very secret title", "Very secret words", "9 Secret Street", NAME, PHONE)


def addresses(number: str) -> list[str]:
    """Every address of the pages for residents, about a request where it names one."""
    actions = ("add", "reply", "withdraw", "again", "appeal")
    found = []
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        names = list(pattern.pattern.converters)
        for action in actions if "action" in names else ("",):
            values = {**VALUES, "number": number, "action": action}
            given = {name: values[name] for name in names}
            found.append(reverse(str(pattern.name), kwargs=given))
    return [*found, "/"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_shows_anything_of_another_persons_request(
    cast: Cast, client: Client, method: str
) -> None:
    secret = {"title": SECRETS[0], "text": SECRETS[1], "address": SECRETS[2]}
    order = an_order(cast.town, request=a_request(cast.town, **secret))
    sent(client)
    pages = {
        address: text_of(getattr(client, method)(address, follow=True))
        for address in addresses(order.request.number)
    }
    leaks = [(address, text) for address, page in pages.items() for text in SECRETS if text in page]
    assert leaks == []


def test_walk_reaches_a_page_that_would_leak(cast: Cast, client: Client) -> None:
    secret = {"title": SECRETS[0], "text": SECRETS[1], "address": SECRETS[2]}
    request = a_request(cast.town, **secret)
    client.get(following_path(request.number))
    page = text_of(client.get(f"/requests/{request.number}/"))
    assert [text for text in SECRETS[:3] if text not in page] == []


def test_pages_are_kept_by_no_cache(cast: Cast, client: Client) -> None:
    assert "no-store" in client.get("/track/")["Cache-Control"]
