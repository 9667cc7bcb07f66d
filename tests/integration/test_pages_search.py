"""Search: what is found, and what is not found by those who may not know of it."""

import pytest
from django.test import Client

from cityloop.core.models import AuditEvent
from cityloop.intake.models import Matter, ServiceRequest
from cityloop.intake.operations.words import index_words
from cityloop.workorders.queries.search import MOST
from tests.people import NAME, NOW, PHONE, Cast, a_report, a_request, an_order

pytestmark = pytest.mark.django_db


def found(cast: Cast, who: str, text: str, **more: str | int) -> str:
    client = Client()
    client.force_login(getattr(cast, who))
    answer = client.get("/search/", {"q": text, **more}, follow=True)
    return answer.content.decode()


def findable(request: ServiceRequest, title: str = "") -> ServiceRequest:
    if title:
        request.title = title
        request.save()
    index_words([request])
    return request


def test_number_leads_straight_to_the_order(cast: Cast, client: Client) -> None:
    order = an_order(cast.town)
    client.force_login(cast.handler)
    answer = client.get("/search/", {"q": order.number.lower()})
    assert answer["Location"] == f"/agency/work-orders/{order.number}/"


def test_beginning_of_a_number_lists_what_begins_so(cast: Cast) -> None:
    request = a_request(cast.town)
    assert request.number in found(cast, "operator", request.number[:-1])


@pytest.mark.parametrize(
    "text", ["ferry LAMP", "渡口路灯", "路灯 dark", '"dark lamps"', "street corner", "3 Ferry Lane"]
)
def test_words_of_title_text_and_address_are_found(cast: Cast, text: str) -> None:
    request = findable(a_request(cast.town), "Ferry street: dark lamp 渡口路灯不亮")
    assert request.number in found(cast, "operator", text)


@pytest.mark.parametrize("text", ["ferry tram", "口灯", '"lamp dark"', "灯路"])
def test_what_does_not_hold_every_word_is_not_found(cast: Cast, text: str) -> None:
    request = findable(a_request(cast.town), "Ferry: dark lamp 渡口路灯不亮")
    assert request.number not in found(cast, "operator", text)


def test_hit_is_marked_and_the_rest_escaped(cast: Cast) -> None:
    findable(a_request(cast.town), "<b>Ferry lamp</b>")
    assert "&lt;b&gt;Ferry <mark>lamp</mark>&lt;/b&gt;" in found(cast, "operator", "lamps")


@pytest.mark.parametrize(
    "text", ['"', "AND OR NOT", "words : *", 'a" NEAR(b, 1', "' | & ! <->", "§a1"]
)
def test_nothing_typed_is_an_error(cast: Cast, client: Client, text: str) -> None:
    client.force_login(cast.handler)
    assert client.get("/search/", {"q": text}).status_code == 200


def test_scope_of_an_agency_is_no_word(cast: Cast) -> None:
    order = an_order(cast.town)
    findable(order.request)
    assert order.request.number not in found(cast, "operator", f"§a{order.agency_id}")


def test_agency_finds_its_own_order_by_words(cast: Cast) -> None:
    order = an_order(cast.town)
    findable(order.request)
    again = an_order(cast.town, request=order.request, agency=cast.town.lighting)
    assert again.number in found(cast, "handler", "lamp")


def test_order_written_after_its_words_is_found(cast: Cast) -> None:
    request = findable(a_request(cast.town))
    order = an_order(cast.town, request=request)
    assert order.number in found(cast, "handler", "lamp")


def test_order_of_another_agency_is_not_found(cast: Cast) -> None:
    order = an_order(cast.town, request=findable(a_request(cast.town), "Ferry lamp"))
    assert order.number not in found(cast, "rival", "lamp")


def test_many_hits_are_counted_up_to_a_limit(cast: Cast) -> None:
    for _ in range(MOST + 1):
        findable(a_request(cast.town))
    assert f"20 of more than {MOST}" in found(cast, "operator", "lamp")


def test_further_page_of_one_list_is_shown(cast: Cast) -> None:
    oldest, *_newer = [findable(a_request(cast.town)) for _ in range(21)]
    assert oldest.number in found(cast, "operator", "lamp", **{"in": "requests", "page": "2"})


@pytest.mark.parametrize("typed", [PHONE, f"+86 {PHONE}", PHONE.replace("-", "")])
def test_phone_finds_what_its_caller_asked(cast: Cast, typed: str) -> None:
    request = a_request(cast.town)
    assert request.number in found(cast, "operator", typed)


def test_name_finds_what_this_person_asked(cast: Cast) -> None:
    request = a_request(cast.town)
    assert request.number in found(cast, "operator", NAME.lower())


@pytest.mark.parametrize("typed", [PHONE, NAME])
def test_look_up_of_a_person_is_kept(cast: Cast, typed: str) -> None:
    a_request(cast.town)
    found(cast, "operator", typed)
    assert AuditEvent.objects.filter(what="identity.searched", by=cast.operator).count() == 1


def test_look_up_of_words_is_not_kept(cast: Cast) -> None:
    findable(a_request(cast.town))
    found(cast, "operator", "lamp")
    assert not AuditEvent.objects.filter(what="identity.searched").exists()


@pytest.mark.parametrize("typed", [PHONE, NAME])
@pytest.mark.parametrize("who", ["dispatcher", "handler", "supervisor"])
def test_person_is_not_found_by_those_who_do_not_see_who_calls(
    cast: Cast, who: str, typed: str
) -> None:
    number = an_order(cast.town).request.number
    assert number not in found(cast, who, typed)


@pytest.mark.parametrize("typed", [PHONE, NAME])
def test_report_of_wrongdoing_is_not_found_by_who_made_it(cast: Cast, typed: str) -> None:
    report = a_report(cast.town, about=cast.town.lighting)
    assert report.number not in found(cast, "operator", typed)


@pytest.mark.parametrize("typed", [PHONE, NAME])
def test_confidential_request_is_not_found_by_who_made_it(cast: Cast, typed: str) -> None:
    request = a_request(cast.town, confidential=True)
    assert request.number not in found(cast, "operator", typed)


@pytest.mark.parametrize("who", ["operator", "dispatcher", "handler", "supervisor"])
def test_words_of_a_report_of_wrongdoing_are_not_found(cast: Cast, who: str) -> None:
    report = findable(a_report(cast.town, about=None))
    order = an_order(cast.town, request=report)
    page = found(cast, who, "present")
    assert (report.number in page, order.number in page) == (False, False)


def test_person_without_pages_is_refused(cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    assert client.get("/search/").status_code == 403


def test_person_without_pages_sees_no_search(cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    assert "site-search" not in client.get("/").content.decode()


def test_not_even_how_many_reports_hold_a_word_is_told(cast: Cast) -> None:
    findable(a_report(cast.town, about=None))
    assert "Nothing was found" in found(cast, "operator", "present")


def test_requests_of_matters_come_in_the_order_of_the_matters(cast: Cast) -> None:
    town = cast.town
    matters = [
        Matter.objects.create(number=number, service_type=town.lights, opened_at=NOW)
        for number in ("MT-25-000002", "MT-25-000001")
    ]
    later, earlier = (a_request(town, matter=one) for one in matters)
    page = found(cast, "operator", "MT-25-")
    assert page.index(earlier.number) < page.index(later.number)
