"""Pages of the hotline: what an operator sees while somebody speaks."""

from datetime import date

import pytest
from django.test import Client

from cityloop.intake.choices import RequestState
from cityloop.intake.models import Matter
from cityloop.knowledge.models import KnowledgeItem
from tests.people import Cast, a_report, a_request, an_order

pytestmark = pytest.mark.django_db
WORDS = {"text": "The street light at the corner is dark", "kind": "complaint"}
PLACED = {**WORDS, "service_type": "street-light", "area": "ferry"}


@pytest.fixture
def operator(cast: Cast, client: Client) -> Client:
    client.force_login(cast.operator)
    return client


@pytest.fixture
def dispatcher(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.dispatcher)
    return client


def hints(client: Client, data: dict[str, str], *, language: str = "en") -> str:
    headers = {"hx-request": "true", "accept-language": language}
    return client.post("/hotline/hints/", data, headers=headers).content.decode()


@pytest.fixture
def answer(cast: Cast) -> KnowledgeItem:
    return KnowledgeItem.objects.create(
        code="street-light",
        titles={"en": "How a street light is mended", "zh-hans": "路灯如何报修"},
        bodies={"en": "Say the number on the mast.", "zh-hans": "请告知灯杆编号。"},
        owner=cast.town.lighting,
        valid_from=date(2026, 1, 1),
    )


def test_hints_show_the_answer_that_fits(operator: Client, answer: KnowledgeItem) -> None:
    assert "Say the number on the mast." in hints(operator, WORDS)


def test_hints_leave_out_an_answer_that_has_ended(operator: Client, answer: KnowledgeItem) -> None:
    KnowledgeItem.objects.update(valid_to=date(2026, 3, 1))
    assert "Say the number on the mast." not in hints(operator, WORDS)


def test_hints_put_the_answers_about_the_type_first(
    cast: Cast, operator: Client, answer: KnowledgeItem
) -> None:
    other = KnowledgeItem.objects.create(
        code="corner-shops",
        titles={"en": "Street light at the corner is dark"},
        bodies={"en": "About corner shops."},
        owner=cast.town.housing,
        valid_from=date(2026, 1, 1),
    )
    answer.service_types.add(cast.town.lights)
    part = hints(operator, PLACED)
    assert part.index(answer.title) < part.index(other.title)


def test_hints_say_whose_duty_it_is_and_why(operator: Client) -> None:
    part = hints(operator, PLACED)
    assert "row 214 of list 2026-1: Street light in the whole city" in part


def test_hints_say_why_in_chinese(operator: Client) -> None:
    assert "2026-1 版职责清单第 214 行" in hints(operator, PLACED, language="zh-hans")


def test_hints_say_when_an_answer_would_be_due(operator: Client) -> None:
    assert "an answer is due on 2026-03-09 24:00" in hints(operator, PLACED)


def test_hints_name_the_district_where_no_row_fits(cast: Cast, operator: Client) -> None:
    cast.town.duty.delete()
    assert "the district government must organise the solution" in hints(operator, PLACED)


def test_hints_send_an_unknown_place_without_row_to_consultation(
    cast: Cast, operator: Client
) -> None:
    cast.town.duty.delete()
    part = hints(operator, {**PLACED, "area": ""})
    assert "Nobody yet: consult first" in part


def test_hints_show_the_matter_that_may_be_the_same(cast: Cast, operator: Client) -> None:
    order = an_order(cast.town)
    assert order.matter.number in hints(operator, PLACED)


def test_hints_never_show_a_shielded_matter(cast: Cast, operator: Client) -> None:
    order = an_order(cast.town)
    Matter.objects.update(shielded=True)
    assert order.matter.number not in hints(operator, PLACED)


def test_page_shows_the_same_without_scripts(operator: Client) -> None:
    page = operator.post("/hotline/", {**PLACED, "language": "en", "look": "1"}).content.decode()
    assert "row 214 of list 2026-1" in page


def test_looking_registers_nothing(cast: Cast, operator: Client) -> None:
    operator.post("/hotline/", {**PLACED, "language": "en", "channel": "phone", "look": "1"})
    assert not cast.town.lights.servicerequest_set.exists()


def test_request_without_words_is_not_taken(operator: Client) -> None:
    page = operator.post("/hotline/", {**PLACED, "text": ""}).content.decode()
    assert "This field is required." in page


def test_inbox_leaves_out_a_report_about_the_centre_itself(cast: Cast, dispatcher: Client) -> None:
    a_report(cast.town, about=cast.town.centre)
    assert "Officer took a present" not in dispatcher.get("/hotline/inbox/").content.decode()


def test_inbox_shows_a_report_about_somebody_else(cast: Cast, dispatcher: Client) -> None:
    a_report(cast.town, about=cast.town.housing)
    assert "Officer took a present" in dispatcher.get("/hotline/inbox/").content.decode()


def test_inbox_leaves_out_what_is_decided(cast: Cast, dispatcher: Client) -> None:
    request = a_request(cast.town, state=RequestState.ANSWERED)
    assert request.number not in dispatcher.get("/hotline/inbox/").content.decode()


def test_operator_sees_who_called_and_the_dispatcher_does_not(
    cast: Cast, operator: Client, dispatcher: Client
) -> None:
    page = f"/hotline/requests/{a_request(cast.town).number}/"
    shown = ["Mei Invented" in one.get(page).content.decode() for one in (operator, dispatcher)]
    assert shown == [True, False]


def test_operator_has_no_dispatch_button(cast: Cast, operator: Client) -> None:
    number = a_request(cast.town).number
    page = operator.get(f"/hotline/requests/{number}/").content.decode()
    assert f"/hotline/requests/{number}/dispatch/" not in page


def test_operator_cannot_dispatch_by_hand(cast: Cast, operator: Client) -> None:
    number = a_request(cast.town).number
    assert operator.post(f"/hotline/requests/{number}/dispatch/").status_code == 403


def test_complaint_is_not_answered_at_once_and_the_button_says_why(
    cast: Cast, operator: Client
) -> None:
    page = operator.get(f"/hotline/requests/{a_request(cast.town).number}/").content.decode()
    assert "Only an inquiry or praise is answered at once; dispatch this one." in page


def test_another_agency_needs_a_reason(cast: Cast, dispatcher: Client) -> None:
    number = a_request(cast.town).number
    data = {"agency": cast.town.housing.pk}
    page = dispatcher.post(f"/hotline/requests/{number}/dispatch/", data).content.decode()
    assert "Another agency needs a reason." in page
