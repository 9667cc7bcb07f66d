"""Boards of supervision: what stands on each, since when, and what a city sets."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cityloop.accounts.queries import get_actor
from cityloop.core.models import City
from cityloop.workorders.choices import DispatchBasis, OrderState, OrderType
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.queries.boards_watched import BOARDS, board, boards, watch_of
from tests.people import DAY, NOW, Cast, a_report, an_answered_order, an_order

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
Numbers = Callable[[str], set[str]]


@pytest.fixture
def on(cast: Cast) -> Numbers:
    """The numbers of the orders on a board, as the dispatcher sees it."""

    def numbers(code: str) -> set[str]:
        actor = get_actor(cast.dispatcher, on=NOW.date())
        watch = watch_of(City.objects.get(), at=NOW)
        return {row.number for row in board(code, actor=actor, watch=watch).rows}

    return numbers


# 9 in the morning of the city; its day ends 15 hours later.
PLACES: list[tuple[str, dict[str, Any], bool]] = [
    ("overdue", {"due_at": NOW - HOUR}, True),
    ("overdue", {"due_at": NOW}, False),
    ("today", {"due_at": NOW}, True),
    ("today", {"due_at": NOW + 15 * HOUR}, True),
    ("today", {"due_at": NOW + 16 * HOUR}, False),
    ("today", {"due_at": NOW - HOUR}, False),
    ("at_risk", {"level": 80}, True),
    ("at_risk", {"level": 50}, False),
    ("ping_pong", {"hops": 2}, True),
    ("ping_pong", {"hops": 1}, False),
    ("ping_pong", {"hops": 1, "state": OrderState.OBJECTED}, True),
    ("unclear", {"basis": DispatchBasis.FALLBACK}, True),
    ("unclear", {"basis": DispatchBasis.CONSULTATION}, True),
    ("unclear", {"basis": DispatchBasis.PERSON, "duty": None}, True),
    ("unclear", {"basis": DispatchBasis.PERSON}, False),
    ("unclear", {"basis": DispatchBasis.DUTY}, False),
    ("reopened", {"round": 3}, True),
    ("reopened", {"round": 2}, False),
    ("reopened", {"round": 3, "order_type": OrderType.COPY}, False),
]


@pytest.mark.parametrize(("code", "fields", "stands"), PLACES)
def test_order_stands_on_its_board(
    cast: Cast, on: Numbers, code: str, fields: dict[str, Any], *, stands: bool
) -> None:
    order = an_order(cast.town, **fields)
    assert (order.number in on(code)) == stands


@pytest.mark.parametrize(("days", "stands"), [(3, True), (1, False)])
def test_order_of_a_slow_kind_stands_on_the_board_of_the_pace(
    cast: Cast, on: Numbers, days: int, *, stands: bool
) -> None:
    for _past in range(5):
        an_answered_order(
            cast.town,
            state=OrderState.CLOSED,
            dispatched_at=NOW - 10 * DAY,
            answered_at=NOW - (10 - days) * DAY,
            closed_at=NOW,
        )
    order = an_order(cast.town, dispatched_at=NOW - HOUR, due_at=NOW + 2 * DAY)
    assert (order.number in on("pace")) == stands


def silent(cast: Cast) -> dict[str, int]:
    actor = get_actor(cast.dispatcher, on=NOW.date())
    found = boards(actor, watch=watch_of(City.objects.get(), at=NOW))
    return {one.code: one.total for one in found}


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"dispatched_at": NOW - 3 * DAY}, 1),
        ({"dispatched_at": NOW - DAY}, 0),
        ({"dispatched_at": NOW - 3 * DAY, "state": OrderState.ACCEPTED}, 0),
    ],
)
def test_agency_that_leaves_an_order_without_a_sign_is_silent(
    cast: Cast, fields: dict[str, Any], count: int
) -> None:
    an_order(cast.town, **fields)
    assert silent(cast)["silent"] == count


def test_city_sets_how_often_is_too_often(cast: Cast, on: Numbers) -> None:
    city = City.objects.get()
    city.settings["board"] = {"ping_pong_hops": 4}
    city.save()
    order = an_order(cast.town, hops=3)
    assert order.number not in on("ping_pong")


def test_board_says_since_when_its_oldest_order_runs(cast: Cast) -> None:
    for days in (2, 5):
        an_order(cast.town, dispatched_at=NOW - days * DAY, due_at=NOW - HOUR)
    actor = get_actor(cast.dispatcher, on=NOW.date())
    first = boards(actor, watch=watch_of(City.objects.get(), at=NOW))[0]
    assert (first.total, first.oldest_at) == (2, NOW - 5 * DAY)


def test_coordinator_reads_no_shielded_report_on_any_board(
    cast: Cast, see: Callable[[str, str], str]
) -> None:
    report = a_report(cast.town, about=cast.town.housing)
    fields = {"due_at": NOW - HOUR, "hops": 5, "round": 5, "basis": DispatchBasis.FALLBACK}
    an_order(cast.town, agency=cast.town.inspection, request=report, **fields)
    pages = [see("coordinator", f"/office/board/{code}/") for code in BOARDS]
    assert [page for page in pages if "Officer took a present" in page] == []


def test_page_of_silent_agencies_names_them(cast: Cast, see: Callable[[str, str], str]) -> None:
    an_order(cast.town, dispatched_at=NOW - 3 * DAY)
    page = see("supervisor", "/office/board/silent/")
    assert ("Lighting Agency" in page, WorkOrder.objects.count()) == (True, 1)
