"""Whole past lives in the database: numbers, histories, clocks and call-backs that agree."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice

import pytest
from django.core.management import call_command

from cityloop.flows.life_records import PastLife
from cityloop.flows.life_target import life_target
from cityloop.flows.lives import write_lives
from cityloop.followups.models import FollowUp, Lot
from cityloop.intake.models import Identity, Matter, Requester, ServiceRequest
from cityloop.jobs.demo.city import load_demo_city
from cityloop.jobs.demo.history import SOURCE, demo_history
from cityloop.simulation.engine import months
from cityloop.workorders.models import ClockRecord, Extension, Objection, WorkOrder, WorkOrderEvent
from cityloop.workorders.queries.clocks import clock_columns, computed
from tests.town import DEMO

pytestmark = pytest.mark.django_db
UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
LIVES = 400


def lives() -> Iterator[PastLife]:
    past = demo_history(DEMO, seed=3, at=UNTIL)
    found = months(
        past.chronicle.world,
        past.parameters,
        seed=3,
        since=date(2026, 4, 1),
        until=date(2026, 6, 1),
    )
    return (life for month in found for life in past.chronicle.lives(month))


@pytest.fixture
def written() -> list[PastLife]:
    load_demo_city(DEMO, at=UNTIL)
    some = list(islice(lives(), LIVES))
    known = {life.source_id for life in some}
    assert all(not life.joins or life.joins in known for life in some)
    write_lives(some, target=life_target(source=SOURCE, at=UNTIL))
    return some


def test_lives_are_written_whole(written: list[PastLife]) -> None:
    assert ServiceRequest.objects.count() == LIVES
    assert WorkOrder.objects.count() == sum(len(life.orders) for life in written)


def test_histories_hold(written: list[PastLife], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_history")
    assert "all histories and seals hold" in capsys.readouterr().out


def test_person_is_one_requester(written: list[PastLife]) -> None:
    people = {life.speaker.key for life in written}
    assert len(people) < LIVES
    assert Requester.objects.count() == Identity.objects.count() == len(people)


def test_joined_requests_share_the_matter(written: list[PastLife]) -> None:
    joined = next(life for life in written if life.joins)
    both = ServiceRequest.objects.filter(source_id__in=[joined.source_id, joined.joins])
    assert len(set(both.values_list("matter", flat=True))) == 1
    matter = Matter.objects.get(requests=both[0])
    assert matter.requests_count == matter.requests.count() > 1


def test_clocks_are_those_that_the_events_give(written: list[PastLife]) -> None:
    target = life_target(source=SOURCE, at=UNTIL)
    extended = Extension.objects.filter(decision="granted").values_list("order", flat=True)
    orders = [*WorkOrder.objects.filter(pk__in=extended), *WorkOrder.objects.all()[:30]]
    assert orders
    for order in orders:
        events = list(WorkOrderEvent.objects.filter(order=order).order_by("sequence"))
        again = computed(
            events,
            settings=target.settings,
            at=UNTIL,
            calendar_of=target.in_force(order.dispatched_at).calendar,
        )
        kept = ClockRecord.objects.filter(order=order).order_by("clock", "round")
        due = {(one["clock"], one["round"]): one["due_at"] for one in map(clock_columns, again)}
        assert due == {(one.clock, one.round): one.due_at for one in kept}


def test_order_says_where_its_history_ends(written: list[PastLife]) -> None:
    for order in WorkOrder.objects.all()[:100]:
        last = WorkOrderEvent.objects.filter(order=order).latest("sequence")
        assert (order.state, order.event_count, order.last_hash) == (
            last.to_state,
            last.sequence,
            last.hash,
        )


def test_upheld_objection_leads_to_the_next_order(written: list[PastLife]) -> None:
    upheld = Objection.objects.filter(ruling="uphold").select_related("order").first()
    assert upheld is not None
    following = WorkOrder.objects.get(previous=upheld.order)
    assert (following.agency, following.hops) == (upheld.new_agency, 1)


def test_drawn_orders_have_a_call_back(written: list[PastLife]) -> None:
    drawn = set(Lot.objects.filter(drawn=True).values_list("order", flat=True))
    assert drawn == set(FollowUp.objects.values_list("order", flat=True))
    assert Lot.objects.filter(drawn=False).exists()


def test_unknown_code_leaves_nothing_behind() -> None:
    load_demo_city(DEMO, at=UNTIL)
    good, bad = islice(lives(), 2)
    target = life_target(source=SOURCE, at=UNTIL)
    with pytest.raises(KeyError, match="no-such-type"):
        write_lives([good, replace(bad, service_type="no-such-type")], target=target)
    assert not ServiceRequest.objects.exists()
