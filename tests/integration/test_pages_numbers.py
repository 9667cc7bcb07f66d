"""`?page=` with anything in it: a page, never a fault of the server."""

import pytest
from django.test import Client, RequestFactory

from cityloop.web.components.pages import LAST, page_number
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("12", 12),
        ("0", 1),
        ("", 1),
        ("-3", 1),
        ("two", 1),
        ("²", 1),
        ("999999", 999_999),
        ("99999999999999999999", LAST),
        ("9" * 5000, LAST),
    ],
)
def test_page_number(text: str, number: int) -> None:
    assert page_number(RequestFactory().get("/", {"page": text})) == number


@pytest.mark.parametrize("address", ["/hotline/inbox/", "/office/checks/"])
@pytest.mark.parametrize("text", ["99999999999999999999", "9" * 5000])
def test_page_far_beyond_the_last_is_empty(cast: Cast, address: str, text: str) -> None:
    client = Client()
    client.force_login(cast.dispatcher)
    assert client.get(address, {"page": text}).status_code == 200
