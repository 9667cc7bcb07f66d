"""The check of an answer: what may be wrong stands beside it, and a person decides."""

from typing import Any

import pytest
from django.test import Client

from cityloop.workorders.choices import OrderOutcome, OrderState
from tests.people import Cast, an_answered_order

pytestmark = pytest.mark.django_db


def check_page(cast: Cast, **more: Any) -> str:  # noqa: ANN401 - fields of the order
    order = an_answered_order(cast.town, state=OrderState.ANSWERED, **more)
    client = Client()
    client.force_login(cast.dispatcher)
    return client.get(f"/office/checks/{order.number}/").content.decode()


def test_answer_that_only_promises_is_called_one(cast: Cast) -> None:
    page = check_page(cast, answer="The lamp will be looked at next week.")
    assert "The answer only promises: say what was done" in page


def test_empty_answer_is_called_one(cast: Cast) -> None:
    assert "The answer says next to nothing." in check_page(cast, answer="Done.")


def test_answer_that_denies_its_result_is_called_one(cast: Cast) -> None:
    page = check_page(
        cast, outcome=OrderOutcome.RESOLVED, answer="路灯尚未修复，等待配件到货后处理。"
    )
    assert "The result says done, the text says it is not." in page


def test_sound_answer_has_no_hint(cast: Cast) -> None:
    assert "Look twice" not in check_page(cast)
