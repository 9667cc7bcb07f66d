"""A resident reports on the pages: in words, without a dead end, once."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from cityloop.flows import resident
from cityloop.flows.report import NewReport
from cityloop.flows.resident import Sheet
from cityloop.intake.choices import RequestState
from cityloop.intake.models import Matter, PrivateLink, ServiceRequest
from cityloop.intake.rules.links import digest_of
from cityloop.responsibility.models import ServiceType
from tests.integration.resident_pages import (
    CONTACT,
    WORDS,
    key_of,
    private_link,
    send,
    sent,
    tell,
    text_of,
)
from tests.people import DAY, NOW, Cast, a_request, an_order

pytestmark = pytest.mark.django_db


def test_first_page_asks_for_the_words(cast: Cast, client: Client) -> None:
    assert 'name="text"' in text_of(client.get("/"))


def test_words_lead_to_the_type_with_who_acts_and_by_when(cast: Cast, client: Client) -> None:
    page = text_of(client.post("/report/", {"text": WORDS}, follow=True))
    assert "Street light" in page
    assert "Usually done by Lighting Agency" in page
    assert re.search(r"Answered by (the end of )?\w+ \d+ March", page)


def test_words_are_understood_in_chinese(cast: Cast, client: Client) -> None:
    client.post("/report/", {"text": "路灯不亮"})
    page = text_of(client.get("/report/about/", headers={"accept-language": "zh-hans"}))
    assert 'value="street-light"' in page


def test_no_words_are_asked_for_again(cast: Cast, client: Client) -> None:
    assert "This field is required." in text_of(client.post("/report/", {"text": " "}))


def test_unknown_words_are_no_dead_end(cast: Cast, client: Client) -> None:
    client.post("/report/", {"text": "xyzzy"})
    tell(client, type_code="none")
    send(client)
    request = ServiceRequest.objects.get()
    assert (request.service_type, request.state) == (None, RequestState.RECEIVED)


def test_report_goes_to_triage_with_its_type(cast: Cast, client: Client) -> None:
    request = sent(client)
    assert (request.service_type, request.state) == (cast.town.lights, RequestState.TRIAGE)
    assert (request.channel, request.text, request.address) == ("web", WORDS, "3 Ferry Lane")


def test_address_that_names_an_area_needs_no_map(cast: Cast, client: Client) -> None:
    assert sent(client).area == cast.town.street


def test_area_is_chosen_from_the_tree_without_losing_the_address(
    cast: Cast, client: Client
) -> None:
    client.post("/report/", {"text": WORDS})
    client.post("/report/about/", {"type": "street-light"})
    page = text_of(client.post("/report/where/", {"address": "At the oak", "in": "south"}))
    assert ('value="At the oak"' in page, 'value="ferry"' in page) == (True, True)


def test_place_may_stay_empty(cast: Cast, client: Client) -> None:
    client.post("/report/", {"text": "Dark lamp"})
    client.post("/report/about/", {"type": "street-light"})
    client.post("/report/where/", {"next": "1"})
    send(client)
    assert ServiceRequest.objects.get().area is None


def test_half_a_point_is_no_point(cast: Cast, client: Client) -> None:
    tell(client, latitude="1.5")
    send(client)
    assert ServiceRequest.objects.get().latitude is None


def test_nobody_has_to_say_who_they_are(cast: Cast, client: Client) -> None:
    tell(client)
    send(client, phone="")
    assert not hasattr(ServiceRequest.objects.get().requester, "identity")


def test_reference_with_check_digit_and_link_are_shown(cast: Cast, client: Client) -> None:
    tell(client)
    page = text_of(client.post("/report/contact/", {"key": key_of(client)}, follow=True))
    assert "SR-26-000001-" in page
    assert private_link(client) in page


def test_link_is_kept_as_a_digest_only(cast: Cast, client: Client) -> None:
    sent(client)
    token = client.session["citizen_sent"]["token"]
    assert PrivateLink.objects.get().digest == digest_of(token)


def test_form_sent_twice_gives_the_same_reference(cast: Cast, client: Client) -> None:
    tell(client)
    form = {"key": key_of(client), **CONTACT}
    first = text_of(client.post("/report/contact/", form, follow=True))
    again = text_of(client.post("/report/contact/", form, follow=True))
    assert ServiceRequest.objects.count() == 1
    assert private_link(client) in first
    assert private_link(client) in again


@pytest.mark.django_db(transaction=True)
def test_sending_one_key_twice_makes_one_request(cast: Cast) -> None:
    sheet = Sheet(NewReport(kind="complaint", text=WORDS, title=WORDS), key="k1")
    first = resident.send(sheet, by=None, at=NOW)
    again = resident.send(sheet, by=None, at=NOW)
    assert (first.request, first.token) == (again.request, again.token)


@pytest.mark.django_db(transaction=True)
def test_two_that_send_one_key_at_once_make_one_request(cast: Cast) -> None:
    sheet = Sheet(NewReport(kind="complaint", text=WORDS, title=WORDS), key="k1")
    start = Barrier(2)

    def once(_number: int) -> str:
        start.wait()
        try:
            return str(resident.send(sheet, by=None, at=NOW).request.number)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        numbers = set(pool.map(once, range(2)))
    assert (len(numbers), ServiceRequest.objects.count()) == (1, 1)


def test_draft_is_gone_after_it_was_sent(cast: Cast, client: Client) -> None:
    sent(client)
    assert "citizen_draft" not in client.session


def test_draft_is_forgotten_when_asked(cast: Cast, client: Client) -> None:
    tell(client)
    client.post("/report/discard/")
    assert WORDS not in text_of(client.get("/report/"))


@pytest.mark.parametrize("page", ["about", "where", "whom", "nearby", "photos", "contact"])
def test_page_opened_too_early_leads_back_to_the_words(
    cast: Cast, client: Client, page: str
) -> None:
    answer = client.get(f"/report/{page}/", follow=True)
    assert answer.redirect_chain[-1][0] == "/report/"


def test_same_matter_nearby_is_joined(cast: Cast, client: Client) -> None:
    order = an_order(cast.town)
    tell(client)
    assert "Me too:" in text_of(client.get("/report/nearby/"))
    client.post("/report/nearby/", {"matter": order.matter.number})
    send(client)
    request = ServiceRequest.objects.order_by("-pk")[0]
    assert (request.state, request.matter) == (RequestState.LINKED, order.matter)


def test_another_matter_than_those_shown_is_not_joined(cast: Cast, client: Client) -> None:
    an_order(cast.town)
    tell(client)
    client.post("/report/nearby/", {"matter": "MT-25-999999"})
    send(client)
    assert ServiceRequest.objects.order_by("-pk")[0].matter is None


def test_nearby_shows_no_words_of_others(cast: Cast, client: Client) -> None:
    order = an_order(cast.town, request=a_request(cast.town, title="Mei's lamp", address="7 Quay"))
    tell(client)
    page = text_of(client.get("/report/nearby/"))
    assert order.matter.number in page
    assert [text for text in ("Mei", "7 Quay", order.request.text) if text in page] == []


@pytest.mark.parametrize(
    "hidden",
    [
        {"shielded": True},
        {"closed_at": NOW},
        {"opened_at": NOW - 400 * DAY},
    ],
)
def test_matter_that_is_not_open_to_others_is_not_offered(
    cast: Cast, client: Client, hidden: dict[str, object]
) -> None:
    an_order(cast.town)
    Matter.objects.update(**hidden)
    tell(client)
    assert client.get("/report/nearby/")["Location"] == "/report/photos/"


def test_matter_of_confidential_requests_alone_is_not_offered(cast: Cast, client: Client) -> None:
    an_order(cast.town, request=a_request(cast.town, confidential=True))
    tell(client)
    assert client.get("/report/nearby/")["Location"] == "/report/photos/"


def test_wrongdoing_goes_the_shielded_way(cast: Cast, client: Client) -> None:
    client.post("/report/", {"text": WORDS, "wrongdoing": "1"})
    client.post("/report/where/", {"next": "1"})
    client.post("/report/whom/", {"agency": "lighting", "subject_name": "Lee Invented"})
    send(client)
    report = ServiceRequest.objects.get()
    assert (report.shielded, report.confidential, report.kind) == (True, True, "irregularity")
    assert (report.subject_agency, report.subject_name) == (cast.town.lighting, "Lee Invented")


def test_shielded_type_goes_the_shielded_way(cast: Cast, client: Client) -> None:
    client.post("/report/", {"text": "misconduct"})
    client.post("/report/about/", {"type": "misconduct"})
    answer = client.post("/report/where/", {"next": "1"})
    assert answer["Location"] == "/report/whom/"


def test_type_that_is_not_public_is_not_offered(cast: Cast, client: Client) -> None:
    ServiceType.objects.filter(code="street-light").update(public=False)
    page = text_of(client.post("/report/", {"text": WORDS}, follow=True))
    assert 'value="street-light"' not in page


def test_firm_reports_as_a_firm(cast: Cast, client: Client) -> None:
    client.post("/report/?as=firm", {"text": WORDS})
    client.post("/report/about/", {"type": "street-light"})
    client.post("/report/where/", {"next": "1"})
    send(client)
    assert ServiceRequest.objects.get().requester.kind == "firm"


def test_staff_sign_in_is_reached_from_the_first_page(cast: Cast, client: Client) -> None:
    assert "/accounts/login/" in text_of(client.get("/"))
