"""What the database itself refuses, whoever writes to it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from cityloop.evaluation.models import Exclusion
from cityloop.flows import handle
from cityloop.followups.choices import DrawReason
from cityloop.followups.models import FollowUp
from cityloop.intake.models import ServiceRequest
from cityloop.workorders.models import (
    Deferral,
    Extension,
    Objection,
    Pause,
    WorkOrder,
)
from tests.integration.stories import HOUR
from tests.people import DAY, NOW, Cast, a_request, an_answered_order, an_order

pytestmark = pytest.mark.django_db


def refused(name: str, rows: models.QuerySet[Any], **values: object) -> None:
    """Update rows past every rule of the program, and see the constraint refuse it."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("workorders_answered_has_outcome", {"state": "answered"}),
        ("workorders_answered_has_outcome", {"state": "follow_up"}),
        ("workorders_answered_has_outcome", {"state": "closed", "closed_at": NOW}),
        ("workorders_closed_has_time", {"state": "closed", "outcome": "resolved"}),
        ("workorders_planned_has_date", {"outcome": "planned"}),
        ("workorders_planned_has_date", {"outcome": "impossible_now"}),
    ],
)
def test_order_in_a_wrong_state_is_refused(
    cast: Cast, name: str, values: dict[str, object]
) -> None:
    an_order(cast.town)
    refused(name, WorkOrder.objects.all(), **values)


def test_main_order_has_no_lead(cast: Cast) -> None:
    lead, order = an_order(cast.town), an_order(cast.town)
    rows = WorkOrder.objects.filter(pk=order.pk)
    refused("workorders_only_joined_have_lead", rows, lead=lead)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("intake_request_dispatched_has_matter", {"state": "dispatched"}),
        ("intake_request_dispatched_has_matter", {"state": "linked"}),
        ("intake_request_treatment_named", {"state": "refused"}),
        ("intake_request_treatment_named", {"state": "redirected"}),
        ("intake_request_wrongdoing_shielded", {"kind": "irregularity"}),
        ("intake_request_point_whole", {"latitude": 91.0, "longitude": 1.0}),
    ],
)
def test_request_in_a_wrong_state_is_refused(
    cast: Cast, name: str, values: dict[str, object]
) -> None:
    a_request(cast.town)
    refused(name, ServiceRequest.objects.all(), **values)


def test_ruling_needs_a_reason(cast: Cast) -> None:
    Objection.objects.create(order=an_order(cast.town), ground="no", filed_at=NOW)
    refused("workorders_ruling_has_reason", Objection.objects.all(), ruling="uphold", ruled_at=NOW)


def test_own_objection_is_not_ruled_on(cast: Cast) -> None:
    Objection.objects.create(
        order=an_order(cast.town), ground="no", filed_at=NOW, filed_by=cast.handler
    )
    refused("workorders_ruling_four_eyes", Objection.objects.all(), ruled_by=cast.handler)


def an_extension(cast: Cast) -> models.QuerySet[Extension]:
    Extension.objects.create(
        order=an_order(cast.town),
        amount=1,
        unit="natural_days",
        reason="late",
        requested_by=cast.handler,
        requested_at=NOW,
    )
    return Extension.objects.all()


def test_own_extension_is_not_decided(cast: Cast) -> None:
    refused("workorders_extension_four_eyes", an_extension(cast), decided_by=cast.handler)


def test_granted_extension_has_a_new_due_time(cast: Cast) -> None:
    refused("workorders_granted_has_due", an_extension(cast), decision="granted")


def test_pause_does_not_end_before_it_starts(cast: Cast) -> None:
    Pause.objects.create(
        order=an_order(cast.town), reason="disaster", evidence="storm", started_at=NOW
    )
    refused("workorders_pause_times", Pause.objects.all(), ended_at=NOW - HOUR)


def test_two_pauses_at_once_are_refused(cast: Cast) -> None:
    order = an_order(cast.town)
    Pause.objects.create(order=order, reason="disaster", evidence="storm", started_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(order=order, reason="disaster", evidence="ice", started_at=NOW)
    assert Pause.objects.count() == 1


def test_deferral_is_reviewed_after_its_start(cast: Cast) -> None:
    Deferral.objects.create(
        order=an_order(cast.town),
        reason_code="no-money",
        evidence="letter",
        plan="June",
        approved_by=cast.coordinator,
        started_at=NOW,
        review_at=NOW + DAY,
        notified_at=NOW,
    )
    refused("workorders_review_after_start", Deferral.objects.all(), review_at=NOW)


def an_exclusion(cast: Cast) -> models.QuerySet[Exclusion]:
    Exclusion.objects.create(
        order=an_answered_order(cast.town),
        code="EX7",
        evidence="plan",
        requested_by=cast.head,
        requested_at=NOW,
    )
    return Exclusion.objects.all()


def test_approved_exclusion_has_two_reviewers(cast: Cast) -> None:
    refused(
        "evaluation_exclusion_two_reviewers",
        an_exclusion(cast),
        state="approved",
        first_reviewer=cast.evaluator,
        decided_at=NOW,
    )


def test_reviewers_of_an_exclusion_differ(cast: Cast) -> None:
    refused(
        "evaluation_exclusion_reviewers_differ",
        an_exclusion(cast),
        first_reviewer=cast.evaluator,
        second_reviewer=cast.evaluator,
    )


def test_own_exclusion_is_not_reviewed(cast: Cast) -> None:
    refused("evaluation_exclusion_not_own_review", an_exclusion(cast), first_reviewer=cast.head)


def a_follow_up(cast: Cast) -> models.QuerySet[FollowUp]:
    order = an_answered_order(cast.town)
    FollowUp.objects.create(
        order=order,
        request=order.request,
        reason=DrawReason.SAMPLE,
        stratum="lighting",
        drawn_at=NOW,
        window_from=NOW,
        window_to=NOW + timedelta(days=3),
    )
    return FollowUp.objects.all()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("followups_reached_has_time", {"state": "reached"}),
        ("followups_answers_only_when_reached", {"solved": "resolved"}),
        ("followups_weight_at_least_1", {"weight": 0}),
    ],
)
def test_call_back_in_a_wrong_state_is_refused(
    cast: Cast, name: str, values: dict[str, object]
) -> None:
    refused(name, a_follow_up(cast), **values)


def test_order_keeps_its_number_for_itself(cast: Cast) -> None:
    first, second = an_order(cast.town), an_order(cast.town)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkOrder.objects.filter(pk=second.pk).update(number=first.number)
    assert WorkOrder.objects.filter(number=first.number).count() == 1


def test_refused_step_leaves_the_order_as_it_was(cast: Cast) -> None:
    order = an_order(cast.town)
    handle.accept(order, by=cast.handler, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkOrder.objects.filter(pk=order.pk).update(state="answered")
    order.refresh_from_db()
    assert order.state == "accepted"
