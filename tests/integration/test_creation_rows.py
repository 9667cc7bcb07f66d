"""A request that is received and sent at once: what it leaves, whole or not at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.forms.models import model_to_dict

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import Definition, NumberSequence
from cityloop.core.numbering import take_numbers, take_series
from cityloop.core.rows import insert_all
from cityloop.core.sealing import Stream, broken_histories
from cityloop.flows import dispatch, report
from cityloop.intake.models import Identity, Requester, RequestEvent, ServiceRequest
from cityloop.responsibility.models import CoDuty
from cityloop.responsibility.queries.in_force import get_in_force
from cityloop.workorders.models import ClockRecord, WorkOrder, WorkOrderEvent
from tests.integration.stories import a_new_report, dispatched
from tests.people import NOW, Cast, build_cast

AT_ONCE = 6
COUNTED = {"id", "number", "matter", "request", "requester", "last_hash"}


def told(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of any table
    """The columns of a row that do not count up."""
    return {name: value for name, value in model_to_dict(row).items() if name not in COUNTED}


def two_ways(cast: Cast) -> tuple[WorkOrder, WorkOrder]:
    """The same report sent at once, and first received, then sent."""
    at_once = dispatched(cast, phone="555-0181")
    request = report.receive(a_new_report(cast.town, phone="555-0182"), by=cast.operator, at=NOW)
    later = dispatch.dispatch_request(request, by=cast.operator, at=NOW)
    return (
        WorkOrder.objects.select_related("request").get(pk=at_once.pk),
        WorkOrder.objects.select_related("request").get(pk=later.pk),
    )


@pytest.mark.django_db
def test_request_sent_at_once_is_like_one_sent_later(cast: Cast) -> None:
    at_once, later = two_ways(cast)
    assert told(at_once.request) == told(later.request)


@pytest.mark.django_db
def test_order_sent_at_once_is_like_one_sent_later(cast: Cast) -> None:
    at_once, later = two_ways(cast)
    assert told(at_once) == told(later)


@pytest.mark.django_db
def test_order_returned_is_the_order_written(cast: Cast) -> None:
    order = dispatched(cast)
    assert model_to_dict(order) == model_to_dict(WorkOrder.objects.get(pk=order.pk))


@pytest.mark.django_db
def test_histories_of_all_orders_follow_from_event_to_event(cast: Cast) -> None:
    CoDuty.objects.create(duty=cast.town.duty, agency=cast.town.housing)
    dispatched(cast)
    streams = (
        Stream("requests", RequestEvent, "request"),
        Stream("orders", WorkOrderEvent, "order"),
    )
    assert [found for stream in streams for found in broken_histories(stream)] == []


@pytest.mark.django_db
def test_each_order_has_its_own_clocks(cast: Cast) -> None:
    CoDuty.objects.create(duty=cast.town.duty, agency=cast.town.housing)
    dispatched(cast)
    counts = {order.clocks.count() for order in WorkOrder.objects.all()}
    assert (counts, ClockRecord.objects.count()) == ({3}, 6)


@pytest.mark.django_db
def test_somebody_known_keeps_the_pseudonym(cast: Cast) -> None:
    first, second = (dispatched(cast, phone="555-0183").request for _ in range(2))
    assert (first.requester_id, Identity.objects.count()) == (second.requester_id, 1)


@pytest.mark.django_db
def test_refused_creation_gives_its_numbers_back(cast: Cast) -> None:
    dispatched(cast)
    before = list(NumberSequence.objects.order_by("series").values_list("series", "last"))
    with pytest.raises(TransitionNotAllowed, match="Write down"):
        dispatched(cast, text=" ")
    after = list(NumberSequence.objects.order_by("series").values_list("series", "last"))
    assert after == before


@pytest.mark.django_db
def test_numbers_of_several_series_are_taken_together() -> None:
    take_numbers("WO-99", count=4)
    assert take_series({"SR-99": 1, "WO-99": 3}) == {"SR-99": range(1, 2), "WO-99": range(5, 8)}


@pytest.mark.django_db
def test_rows_written_together_get_a_key_each() -> None:
    rows = insert_all(Requester(language=code) for code in ("en", "zh-hans"))
    assert [Requester.objects.get(pk=row.pk).language for row in rows] == ["en", "zh-hans"]


@pytest.mark.django_db
def test_limits_of_a_new_version_hold_from_midnight_of_the_city(cast: Cast) -> None:
    old = Definition.objects.get(kind="time_limits")
    Definition.objects.filter(pk=old.pk).update(valid_to=date(2026, 3, 3))
    Definition.objects.create(
        kind="time_limits",
        code=old.code,
        version="2",
        valid_from=date(2026, 3, 3),
        content={**old.content, "version": "2"},
        digest="2" * 64,
        loaded_at=NOW,
    )
    # 16:00 UTC of 2 March is midnight of 3 March in the city.
    midnight = datetime(2026, 3, 2, 16, tzinfo=UTC)
    held = [
        get_in_force(at=at).versions["time_limits", old.code][1]
        for at in (midnight - timedelta(minutes=1), midnight)
    ]
    assert held == [old.digest, "2" * 64]


def created_in_a_thread(cast: Cast, start: Barrier, *, number: int) -> str:
    """Create on a connection of one's own, at the same moment as the others."""
    try:
        start.wait(timeout=10)
        return dispatched(cast, phone=f"555-02{number:02d}").number
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_creations_at_once_get_numbers_without_gap_or_double() -> None:
    cast = build_cast()
    CoDuty.objects.create(duty=cast.town.duty, agency=cast.town.housing)
    start = Barrier(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = [
            pool.submit(created_in_a_thread, cast, start, number=number)
            for number in range(AT_ONCE)
        ]
        assert len({one.result() for one in made}) == AT_ONCE
    orders = sorted(WorkOrder.objects.values_list("number", flat=True))
    requests = sorted(ServiceRequest.objects.values_list("number", flat=True))
    assert (orders, requests) == (
        [f"WO-26-{serial:06d}" for serial in range(1, 2 * AT_ONCE + 1)],
        [f"SR-26-{serial:06d}" for serial in range(1, AT_ONCE + 1)],
    )
