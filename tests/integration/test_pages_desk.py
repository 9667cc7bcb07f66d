"""The board of the call desk: rates with their parts, and no caller's number."""

from datetime import timedelta

import pytest

from cityloop.intake.operations import wrap_up
from tests.integration.calls import a_missed_call, an_answered_call
from tests.integration.visits import client_of
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db


def board(cast: Cast, who: str = "supervisor") -> str:
    return client_of(cast, who).get("/hotline/desk/").content.decode()


def test_desk_shows_rates_with_their_parts_and_interval(cast: Cast) -> None:
    for turn, wait in enumerate((3, 14, 40)):
        done = an_answered_call(cast.operator, at=NOW - DAY / 2 + turn * DAY / 24, wait=wait)
        wrap_up(done, code="answered", note="", by=cast.operator, at=NOW - DAY / 4)
    a_missed_call(at=NOW - timedelta(hours=2))
    page = board(cast)
    found = ["2 of 4" in page, "3 of 4" in page, "15.0 % – 85.0 %" in page]
    assert (found, "below the standard" in page) == ([True, True, True], True)


def test_desk_shows_no_number_of_a_caller(cast: Cast) -> None:
    a_missed_call(at=NOW - timedelta(hours=2))
    page = board(cast)
    assert "0148" not in page


def test_desk_of_a_quiet_day_says_that_no_call_came(cast: Cast) -> None:
    assert "No call came." in board(cast, "operator")
