"""Nobody changes what happened without its being found, even past the database's own refusals."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from cityloop.core.errors import HistoryBroken
from cityloop.core.models import DaySeal
from cityloop.core.sealing import seal_stream
from cityloop.flows import dispatch, handle
from cityloop.jobs.management.commands.verify_history import STREAMS
from cityloop.workorders.choices import Ruling
from cityloop.workorders.models import WorkOrder, WorkOrderEvent
from cityloop.workorders.operations import sweep_clocks
from tests.integration.stories import HOUR, closed, dispatched
from tests.people import DAY, NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unguarded")]


@pytest.fixture(autouse=True)
def stories(cast: Cast) -> None:
    """A whole life, an objection upheld, and an order that the sweep has escalated."""
    closed(cast)
    objection = handle.object_to(
        dispatched(cast), reason="不是我们的", by=cast.handler, at=NOW + HOUR
    )
    dispatch.rule_on_objection(
        objection,
        ruling=Ruling.UPHOLD,
        reason="The courtyard is managed.",
        agency=cast.town.housing,
        by=cast.adjudicator,
        at=NOW + timedelta(hours=2, microseconds=123456),
    )
    sweep_clocks(by=None, at=NOW + 6 * DAY)


def cut_off_last_event() -> None:
    """Delete the newest event, and make its order look as if it had never been."""
    last = WorkOrderEvent.objects.order_by("pk").last()
    assert last is not None
    WorkOrder.objects.filter(pk=last.order_id).update(
        event_count=last.sequence - 1, last_hash=last.previous_hash
    )
    last.delete()


def test_untouched_histories_hold(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_history")
    assert "all histories and seals hold" in capsys.readouterr().out


def test_changed_reason_is_found() -> None:
    WorkOrderEvent.objects.filter(step="object").update(reason="something else")
    with pytest.raises(HistoryBroken, match="event 2"):
        call_command("verify_history")


def test_changed_moment_is_found() -> None:
    WorkOrderEvent.objects.filter(step="answer").update(at=NOW)
    with pytest.raises(HistoryBroken, match="1 broken"):
        call_command("verify_history")


def test_event_given_to_another_order_is_found() -> None:
    other = WorkOrder.objects.create(
        **{
            **WorkOrder.objects.values(
                "matter_id",
                "request_id",
                "agency_id",
                "department_id",
                "service_type_id",
                "kind",
                "grade",
                "basis",
                "dispatched_at",
                "event_count",
                "last_hash",
            )[0],
            "number": "WO-26-999999",
        }
    )
    first = WorkOrder.objects.order_by("pk").first()
    WorkOrderEvent.objects.filter(order=first).update(order=other)
    with pytest.raises(HistoryBroken, match="WO-26-999999"):
        call_command("verify_history")


def test_event_left_out_in_the_middle_is_found() -> None:
    WorkOrderEvent.objects.filter(step="contact").delete()
    with pytest.raises(HistoryBroken):
        call_command("verify_history")


def test_last_event_deleted_is_found() -> None:
    WorkOrderEvent.objects.order_by("pk").last().delete()  # type: ignore[union-attr]
    with pytest.raises(HistoryBroken):
        call_command("verify_history")


def test_last_event_deleted_with_its_traces_is_found_by_the_seal() -> None:
    call_command("verify_history", seal=True)
    cut_off_last_event()
    with pytest.raises(HistoryBroken, match="seal"):
        call_command("verify_history")


def test_change_after_the_seal_is_found() -> None:
    call_command("verify_history", seal=True)
    WorkOrderEvent.objects.filter(step="contact").update(reason="never called")
    with pytest.raises(HistoryBroken):
        call_command("verify_history")


def test_changed_seal_is_found() -> None:
    call_command("verify_history", seal=True)
    DaySeal.objects.filter(stream="requests").update(seal="0" * 64)
    with pytest.raises(HistoryBroken, match="seal"):
        call_command("verify_history")


def test_second_seal_the_same_night_seals_nothing() -> None:
    call_command("verify_history", seal=True)
    assert [seal_stream(stream, at=NOW + DAY) for stream in STREAMS] == [None] * len(STREAMS)


def test_seal_follows_the_seal_before_it(cast: Cast) -> None:
    call_command("verify_history", seal=True)
    dispatched(cast, at=NOW + DAY)
    call_command("verify_history", seal=True)
    first, second = DaySeal.objects.filter(stream="work orders").order_by("first_id")
    assert (second.previous_seal, second.first_id > first.last_id) == (first.seal, True)
