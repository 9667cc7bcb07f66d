"""The office by day: an overdue order is found, a dispute is ruled, an evaluation is published."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from cityloop.evaluation.choices import PeriodState
from cityloop.evaluation.operations import run_period, show_period
from cityloop.flows import dispatch, handle, report
from cityloop.flows.report import NewReport
from cityloop.workorders.models import Objection, WorkOrder
from tests.browser.visit import Visit
from tests.people import Cast, an_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _sent(cast: Cast, *, at: datetime) -> WorkOrder:
    told = NewReport(
        kind="complaint",
        text="The street light at the corner of Ferry Lane is dark.",
        title="Dark street light",
        service_type=cast.town.lights,
        area=cast.town.street,
        name="Bo Invented",
        phone="555-0123",
    )
    asked = report.receive(told, by=cast.operator, at=at)
    return dispatch.dispatch_request(asked, by=cast.dispatcher, at=at)


def test_supervisor_goes_from_the_board_to_the_overdue_order(visit: Visit, cast: Cast) -> None:
    order = an_order(cast.town, due_at=timezone.now() - timedelta(hours=3))
    visit.as_person(cast.supervisor)
    visit.open("/office/board/")
    visit.page.locator("main").get_by_role("link", name="Overdue").first.click()
    visit.look()
    visit.page.locator(f'main a[href*="{order.number}"]').first.click()
    visit.look()
    assert order.number in visit.text


def test_adjudicator_rules_on_an_objection(visit: Visit, cast: Cast) -> None:
    now = timezone.now()
    order = _sent(cast, at=now)
    handle.object_to(order, reason="The mast stands on the estate.", by=cast.handler, at=now)
    visit.as_person(cast.adjudicator)
    visit.open("/office/objections/")
    visit.page.locator("main").get_by_role("link", name="Dark street light").first.click()
    visit.look()
    assert "The mast stands on the estate." in visit.text
    visit.page.get_by_label("Overruled: the order stays where it is").check()
    visit.page.get_by_label("Reason").fill("The list names the lighting utility.")
    visit.press("Record the ruling")
    assert Objection.objects.get().ruled_by == cast.adjudicator


def test_another_person_publishes_what_the_agencies_have_seen(visit: Visit, cast: Cast) -> None:
    seen = timezone.now() - timedelta(days=10)
    _sent(cast, at=seen - timedelta(days=60))
    period = run_period(_month(seen), by=cast.evaluator, at=seen)
    show_period(period, by=cast.evaluator, at=seen)
    visit.as_person(cast.approver)
    visit.open("/office/evaluation/")
    visit.page.get_by_role("link", name=period.code).click()
    visit.look()
    visit.press("Publish and freeze")
    period.refresh_from_db()
    assert (period.state, period.published_by) == (PeriodState.PUBLISHED, cast.approver)


def _month(moment: datetime) -> str:
    """The month before last, as an evaluation is named."""
    return f"{moment - timedelta(days=60):%Y-%m}"
