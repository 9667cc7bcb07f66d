"""Search: what is found, and what is not found by those who may not know of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cityloop.core.models import AuditEvent
from cityloop.intake.models import ServiceRequest
from tests.people import PHONE, Cast, a_report, a_request, an_order

pytestmark = pytest.mark.django_db


def found(cast: Cast, who: str, text: str) -> str:
    client = Client()
    client.force_login(getattr(cast, who))
    answer = client.get("/search/", {"q": text}, follow=True)
    return answer.content.decode()


def _lately(request: ServiceRequest, title: str) -> ServiceRequest:
    request.title, request.received_at = title, timezone.now() - timedelta(days=1)
    request.save()
    return request


def test_number_leads_straight_to_the_order(cast: Cast, client: Client) -> None:
    order = an_order(cast.town)
    client.force_login(cast.handler)
    answer = client.get("/search/", {"q": order.number.lower()})
    assert answer["Location"] == f"/agency/work-orders/{order.number}/"


def test_beginning_of_a_number_lists_what_begins_so(cast: Cast) -> None:
    request = a_request(cast.town)
    assert request.number in found(cast, "operator", request.number[:-1])


@pytest.mark.parametrize("text", ["ferry LAMP", "渡口路灯"])
def test_words_of_a_title_are_found(cast: Cast, text: str) -> None:
    request = _lately(a_request(cast.town), "Ferry: dark lamp 渡口路灯不亮")
    assert request.number in found(cast, "operator", text)


def test_phone_finds_what_its_caller_asked(cast: Cast) -> None:
    request = a_request(cast.town)
    assert request.number in found(cast, "operator", PHONE)


def test_look_up_by_phone_is_kept(cast: Cast) -> None:
    a_request(cast.town)
    found(cast, "operator", PHONE)
    assert AuditEvent.objects.filter(what="identity.searched", by=cast.operator).count() == 1


@pytest.mark.parametrize("who", ["dispatcher", "handler", "supervisor"])
def test_phone_finds_nothing_for_those_who_do_not_see_who_calls(cast: Cast, who: str) -> None:
    number = an_order(cast.town).request.number
    assert number not in found(cast, who, PHONE)


def test_report_of_wrongdoing_is_not_found_by_who_made_it(cast: Cast) -> None:
    report = a_report(cast.town, about=cast.town.lighting)
    assert report.number not in found(cast, "operator", PHONE)


def test_order_of_another_agency_is_not_found(cast: Cast) -> None:
    order = an_order(cast.town)
    _lately(order.request, "Ferry lamp")
    assert order.number not in found(cast, "rival", "lamp")


def test_person_without_pages_is_refused(cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    assert client.get("/search/").status_code == 403


def test_person_without_pages_sees_no_search(cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    assert "site-search" not in client.get("/").content.decode()
