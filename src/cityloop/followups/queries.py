"""The call-back queue and one interview; never shown to the handling agency (domain.md H6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cityloop.accounts.rules.roles import Actor
from cityloop.core.errors import NotFound
from cityloop.core.models import City, Definition
from cityloop.core.sentences import Sentence
from cityloop.followups.choices import (
    AttemptMode,
    AttemptResult,
    DrawReason,
    FollowUpState,
    Satisfied,
    Solved,
)
from cityloop.followups.models import Attempt, FollowUp
from cityloop.followups.rules import attempts as tries
from cityloop.followups.rules.plan import SamplingPlan
from cityloop.intake.choices import RequestState
from cityloop.intake.models import ServiceRequest
from cityloop.intake.queries import Listing, accused_of, listing_of
from cityloop.responsibility.queries.limits import holding
from cityloop.workorders.choices import OrderType
from cityloop.workorders.models import WorkOrder

PLAN = "follow_up_plan"
MONTH = timedelta(days=30)
DISPLEASED = frozenset({Satisfied.DISSATISFIED, Satisfied.VERY_DISSATISFIED})


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


def _open(actor: Actor, *, at: datetime) -> QuerySet[FollowUp]:
    """Those to be held now; what nobody was reached for in its window ends with the next run."""
    return visible_follow_ups(actor).filter(
        state=FollowUpState.QUEUED, window_from__lte=at, window_to__gt=at
    )


def call_queue(actor: Actor, *, at: datetime, number: int = 1) -> Listing[FollowUpRow]:
    """Interviews whose window is open, the first to close first; two statements."""
    rows = (
        _open(actor, at=at)
        .select_related("request__service_type")
        # A join would group all rows to count them: 75 ms where this is 10.
        .annotate(tries=Coalesce(Subquery(_tries), 0))
        .order_by("window_to", "pk")
    )
    return listing_of(rows, line=_row, number=number)


_tries = (
    Attempt.objects.filter(follow_up=OuterRef("pk"))
    .order_by()
    .values("follow_up")
    .annotate(tries=Count("pk"))
    .values("tries")
)


def next_in_queue(actor: Actor, *, at: datetime, after: int = 0) -> int | None:
    """Number of the interview to hold next, other than the one just held, or None."""
    rows = _open(actor, at=at)
    found = rows.exclude(pk=after).order_by("window_to", "pk").values_list("pk", flat=True)
    return found.first()


def _row(follow_up: FollowUp) -> FollowUpRow:
    asked = follow_up.request
    return FollowUpRow(
        pk=follow_up.pk,
        # Of a report of wrongdoing the caller learns the type alone (domain.md H8, 2).
        title="" if asked.shielded else asked.title,
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
        raise NotFound(Sentence("There is no such call-back."))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSheet:
    """What a caller needs to know; of a shielded report no word of its content."""

    number: str
    service_type: str
    language: str
    phone: str
    access_need: str
    closes_at: datetime
    shielded: bool
    title: str = ""
    text: str = ""
    agency: str = ""
    answer: str = ""


def call_sheet(follow_up: FollowUp) -> CallSheet:
    """The sheet of one interview, from rows read with it (domain.md H6, H8)."""
    asked, order = follow_up.request, follow_up.order
    identity = getattr(asked.requester, "identity", None)
    content = {
        "title": asked.title,
        "text": asked.text or asked.title,
        "agency": order.agency.name,
        "answer": order.answer,
    }
    return CallSheet(
        number=order.number,
        service_type=asked.service_type.name if asked.service_type else "",
        language=asked.language,
        phone=identity.phone if identity else "",
        access_need=identity.access_need if identity else "",
        closes_at=follow_up.window_to,
        shielded=asked.shielded,
        **({} if asked.shielded else content),
    )


@dataclass(frozen=True, slots=True)
class CallAdvice:
    """Why nobody may ring up now ("" when they may), and from when they may, if ever."""

    why_not: str
    next_at: datetime | None


def call_advice(follow_up: FollowUp, *, at: datetime) -> CallAdvice:
    """Whether to ring up now, by the plan's hours and the attempts made; three statements."""
    made = [
        tries.Attempt(mode=AttemptMode(one.mode), result=AttemptResult(one.result), at=one.at)
        for one in follow_up.attempts.order_by("at", "pk")
    ]
    plan, zone, closes_at = get_plan(at=at), City.objects.get().zone, follow_up.window_to
    refusal = tries.why_not_call(made, plan=plan, zone=zone, at=at, closes_at=closes_at)
    if refusal is None:
        return CallAdvice("", at)
    next_at = tries.next_call_at(made, plan=plan, zone=zone, at=at, closes_at=closes_at)
    return CallAdvice(refusal, next_at)


def get_plan(*, at: datetime) -> SamplingPlan:
    """Return the call-back plan that holds on the city's day at a moment; raises NotFound."""
    held = holding(PLAN, at=at)
    if held is None:
        raise NotFound(
            Sentence("No call-back plan is loaded."),
            mend=Sentence("Load the city's definitions, which hold one."),
        )
    return SamplingPlan.from_mapping(Definition.objects.get(pk=held.pk).content)


def city_day(at: datetime) -> date:
    """The city's own day at a moment; one statement."""
    return at.astimezone(ZoneInfo(City.objects.get().zone)).date()


def joined_requests(orders: Iterable[WorkOrder]) -> dict[str, tuple[WorkOrder, int]]:
    """Requests that other people joined to the matters of orders; two statements.

    By number: the order and the key of the request. Whoever is asked about the order itself is
    not asked again because they called twice.
    """
    by_matter = {order.matter_id: order for order in orders}
    asked = ServiceRequest.objects.filter(
        matter__in=by_matter, state__in=[RequestState.LINKED, RequestState.DISPATCHED]
    )
    own = {order.request_id for order in by_matter.values()}
    people = dict(
        ServiceRequest.objects.filter(pk__in=own).values_list("matter_id", "requester_id")
    )
    return {
        number: (by_matter[matter], pk)
        for number, matter, pk, who in asked.order_by("pk").values_list(
            "number", "matter_id", "pk", "requester_id"
        )
        if pk not in own and who != people.get(matter)
    }


def monthly_volumes(*, before: datetime) -> dict[str, int]:
    """How many main orders each agency answered in the thirty days before; one statement."""
    answered = WorkOrder.objects.filter(
        order_type=OrderType.MAIN, answered_at__gte=before - MONTH, answered_at__lt=before
    )
    return dict(answered.order_by().values_list("agency__code").annotate(orders=Count("pk")))


def called_solved(order: WorkOrder) -> bool:
    """Whether its requester, called back on its last round, said that it is solved; one statement.

    No where nobody was reached, and where the requester is displeased all the same.
    """
    reached = FollowUp.objects.filter(
        order=order, round=order.round, state=FollowUpState.REACHED
    ).exclude(reason=DrawReason.LINKED)
    said = reached.values_list("solved", "satisfied").first()
    return said is not None and said[0] == Solved.RESOLVED and said[1] not in DISPLEASED


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
