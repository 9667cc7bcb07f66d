"""One matter from the call to the score, in a real browser."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cityloop.flows import dispatch, follow_up, handle, report
from cityloop.flows.report import NewReport
from cityloop.followups.models import FollowUp
from cityloop.intake.models import ServiceRequest
from cityloop.workorders.models import WorkOrder
from tests.browser.visit import Visit
from tests.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "The street light at the corner of Ferry Lane is dark."


def _reported(cast: Cast, *, at: datetime | None = None) -> ServiceRequest:
    told = NewReport(
        kind="complaint",
        text=WORDS,
        title="Dark street light",
        service_type=cast.town.lights,
        area=cast.town.street,
        name="Bo Invented",
        phone="555-0123",
    )
    return report.receive(told, by=cast.operator, at=at or timezone.now())


def _sent(cast: Cast, *, at: datetime | None = None) -> WorkOrder:
    moment = at or timezone.now()
    asked = _reported(cast, at=moment)
    return dispatch.dispatch_request(asked, by=cast.dispatcher, at=moment)


def test_operator_registers_while_the_duty_appears(visit: Visit, cast: Cast) -> None:
    visit.as_person(cast.operator)
    visit.open("/hotline/")
    visit.page.get_by_label("What the person says").fill(WORDS)
    visit.page.get_by_label("What it is about").select_option("street-light")
    visit.page.get_by_label("Area", exact=True).select_option("ferry")
    visit.page.get_by_text("row 214 of list 2026-1").wait_for()
    visit.press("Register")
    assert ServiceRequest.objects.get().number in visit.text


def test_dispatcher_sends_it_to_the_agency_found(visit: Visit, cast: Cast) -> None:
    number = _reported(cast).number
    visit.as_person(cast.dispatcher)
    visit.open("/hotline/inbox/")
    visit.open(f"/hotline/requests/{number}/")
    visit.press("Dispatch")
    assert WorkOrder.objects.get().agency == cast.town.lighting


def test_handler_accepts_contacts_and_answers(visit: Visit, cast: Cast) -> None:
    number = _sent(cast).number
    visit.as_person(cast.handler)
    visit.open("/agency/work-orders/")
    visit.page.get_by_role("link", name="Dark street light").click()
    visit.press("Accept")
    visit.page.get_by_role("link", name="Log a contact").click()
    visit.page.get_by_label("How the requester was reached").fill("By phone at noon.")
    visit.press("Log a contact")
    visit.page.get_by_role("link", name="Answer", exact=True).click()
    visit.page.get_by_label("Answer to the requester").fill("The lamp was replaced at two.")
    visit.press("Answer")
    assert WorkOrder.objects.get(number=number).state == "answered"


def test_handler_objects_by_keyboard_alone(visit: Visit, cast: Cast) -> None:
    order = _sent(cast)
    visit.as_person(cast.handler)
    visit.open(f"/agency/work-orders/{order.number}/")
    _tab_to(visit, "Object")
    visit.page.keyboard.press("Enter")
    visit.page.get_by_label("Why this is not your agency's duty").focus()
    visit.page.keyboard.type("The mast stands on the estate.")
    _tab_to(visit, "Object")
    visit.page.keyboard.press("Enter")
    visit.page.get_by_text("waits for a ruling").wait_for()
    assert WorkOrder.objects.get().state == "objected"


def _tab_to(visit: Visit, name: str) -> None:
    for _press in range(60):
        visit.page.keyboard.press("Tab")
        if visit.page.locator(":focus").inner_text().strip() == name:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def _answered(cast: Cast, *, at: datetime | None = None) -> WorkOrder:
    now = at or timezone.now()
    order = _sent(cast, at=now)
    handle.accept(order, by=cast.handler, at=now)
    handle.contact(order, note="By phone.", by=cast.handler, at=now)
    handle.answer(order, outcome="resolved", text="Replaced.", by=cast.handler, at=now)
    return order


def test_dispatcher_checks_the_answer(visit: Visit, cast: Cast) -> None:
    order = _answered(cast)
    visit.as_person(cast.dispatcher)
    visit.open("/office/checks/")
    visit.page.get_by_role("link", name="Dark street light").click()
    visit.page.get_by_label("Good enough: on to the call-back").check()
    visit.page.get_by_label("Reason").fill("Says what was done.")
    visit.press("Record the check")
    assert WorkOrder.objects.get(pk=order.pk).state == "follow_up"


def test_caller_asks_facts_before_feelings(visit: Visit, cast: Cast) -> None:
    order, now = _answered(cast), timezone.now()
    handle.check_answer(order, passed=True, reason="Fine.", by=cast.dispatcher, at=now)
    follow_up.draw(by=None, at=now + timedelta(minutes=1))
    visit.as_person(cast.caller)
    visit.open("/call-back/")
    visit.page.get_by_role("link", name="Dark street light").click()
    # At night nobody is called, and the questions are folded away for those who ring us.
    folded = visit.page.get_by_text("The requester rang us")
    if folded.is_visible():
        folded.click()
    visit.page.get_by_role("group", name="Is it solved?").get_by_label(
        "Resolved", exact=True
    ).check()
    result = visit.page.get_by_role("group", name="How satisfied are you with the result?")
    result.get_by_label("Very satisfied").check()
    visit.press("Record the answers")
    assert FollowUp.objects.get().solved == "resolved"


def test_evaluator_runs_a_period_and_opens_its_cases(visit: Visit, cast: Cast) -> None:
    order = _answered(cast, at=timezone.now() - timedelta(days=20))
    order.refresh_from_db()
    due = order.due_at or timezone.now()
    month = due.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m")
    visit.as_person(cast.evaluator)
    visit.open("/office/evaluation/")
    visit.page.get_by_label("Month or quarter").fill(month)
    visit.press("Run")
    visit.page.get_by_role("link", name=month).click()
    visit.page.get_by_role("row", name="Lighting").get_by_role("link").first.click()
    visit.look()
    assert order.number in visit.text


def test_pages_are_chinese_when_chosen(visit: Visit, cast: Cast) -> None:
    _sent(cast)
    visit.as_person(cast.handler)
    visit.open("/agency/work-orders/")
    visit.press("中文")
    assert "已派单" in visit.text


def test_welcome_and_sign_in_hold_for_everybody(visit: Visit, cast: Cast) -> None:
    cast.handler.set_password("correct horse battery")
    cast.handler.save()
    visit.open("/")
    visit.page.get_by_role("link", name="Sign in as staff").click()
    visit.look()
    visit.page.get_by_label("Username").fill(cast.handler.username)
    visit.page.get_by_label("Password").fill("correct horse battery")
    visit.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    visit.page.wait_for_url("**/agency/work-orders/")
    visit.look()
    assert "Work orders" in visit.text
