"""A call by keyboard alone: it rings, is answered, registered and wrapped up; what others see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cityloop.intake.models import Call, CallParty, ServiceRequest
from cityloop.intake.operations import answer_call
from tests.browser.visit import Visit
from tests.integration.calls import a_missed_call, a_ringing_call, name_channels
from tests.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "The street light at the corner of Ferry Lane is dark."
ALT = 1


def access_key(visit: Visit, letter: str) -> None:
    """Press Alt and a letter as a keyboard does; Playwright itself leaves access keys out."""
    browser = visit.page.context.new_cdp_session(visit.page)
    key = {"modifiers": ALT, "key": letter, "code": f"Key{letter.upper()}"}
    pressed = {"text": letter, "unmodifiedText": letter, "type": "keyDown"}
    browser.send("Input.dispatchKeyEvent", {**key, **pressed})
    browser.send("Input.dispatchKeyEvent", {**key, "type": "keyUp"})


def type_in(visit: Visit, text: str) -> None:
    visit.page.keyboard.type(text)


def test_call_is_answered_registered_and_wrapped_up_by_keyboard_alone(
    visit: Visit, cast: Cast
) -> None:
    a_ringing_call(at=timezone.now())
    visit.as_person(cast.operator)
    visit.open("/hotline/calls/")
    access_key(visit, "n")
    visit.page.wait_for_url("**/hotline/calls/CL-*/")
    visit.look()
    type_in(visit, WORDS)
    access_key(visit, "y")
    type_in(visit, "Street light")
    access_key(visit, "a")
    type_in(visit, "Ferry")
    visit.page.get_by_text("row 214 of list 2026-1").wait_for()
    visit.page.keyboard.press("Control+Enter")
    visit.page.get_by_text("Registered as").wait_for()
    visit.look()
    access_key(visit, "w")
    type_in(visit, "Request registered")
    visit.page.keyboard.press("Control+Enter")
    visit.page.get_by_text("is wrapped up").wait_for()
    visit.look()
    call, asked = Call.objects.get(), ServiceRequest.objects.get()
    assert (call.state, call.requests.get(), asked.area) == ("wrapped_up", asked, cast.town.street)


@pytest.fixture
def call(cast: Cast) -> Call:
    name_channels()
    now = timezone.now()
    return answer_call(a_ringing_call(at=now), by=cast.operator, at=now)


def test_one_key_connects_the_police_and_keeps_what_was_typed(
    visit: Visit, cast: Cast, call: Call
) -> None:
    visit.as_person(cast.operator)
    visit.open(f"/hotline/calls/{call.number}/")
    type_in(visit, "Somebody is in the house")
    access_key(visit, "u")
    visit.page.get_by_role("heading", name="Connecting: Police 110").wait_for()
    visit.look()
    visit.page.keyboard.press("Control+Enter")
    visit.page.get_by_role("heading", name="Brought in").wait_for()
    typed = visit.page.get_by_label("What the person says").input_value()
    assert (CallParty.objects.get().outcome, typed) == ("joined", "Somebody is in the house")


def test_warnings_lead_to_the_words_that_end_a_call(visit: Visit, cast: Cast, call: Call) -> None:
    visit.as_person(cast.operator)
    visit.open(f"/hotline/calls/{call.number}/")
    visit.page.get_by_text("Bring somebody in, warn, or end").click()
    for button in ("I have warned", "I have warned a second time"):
        visit.page.get_by_role("button", name=button, exact=True).click()
    visit.page.get_by_text("You have warned twice").wait_for()
    visit.look()
    call.refresh_from_db()
    assert call.warnings == 2


def test_board_of_the_desk_holds_for_a_supervisor(visit: Visit, cast: Cast) -> None:
    a_missed_call(at=timezone.now() - timedelta(hours=1))
    visit.as_person(cast.supervisor)
    visit.open("/hotline/desk/")
    assert "0 of 1" in visit.text


def test_list_of_calls_is_empty_in_words(visit: Visit, cast: Cast) -> None:
    visit.as_person(cast.operator)
    visit.open("/hotline/calls/")
    assert ("Nobody waits." in visit.text, "No missed call is left." in visit.text) == (True, True)


def test_request_registered_with_two_presses_is_one(visit: Visit, cast: Cast, call: Call) -> None:
    visit.as_person(cast.operator)
    visit.open(f"/hotline/calls/{call.number}/")
    visit.page.get_by_label("What the person says").fill(WORDS)
    visit.page.get_by_role("button", name="Register").dblclick()
    visit.page.get_by_text("Registered as").wait_for()
    assert call.requests.count() == 1
