"""A request goes to whoever must act, with its reasons and its clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.core.errors import TransitionNotAllowed
from cityloop.flows import dispatch, report
from cityloop.intake.choices import RequestState
from cityloop.intake.models import ServiceRequest
from cityloop.places.models import Area
from cityloop.responsibility.choices import Clock
from cityloop.responsibility.models import CoDuty, Duty, ServiceType
from cityloop.workorders.choices import DispatchBasis, OrderState, OrderType
from cityloop.workorders.models import WorkOrder
from tests.integration.stories import HOUR, a_new_report, dispatched
from tests.people import NOW, Cast, a_request
from tests.town import LONG_AGO

pytestmark = pytest.mark.django_db
# The end of the seventh day after Monday 2 March 2026 in the city's zone (UTC+8).
SEVENTH_DAY_ENDS = datetime(2026, 3, 9, 16, tzinfo=UTC)


def unlisted(cast: Cast) -> ServiceType:
    """A service type for which no duty is written."""
    return ServiceType.objects.create(
        code="noise",
        names={"en": "Noise", "zh-hans": "噪声"},
        parent=cast.town.lights.parent,
        chain=["noise", "public-space"],
        kinds=cast.town.lights.kinds,
    )


def test_duty_leads_to_its_lead_agency(cast: Cast) -> None:
    order = dispatched(cast)
    assert (order.agency, order.duty) == (cast.town.lighting, cast.town.duty)


def test_basis_names_row_and_list_in_words(cast: Cast) -> None:
    words = dispatched(cast).basis_text
    assert all("214" in text and "2026-1" in text for text in words.values())


def test_basis_is_told_in_both_languages(cast: Cast) -> None:
    assert set(dispatched(cast).basis_text) == {"en", "zh-hans"}


def test_dispatch_marks_the_request(cast: Cast) -> None:
    assert dispatched(cast).request.state == RequestState.DISPATCHED


def test_matter_without_a_duty_falls_back_to_the_district(cast: Cast) -> None:
    order = dispatched(cast, service_type=unlisted(cast))
    assert (order.agency, order.basis) == (cast.town.district_government, DispatchBasis.FALLBACK)


def test_matter_without_duty_and_place_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="No agency is found"):
        dispatched(cast, service_type=unlisted(cast), area=None)


def test_refused_dispatch_writes_no_request(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed):
        dispatched(cast, service_type=unlisted(cast), area=None)
    assert not ServiceRequest.objects.exists()


def test_person_may_choose_another_agency_with_a_reason(cast: Cast) -> None:
    order = dispatch.dispatch_request(
        a_request(cast.town),
        agency=cast.town.housing,
        reason="The lamp stands in a courtyard.",
        by=cast.dispatcher,
        at=NOW,
    )
    assert (order.agency, order.basis) == (cast.town.housing, DispatchBasis.PERSON)


def test_request_without_a_type_is_not_dispatched(cast: Cast) -> None:
    request = report.receive(a_new_report(cast.town, service_type=None), by=None, at=NOW)
    with pytest.raises(TransitionNotAllowed, match="Set the kind"):
        dispatch.dispatch_request(request, by=cast.dispatcher, at=NOW)


def test_co_duty_gives_a_co_order_under_the_lead(cast: Cast) -> None:
    CoDuty.objects.create(duty=cast.town.duty, agency=cast.town.housing)
    order = dispatched(cast)
    joined = WorkOrder.objects.get(order_type=OrderType.CO)
    assert (joined.agency, joined.lead, joined.matter) == (cast.town.housing, order, order.matter)


def test_co_duty_of_another_place_gives_none(cast: Cast) -> None:
    other = Area.objects.create(
        code="hill", names={"en": "Hill"}, level="subdistrict", chain=["hill"], valid_from=LONG_AGO
    )
    CoDuty.objects.create(duty=cast.town.duty, agency=cast.town.housing, area=other)
    dispatched(cast)
    assert not WorkOrder.objects.filter(order_type=OrderType.CO).exists()


def test_order_to_a_sub_district_is_copied_to_its_district(cast: Cast) -> None:
    Duty.objects.update(lead=cast.town.office)
    order = dispatched(cast)
    copy = WorkOrder.objects.get(order_type=OrderType.COPY)
    assert (copy.agency, copy.lead) == (cast.town.district_government, order)


def test_copy_to_the_district_has_no_clock(cast: Cast) -> None:
    Duty.objects.update(lead=cast.town.office)
    dispatched(cast)
    copy = WorkOrder.objects.get(order_type=OrderType.COPY)
    assert (copy.due_at, copy.clocks.count()) == (None, 0)


def test_residents_committee_gets_no_main_order(cast: Cast) -> None:
    committee = Agency.objects.create(
        code="committee",
        kind=AgencyKind.COMMITTEE,
        names={"en": "Committee"},
        parent=cast.town.office,
        active_from=LONG_AGO,
    )
    with pytest.raises(TransitionNotAllowed, match="assistance only"):
        dispatch.dispatch_request(
            a_request(cast.town), agency=committee, reason="near", by=cast.dispatcher, at=NOW
        )


def test_duty_that_was_taken_back_does_not_go_to_a_sub_district(cast: Cast) -> None:
    Duty.objects.update(state="taken_back")
    with pytest.raises(TransitionNotAllowed, match="taken back"):
        dispatch.dispatch_request(
            a_request(cast.town),
            agency=cast.town.office,
            reason="near",
            by=cast.dispatcher,
            at=NOW,
        )


def test_ordinary_order_is_due_at_the_end_of_the_seventh_day_of_the_city(cast: Cast) -> None:
    assert dispatched(cast).due_at == SEVENTH_DAY_ENDS


def test_order_sent_late_in_the_evening_counts_from_the_citys_day(cast: Cast) -> None:
    # 16:30 UTC is half past midnight of 3 March in the city.
    order = dispatched(cast, at=datetime(2026, 3, 2, 16, 30, tzinfo=UTC))
    assert order.due_at == SEVENTH_DAY_ENDS + timedelta(days=1)


def test_emergency_is_due_in_hours(cast: Cast) -> None:
    assert dispatched(cast, grade=1).due_at == NOW + 2 * HOUR


def test_urgent_order_is_due_a_day_later_to_the_minute(cast: Cast) -> None:
    assert dispatched(cast, grade=2).due_at == NOW + 24 * HOUR


def test_every_clock_of_the_agency_starts_with_the_dispatch(cast: Cast) -> None:
    clocks = set(dispatched(cast).clocks.values_list("clock", flat=True))
    assert {Clock.ACCEPT, Clock.CONTACT, Clock.ANSWER} <= clocks


def test_recall_before_acceptance_ends_the_order(cast: Cast) -> None:
    order = dispatch.recall(dispatched(cast), reason="wrong street", by=cast.dispatcher, at=NOW)
    assert (order.state, order.next_check_at) == (OrderState.RECALLED, None)


def test_dispatched_request_is_not_dispatched_again(cast: Cast) -> None:
    order = dispatched(cast)
    with pytest.raises(TransitionNotAllowed):
        dispatch.dispatch_request(order.request, by=cast.dispatcher, at=NOW)
