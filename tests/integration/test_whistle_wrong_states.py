"""What the database itself refuses of a whistle, whoever writes to it."""

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from cityloop.workorders.models import Whistle, WhistleCall, WhistleRating, WorkOrder
from tests.integration.stories import HOUR
from tests.integration.whistle_stories import called, rated, refused
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db


def denied(name: str, rows: models.QuerySet[Any], **values: object) -> None:
    """Update rows past every rule of the program, and see the constraint refuse it."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("workorders_call_answered_by_order", {"order": None, "accepted_at": NOW}),
        (
            "workorders_call_accepted_or_refused",
            {"accepted_at": NOW, "refused_at": NOW, "refusal": "no"},
        ),
        ("workorders_call_refusal_has_reason", {"refused_at": NOW}),
        ("workorders_call_refusal_has_reason", {"refusal": "no"}),
        (
            "workorders_call_ruling_of_refusal",
            {"ruling": "uphold", "ruled_at": NOW, "ruling_reason": "true"},
        ),
        ("workorders_call_attendance_whole", {"accepted_at": NOW, "attended_at": NOW}),
        (
            "workorders_call_attendance_whole",
            {"attended_at": NOW, "attendants": "two", "finding": "water"},
        ),
        ("workorders_call_arrived_or_absent", {"confirmed_at": NOW}),
        ("workorders_call_report_after_site", {"reported_at": NOW, "did": "pumped"}),
    ],
)
def test_call_in_a_wrong_state_is_refused(cast: Cast, name: str, values: dict[str, object]) -> None:
    called(cast)
    denied(name, WhistleCall.objects.all(), **values)


def test_confirmed_call_is_not_absent(cast: Cast) -> None:
    rated(cast)
    denied("workorders_call_arrived_or_absent", WhistleCall.objects.all(), absent_at=NOW)


def test_refusal_is_ruled_by_another_person(cast: Cast) -> None:
    refused(cast)
    made = {"ruling": "uphold", "ruled_at": NOW, "ruling_reason": "true", "ruled_by": cast.rival}
    denied("workorders_call_four_eyes", WhistleCall.objects.all(), **made)


@pytest.mark.parametrize("values", [{"lead": None}, {"state": "suspended"}, {"state": "rework"}])
def test_order_of_a_called_agency_has_a_lead_and_a_state_of_a_whistle(
    cast: Cast, values: dict[str, object]
) -> None:
    called(cast)
    rows = WorkOrder.objects.filter(order_type="whistle")
    denied("workorders_whistle_has_lead_and_state", rows, **values)


@pytest.mark.parametrize("values", [{"meet_at": NOW - HOUR}, {"report_by": NOW + HOUR}])
def test_whistle_runs_forwards(cast: Cast, values: dict[str, object]) -> None:
    called(cast)
    denied("workorders_whistle_times", Whistle.objects.all(), **values)


@pytest.mark.parametrize("values", [{"value": 6}, {"value": 0}, {"side": "press"}])
def test_rating_is_of_one_side_from_one_to_five(cast: Cast, values: dict[str, object]) -> None:
    rated(cast)
    denied("workorders_whistle_ratings", WhistleRating.objects.all(), **values)


def test_side_rates_once(cast: Cast) -> None:
    call = rated(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        WhistleRating.objects.create(call=call, side="caller", value=1, at=NOW)
