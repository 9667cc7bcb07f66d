"""Not dispatched: what the operator found out proposes the treatment, with article and reason."""

import pytest
from django.test import Client

from cityloop.intake.choices import RequestState, Treatment
from tests.people import Cast, a_request, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(cast: Cast, client: Client) -> Client:
    client.force_login(cast.operator)
    return client


def page(client: Client, number: str, query: str = "") -> str:
    return client.get(f"/hotline/requests/{number}/treat/{query}").content.decode()


def test_page_proposes_nothing_by_itself(cast: Cast, operator: Client) -> None:
    found = page(operator, a_request(cast.town).number)
    assert "Nothing speaks against dispatching it." in found


def test_court_proposes_the_legal_channel_with_its_article(cast: Cast, operator: Client) -> None:
    found = page(operator, a_request(cast.town).number, "?legal_channel=on&found=1")
    assert "Art. 11(2)" in found
    assert "say which one and how to reach it" in found.replace("\n", " ")


def test_proposed_treatment_stands_ready_on_the_form(cast: Cast, operator: Client) -> None:
    found = page(operator, a_request(cast.town).number, "?outside_duties=on&found=1")
    ready = f'value="{Treatment.OUTSIDE_DUTIES.value}"'
    assert "checked" in found.partition(ready)[2].partition(">")[0]


def test_danger_comes_before_everything_else(cast: Cast, operator: Client) -> None:
    found = page(operator, a_request(cast.town).number, "?unlawful=on&emergency=on&found=1")
    assert "Art. 11(1)" in found


def test_open_matter_of_the_same_person_is_ticked(cast: Cast, operator: Client) -> None:
    first = an_order(cast.town).request
    asked = a_request(cast.town)
    asked.requester = first.requester
    asked.save()
    assert "Art. 11(3)" in page(operator, asked.number)


def test_proposal_is_said_in_chinese(cast: Cast, operator: Client) -> None:
    number = a_request(cast.town).number
    address = f"/hotline/requests/{number}/treat/?emergency=on&found=1"
    found = operator.get(address, headers={"accept-language": "zh-hans"}).content.decode()
    assert "立即转接紧急热线" in found


def test_person_decides_otherwise(cast: Cast, operator: Client) -> None:
    asked = a_request(cast.town)
    said = {"treatment": Treatment.OUTSIDE_DUTIES.value, "reason": "Told which shop mends it."}
    operator.post(f"/hotline/requests/{asked.number}/treat/?emergency=on&found=1", said)
    asked.refresh_from_db()
    assert (asked.state, asked.treatment) == (RequestState.REFUSED, Treatment.OUTSIDE_DUTIES)
