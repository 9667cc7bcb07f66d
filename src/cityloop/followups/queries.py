"""The call-back queue and one interview; never shown to the handling agency (domain.md H6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from cityloop.accounts.rules.roles import Actor
from cityloop.core.errors import NotFound
from cityloop.core.models import Definition
from cityloop.followups.choices import FollowUpState
from cityloop.followups.models import Attempt, FollowUp
from cityloop.followups.rules.plan import SamplingPlan
from cityloop.intake.queries import Listing, accused_of, listing_of
from cityloop.workorders.choices import OrderType
from cityloop.workorders.models import WorkOrder

PLAN = "follow_up_plan"
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One interview owed, without who handled it well or badly before."""

    pk: int
    title: str
    service_type: str
    language: str
    reason: str
    window_from: datetime
    window_to: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt to reach the requester."""

    at: datetime
    mode: str
    result: str
    by: str
    note: str


def visible_follow_ups(actor: Actor) -> QuerySet[FollowUp]:
    """Interviews that the person may hold: none about their own agency's or department's orders."""
    return (
        FollowUp.objects.exclude(order__agency_id=actor.agency_id or 0)
        .exclude(order__department_id=actor.department_id or 0)
        .exclude(order__handler_id=actor.user_id)
        .exclude(accused_of(actor, prefix="request__"))
    )


def call_queue(actor: Actor, *, at: datetime, number: int = 1) -> Listing[FollowUpRow]:
    """Interviews whose window is open, the first to close first; two statements."""
    rows = (
        visible_follow_ups(actor)
        .filter(state=FollowUpState.QUEUED, window_from__lte=at)
        .select_related("request__service_type")
        .annotate(tries=Count("attempts"))
        .order_by("window_to", "pk")
    )
    return listing_of(rows, line=_row, number=number)


def count_waiting(actor: Actor, *, at: datetime) -> int:
    """How many interviews have an open window now."""
    return (
        visible_follow_ups(actor).filter(Q(state=FollowUpState.QUEUED), window_from__lte=at).count()
    )


def next_in_queue(actor: Actor, *, at: datetime, after: int = 0) -> int | None:
    """Number of the interview to hold next, other than the one just held, or None."""
    rows = visible_follow_ups(actor).filter(state=FollowUpState.QUEUED, window_from__lte=at)
    found = rows.exclude(pk=after).order_by("window_to", "pk").values_list("pk", flat=True)
    return found.first()


def _row(follow_up: FollowUp) -> FollowUpRow:
    asked = follow_up.request
    return FollowUpRow(
        pk=follow_up.pk,
        title=asked.title,
        service_type=asked.service_type.name if asked.service_type else "",
        language=asked.language,
        reason=str(follow_up.get_reason_display()),
        window_from=follow_up.window_from,
        window_to=follow_up.window_to,
        attempts=getattr(follow_up, "tries", 0),
    )


def get_follow_up(pk: int) -> FollowUp:
    """Return one interview with its order and request; raises NotFound."""
    found = (
        FollowUp.objects.select_related(
            "order__agency",
            "request__requester__identity",
            "request__service_type",
            "request__subject_agency__department",
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotFound("There is no such call-back.")
    return found


def get_plan(*, at: datetime) -> SamplingPlan:
    """Return the call-back plan that holds at a moment; raises NotFound."""
    rows = Definition.objects.filter(kind=PLAN, valid_from__lte=at.date())
    held = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at.date()))
    found = held.order_by("-valid_from", "-pk").first()
    if found is None:
        raise NotFound(
            "No call-back plan is loaded.", mend="Load the city's definitions, which hold one."
        )
    return SamplingPlan.from_mapping(found.content)


def monthly_volumes(*, before: datetime) -> dict[str, int]:
    """How many main orders each agency answered in the thirty days before; one statement."""
    answered = WorkOrder.objects.filter(
        order_type=OrderType.MAIN, answered_at__gte=before - MONTH, answered_at__lt=before
    )
    return dict(answered.order_by().values_list("agency__code").annotate(orders=Count("pk")))


def attempts_of(follow_up: FollowUp) -> tuple[AttemptRow, ...]:
    """What was tried so far, oldest first."""
    rows = Attempt.objects.filter(follow_up=follow_up).select_related("by").order_by("at", "pk")
    return tuple(
        AttemptRow(
            at=row.at,
            mode=str(row.get_mode_display()),
            result=str(row.get_result_display()),
            by=(row.by.get_full_name() or row.by.get_username()) if row.by else "",
            note=row.note,
        )
        for row in rows
    )
