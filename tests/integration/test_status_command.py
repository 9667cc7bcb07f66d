"""Whoever runs the city's machine sees that a job does not run."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cityloop.core.immutable import lift, missing_guards
from cityloop.core.models import OutboxMessage
from cityloop.core.operations import Notice, enqueue
from cityloop.core.sealing import seal_stream
from cityloop.followups.models import Lot
from cityloop.jobs.management.commands.verify_history import STREAMS
from cityloop.jobs.standing import Standing, Watch, standings
from cityloop.workorders.choices import OrderType
from cityloop.workorders.models import WorkOrder
from tests.integration.stories import HOUR
from tests.people import DAY, NOW, Cast, an_answered_order, an_order

pytestmark = pytest.mark.django_db
LIMITS = {"outbox": 900, "clock": 300, "call_backs": 129_600, "seal": 129_600}


def standing(name: str, *, at: Any = NOW) -> Standing:  # noqa: ANN401 - a moment
    found = standings(Watch(at=at, late_after=LIMITS), streams=STREAMS)
    return next(one for one in found if one.name == name)


def test_fresh_city_has_nothing_late(cast: Cast) -> None:
    found = standings(Watch(at=NOW, late_after=LIMITS), streams=STREAMS)
    assert [one.name for one in found if one.late or one.waits] == []


def test_message_waiting_too_long_is_late(cast: Cast) -> None:
    enqueue([Notice("request.received", "SR-1")], by=None, at=NOW - HOUR)
    found = standing("outbox")
    assert (found.late, found.waits, found.since) == (True, 1, NOW - HOUR)


def test_message_waiting_a_moment_is_not_late(cast: Cast) -> None:
    enqueue([Notice("request.received", "SR-1")], by=None, at=NOW)
    assert (standing("outbox").late, standing("outbox").waits) == (False, 1)


def test_dead_letter_is_always_late(cast: Cast) -> None:
    enqueue([Notice("request.received", "SR-1")], by=None, at=NOW)
    OutboxMessage.objects.update(state=OutboxMessage.State.DEAD)
    assert (standing("dead").late, standing("outbox").waits) == (True, 0)


def test_clock_that_is_not_swept_is_late(cast: Cast) -> None:
    order = an_order(cast.town)
    WorkOrder.objects.filter(pk=order.pk).update(next_check_at=NOW - HOUR)
    assert (standing("clock").late, standing("clock").since) == (True, NOW - HOUR)


def test_orders_that_are_not_drawn_are_late(cast: Cast) -> None:
    an_answered_order(cast.town, answered_at=NOW - 3 * DAY)
    assert (standing("call_backs").late, standing("call_backs").waits) == (True, 1)


def test_reopened_order_waits_for_the_lot_of_its_round(cast: Cast) -> None:
    order = an_answered_order(cast.town, answered_at=NOW - 3 * DAY, round=2)
    Lot.objects.create(order=order, round=1, at=NOW - 9 * DAY, drawn=False)
    assert standing("call_backs").waits == 1


def test_order_of_those_who_join_is_not_drawn(cast: Cast) -> None:
    an_answered_order(cast.town, answered_at=NOW - 3 * DAY, order_type=OrderType.ASSIST)
    assert standing("call_backs").waits == 0


def test_drawn_order_does_not_wait(cast: Cast) -> None:
    order = an_answered_order(cast.town, answered_at=NOW - 3 * DAY)
    Lot.objects.create(order=order, round=1, at=NOW, drawn=False)
    assert standing("call_backs").waits == 0


def test_whole_guards_ask_nothing_of_anybody(cast: Cast) -> None:
    assert standing("guards").mend == ""


def test_events_that_are_not_sealed_are_late(cast: Cast) -> None:
    # A day old when it is written.
    an_order(cast.town)
    assert [standing("seal:work orders", at=NOW + n * DAY).late for n in (0, 1)] == [False, True]


def test_sealed_events_do_not_wait(cast: Cast) -> None:
    an_order(cast.town)
    for stream in STREAMS:
        seal_stream(stream, at=NOW)
    assert standing("seal:work orders", at=NOW + 9 * DAY).waits == 0


def test_dropped_trigger_is_late(cast: Cast) -> None:
    lift(connection)
    assert standing("guards").late


def test_dropped_trigger_is_created_again(cast: Cast) -> None:
    lift(connection)
    call_command("status", restore_guards=True)
    assert missing_guards() == []


def test_command_prints_a_line_of_json_for_each(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("status", json=True)
    names = [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()]
    assert names == [
        "outbox",
        "dead",
        "clock",
        "call_backs",
        "seal:requests",
        "seal:work orders",
        "seal:calls",
        "guards",
    ]


def test_strict_command_fails_when_a_job_is_late(cast: Cast) -> None:
    enqueue([Notice("request.received", "SR-1")], by=None, at=NOW - HOUR)
    with pytest.raises(CommandError, match="late: outbox"):
        call_command("status", strict=True)


def test_late_job_comes_with_what_to_do(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    enqueue([Notice("request.received", "SR-1")], by=None, at=NOW - HOUR)
    call_command("status")
    assert "LATE outbox: 1 waiting, since 2026-03-02 00:00 UTC. Run deliver" in (
        capsys.readouterr().out
    )
