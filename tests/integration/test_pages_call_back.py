"""The call-back page: when one may call, and what it keeps of a report of wrongdoing."""

from datetime import timedelta

import pytest
from django.test import Client

from cityloop.followups.choices import AttemptMode, AttemptResult, DrawReason
from cityloop.followups.models import Attempt, FollowUp
from cityloop.workorders.models import WorkOrder
from tests.people import NOW, PHONE, Cast, a_report, an_answered_order

pytestmark = pytest.mark.django_db
# Nothing of this may reach a caller; the tests' moment is 09:00 in the city.
LEAKS = (
    "Officer took a present",
    "The officer asked me for a present.",
    "Ines Inspector",
    "The officer was heard and warned.",
    "7 Bribery Lane",
    "Housing Agency",
    "Inspection Agency",
)


def owed(order: WorkOrder) -> FollowUp:
    return FollowUp.objects.create(
        order=order,
        request=order.request,
        reason=DrawReason.SAMPLE,
        stratum="lighting",
        drawn_at=NOW - timedelta(hours=2),
        window_from=NOW - timedelta(hours=1),
        window_to=NOW + timedelta(days=3),
    )


def page(cast: Cast, address: str, *, language: str = "en") -> str:
    client = Client()
    client.force_login(cast.caller)
    answer = client.get(address, headers={"accept-language": language})
    return " ".join(answer.content.decode().split())


@pytest.fixture
def shielded(cast: Cast) -> FollowUp:
    report = a_report(
        cast.town, about=cast.town.housing, subject_name="Ines Inspector", address="7 Bribery Lane"
    )
    return owed(
        an_answered_order(
            cast.town,
            request=report,
            agency=cast.town.inspection,
            answer="The officer was heard and warned.",
        )
    )


@pytest.mark.parametrize("leak", LEAKS)
def test_caller_reads_nothing_of_what_a_report_says(
    cast: Cast, shielded: FollowUp, leak: str
) -> None:
    assert leak not in page(cast, f"/call-back/{shielded.pk}/")


@pytest.mark.parametrize("leak", LEAKS)
def test_queue_says_nothing_of_what_a_report_says(
    cast: Cast, shielded: FollowUp, leak: str
) -> None:
    assert leak not in page(cast, "/call-back/")


@pytest.mark.parametrize("needed", ["Misconduct", PHONE, "Was anything asked of you"])
def test_caller_reads_what_the_call_needs(cast: Cast, shielded: FollowUp, needed: str) -> None:
    assert needed in page(cast, f"/call-back/{shielded.pk}/")


def test_caller_reads_the_number_of_the_order(cast: Cast, shielded: FollowUp) -> None:
    assert shielded.order.number in page(cast, f"/call-back/{shielded.pk}/")


@pytest.mark.parametrize("kept", ["hotline/requests", "agency/work-orders"])
def test_caller_opens_the_report_nowhere_else(cast: Cast, shielded: FollowUp, kept: str) -> None:
    numbers = {
        "hotline/requests": shielded.request.number,
        "agency/work-orders": shielded.order.number,
    }
    assert "The officer" not in page(cast, f"/{kept}/{numbers[kept]}/")


def test_plain_call_back_shows_what_was_said(cast: Cast) -> None:
    follow_up = owed(an_answered_order(cast.town))
    assert follow_up.request.text in page(cast, f"/call-back/{follow_up.pk}/")


@pytest.fixture
def interview(cast: Cast) -> FollowUp:
    return owed(an_answered_order(cast.town))


def tried(interview: FollowUp) -> None:
    Attempt.objects.create(
        follow_up=interview, at=NOW, mode=AttemptMode.PHONE, result=AttemptResult.NO_REPLY
    )


def test_call_is_ready_in_calling_hours(cast: Cast, interview: FollowUp) -> None:
    assert f'href="tel:{PHONE}"' in page(cast, f"/call-back/{interview.pk}/")


def test_second_call_in_one_part_of_the_day_is_grey(cast: Cast, interview: FollowUp) -> None:
    tried(interview)
    assert f'href="tel:{PHONE}"' not in page(cast, f"/call-back/{interview.pk}/")


def test_grey_call_says_why_and_from_when(cast: Cast, interview: FollowUp) -> None:
    tried(interview)
    said = (
        "A call was already made in this part of the day (morning). "
        "2 more calls are wanted in: afternoon, evening. From 2026-03-02 14:00 on you may call."
    )
    assert said in page(cast, f"/call-back/{interview.pk}/")
