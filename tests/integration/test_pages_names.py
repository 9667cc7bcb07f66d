"""Payers, money sources and channels by the names that the city gives them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from cityloop.core.models import Definition
from cityloop.core.versions import held_content, keep_text
from cityloop.intake.choices import RequestState
from tests.people import NOW, Cast, a_request, an_order

pytestmark = pytest.mark.django_db
MONEY = {
    "sources": [
        {"code": "district-budget", "names": {"en": "Budget of South", "zh-hans": "南区财政"}}
    ],
    "payers": [
        {"code": "district-finance", "names": {"en": "South Finance", "zh-hans": "南区财政局"}}
    ],
}
CHANNELS = {
    "channels": [
        {
            "code": "court",
            "treatment": "legal_channel",
            "names": {"en": "South Court", "zh-hans": "南区法院"},
            "phone": "555-0201",
            "bodies": {"en": "This is before the court.", "zh-hans": "此事正在诉讼。"},
        }
    ]
}


@pytest.fixture
def named(cast: Cast) -> Cast:
    keep_text("money", code="testford", content=MONEY, at=NOW)
    keep_text("channels", code="testford", content=CHANNELS, at=NOW)
    return cast


def page(cast: Cast, who: str, address: str, *, language: str = "en") -> str:
    client = Client()
    client.force_login(getattr(cast, who))
    return client.get(address, headers={"accept-language": language}).content.decode()


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", ("South Finance", "Budget of South")), ("zh-hans", ("南区财政局", "南区财政"))],
)
def test_order_page_names_payer_and_source(named: Cast, language: str, names: Any) -> None:  # noqa: ANN401 - a pair
    order = an_order(named.town)
    text = page(named, "handler", f"/agency/work-orders/{order.number}/", language=language)
    assert all(name in text for name in names)


def test_request_page_names_the_payer_of_the_duty(named: Cast) -> None:
    request = a_request(named.town)
    assert "南区财政局" in page(
        named, "dispatcher", f"/hotline/requests/{request.number}/", language="zh-hans"
    )


def test_payer_without_a_name_reads_as_words(cast: Cast) -> None:
    order = an_order(cast.town)
    assert "district finance" in page(cast, "handler", f"/agency/work-orders/{order.number}/")


def treat(cast: Cast, **data: str) -> tuple[str, str]:
    """The state and the reason kept, after the form was sent."""
    request = a_request(cast.town)
    client = Client()
    client.force_login(cast.operator)
    client.post(f"/hotline/requests/{request.number}/treat/", data)
    request.refresh_from_db()
    event = request.events.order_by("sequence").last()
    return request.state, event.reason if event else ""


def test_form_offers_the_channels_by_name(named: Cast) -> None:
    request = a_request(named.town)
    address = f"/hotline/requests/{request.number}/treat/"
    assert "南区法院 555-0201" in page(named, "operator", address, language="zh-hans")


def test_words_of_the_channel_are_what_the_person_was_told(named: Cast) -> None:
    assert treat(named, treatment="legal_channel", channel="court") == (
        RequestState.REDIRECTED,
        "South Court 555-0201: This is before the court.",
    )


def test_channel_of_another_treatment_is_refused(named: Cast) -> None:
    assert treat(named, treatment="outside_area", channel="court") == (RequestState.TRIAGE, "")


def test_neither_channel_nor_words_is_refused(named: Cast) -> None:
    assert treat(named, treatment="outside_area") == (RequestState.TRIAGE, "")


def test_same_text_again_is_no_new_version(named: Cast) -> None:
    keep_text("money", code="testford", content=MONEY, at=NOW)
    assert Definition.objects.filter(kind="money").count() == 1


def test_changed_text_holds_and_so_does_the_first_when_it_comes_back(named: Cast) -> None:
    later = datetime(2026, 4, 1, tzinfo=UTC)
    keep_text("money", code="testford", content={**MONEY, "payers": []}, at=later)
    keep_text("money", code="testford", content=MONEY, at=later)
    assert held_content("money", on=later.date()) == MONEY
