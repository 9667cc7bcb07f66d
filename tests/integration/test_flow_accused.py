"""A report of wrongdoing never goes to those whom it accuses (domain.md H8, 2)."""

import pytest
from django.test import override_settings

from cityloop.accounts.queries import get_actor
from cityloop.agencies.models import Agency
from cityloop.core.errors import TransitionNotAllowed
from cityloop.flows import dispatch, handle, whistle
from cityloop.intake.models import ServiceRequest
from cityloop.intake.queries import visible_requests
from cityloop.jobs.demo.city import DemoSize, load_demo_city, tell_demo
from cityloop.responsibility.models import CoDuty, Duty
from cityloop.workorders.choices import OrderState, OrderType, Ruling
from cityloop.workorders.models import WorkOrder
from tests.integration.stories import HOUR, a_new_report
from tests.people import NOW, Cast, a_report, an_order
from tests.town import DEMO

pytestmark = pytest.mark.django_db
ACCUSED = "The report accuses this agency"


def sent_to(cast: Cast, agency: Agency, *, about: Agency) -> WorkOrder:
    report = a_report(cast.town, about=about)
    return dispatch.dispatch_request(
        report, agency=agency, reason="They must look into it.", by=cast.dispatcher, at=NOW
    )


def test_report_is_not_sent_to_the_agency_that_it_accuses(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match=ACCUSED):
        sent_to(cast, cast.town.lighting, about=cast.town.lighting)


def test_report_is_not_sent_below_the_agency_that_it_accuses(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match=ACCUSED):
        sent_to(cast, cast.town.office, about=cast.town.district_government)


def test_report_is_not_sent_to_the_department_of_the_accused(cast: Cast) -> None:
    Agency.objects.filter(pk=cast.town.lighting.pk).update(department=cast.town.housing)
    accused = Agency.objects.get(pk=cast.town.lighting.pk)
    with pytest.raises(TransitionNotAllowed, match=ACCUSED):
        sent_to(cast, cast.town.housing, about=accused)


def test_refused_dispatch_leaves_the_report_in_triage(cast: Cast) -> None:
    report = a_report(cast.town, about=cast.town.lighting)
    with pytest.raises(TransitionNotAllowed):
        dispatch.dispatch_request(
            report, agency=cast.town.lighting, reason="x", by=cast.dispatcher, at=NOW
        )
    report.refresh_from_db()
    assert (report.state, WorkOrder.objects.count()) == ("triage", 0)


def test_report_goes_to_an_agency_that_it_does_not_accuse(cast: Cast) -> None:
    order = sent_to(cast, cast.town.inspection, about=cast.town.lighting)
    assert (order.agency, order.shielded) == (cast.town.inspection, True)


def test_complaint_that_names_an_agency_may_go_there(cast: Cast) -> None:
    told = a_new_report(cast.town, subject_agency=cast.town.lighting)
    order = dispatch.receive_and_dispatch(told, by=cast.operator, at=NOW)
    assert order.agency == cast.town.lighting


def test_report_received_and_sent_at_once_is_not_sent_to_the_accused(cast: Cast) -> None:
    told = a_new_report(cast.town, kind="irregularity", subject_agency=cast.town.lighting)
    with pytest.raises(TransitionNotAllowed, match=ACCUSED):
        dispatch.receive_and_dispatch(told, by=cast.operator, at=NOW)
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("at_once", [True, False])
def test_accused_agency_is_left_out_of_those_that_join(cast: Cast, *, at_once: bool) -> None:
    Duty.objects.update(lead=cast.town.inspection)
    CoDuty.objects.create(duty=cast.town.duty, agency=cast.town.housing)
    CoDuty.objects.create(duty=cast.town.duty, agency=cast.town.lighting)
    about = cast.town.housing
    if at_once:
        told = a_new_report(cast.town, kind="irregularity", subject_agency=about)
        dispatch.receive_and_dispatch(told, by=cast.operator, at=NOW)
    else:
        report = a_report(cast.town, about=about, service_type=cast.town.lights)
        dispatch.dispatch_request(report, by=cast.dispatcher, at=NOW)
    joined = WorkOrder.objects.filter(order_type=OrderType.CO)
    assert list(joined.values_list("agency__code", flat=True)) == ["lighting"]


def test_ruling_does_not_send_a_report_to_the_accused(cast: Cast) -> None:
    report = a_report(cast.town, about=cast.town.lighting)
    order = dispatch.dispatch_request(
        report, agency=cast.town.inspection, reason="x", by=cast.dispatcher, at=NOW
    )
    objection = handle.object_to(order, reason="not ours", by=cast.inspector, at=NOW + HOUR / 2)
    with pytest.raises(TransitionNotAllowed, match=ACCUSED):
        dispatch.rule_on_objection(
            objection,
            ruling=Ruling.UPHOLD,
            reason="theirs",
            agency=cast.town.lighting,
            by=cast.adjudicator,
            at=NOW + HOUR,
        )
    order.refresh_from_db()
    assert order.state == OrderState.OBJECTED


def test_report_is_not_carried_by_a_whistle(cast: Cast) -> None:
    report = a_report(cast.town, about=cast.town.lighting)
    order = an_order(cast.town, agency=cast.town.office, request=report)
    with pytest.raises(TransitionNotAllowed, match="not carried to other agencies"):
        whistle.blow(
            order,
            topic="flooding",
            agencies=[cast.town.housing],
            meet_at=NOW + 8 * HOUR,
            text="Come.",
            by=cast.officer,
            at=NOW,
        )


def test_demo_has_a_report_that_its_accused_do_not_see() -> None:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        load_demo_city(DEMO, at=NOW)
        tell_demo(DEMO, size=DemoSize(requests=3), at=NOW)
    report = ServiceRequest.objects.get(subject_agency__isnull=False)
    accused = report.subject_agency
    assert accused is not None
    seen = [visible_requests(get_actor(user, on=NOW.date())) for user in accused.staff.all()]
    hidden = [report.pk not in rows.values_list("pk", flat=True) for rows in seen]
    assert (report.orders.exists(), bool(hidden), all(hidden)) == (True, True, True)
