"""Pages opened and forms sent as somebody of the cast."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cityloop.workorders.models import WhistleCall, WorkOrder
from tests.people import Cast

Visit = Callable[..., Any]


def client_of(cast: Cast, who: str) -> Client:
    """A client in which somebody of the cast is signed in."""
    client = Client()
    client.force_login(getattr(cast, who))
    return client


@pytest.fixture
def post(cast: Cast) -> Visit:
    """Post a form as somebody, and follow to the page that comes after."""

    def send(who: str, address: str, **data: object) -> Any:  # noqa: ANN401 - the test client's answer
        return client_of(cast, who).post(address, data, follow=True)

    return send


@pytest.fixture
def see(cast: Cast) -> Visit:
    """Open a page as somebody, and return its text."""

    def look(who: str, address: str) -> str:
        return client_of(cast, who).get(address).content.decode()

    return look


def lead_page(call: WhistleCall) -> str:
    """The page of the order on which the whistle was blown."""
    order = call.whistle.order
    assert order is not None
    return f"/agency/work-orders/{order.number}/"


def state_of(call: WhistleCall) -> str:
    """The state of the order of a called agency, as it now is."""
    return WorkOrder.objects.get(call=call).state
