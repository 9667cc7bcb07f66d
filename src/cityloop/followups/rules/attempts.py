"""The next attempt of a call-back: calls in different day parts, then a link, then give up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from cityloop.core.sentences import Sentence
from cityloop.followups.choices import AttemptMode, AttemptResult
from cityloop.followups.rules.plan import SamplingPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    mode: AttemptMode
    result: AttemptResult
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When an order may be called: half-open; the first call should be made by `first_call_by`."""

    opens_at: datetime
    first_call_by: datetime
    closes_at: datetime


class NextMove(StrEnum):
    WAIT = "wait"
    CALL = "call"
    SEND_LINK = "send_link"
    DONE = "done"
    GIVE_UP = "give_up"
    OPTED_OUT = "opted_out"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What to do now, in which day parts still open to a call, and why."""

    move: NextMove
    day_parts: tuple[str, ...] = ()
    reason: str = ""


def window(*, answered_at: datetime | None, due_at: datetime, plan: SamplingPlan) -> Window:
    """Window of one order (domain.md H3 row 3, A2 Art 23).

    Opens with the answer, or at the due time when nothing was answered; the first call within
    `window_days` of that; closes `window_days` after the later of answer and due time, so an order
    answered long before it is due is still called after it was due.
    """
    opens_at = due_at if answered_at is None else answered_at
    days = timedelta(days=plan.window_days)
    return Window(
        opens_at=opens_at,
        first_call_by=opens_at + days,
        closes_at=max(opens_at, due_at) + days,
    )


def day_part(at: datetime, *, plan: SamplingPlan, zone: str) -> str | None:
    """Name of the day part the moment falls in, by the city's clock; None outside calling hours."""
    local = at.astimezone(ZoneInfo(zone)).time()
    return next((part.name for part in plan.day_parts if part.start <= local < part.end), None)


def open_day_parts(
    attempts: Sequence[Attempt], *, plan: SamplingPlan, zone: str
) -> tuple[str, ...]:
    """Day parts in which no call was made yet, in the plan's order."""
    used = {
        day_part(attempt.at, plan=plan, zone=zone)
        for attempt in attempts
        if attempt.mode == AttemptMode.PHONE
    }
    return tuple(part.name for part in plan.day_parts if part.name not in used)


def next_step(
    attempts: Sequence[Attempt],
    *,
    plan: SamplingPlan,
    zone: str,
    at: datetime,
    closes_at: datetime,
) -> NextStep:
    """What to do at the moment `at` (domain.md H6).

    A refusal ends the call-back at once and counts as an opt-out. A wrong number is never sent a
    link: it would tell a stranger about somebody's request.
    """
    results = {attempt.result for attempt in attempts}
    if AttemptResult.ANSWERED in results:
        return NextStep(move=NextMove.DONE, reason=Sentence("The requester has answered."))
    if AttemptResult.REFUSED in results:
        return NextStep(
            move=NextMove.OPTED_OUT, reason=Sentence("The requester does not wish to be called.")
        )
    if at >= closes_at:
        return NextStep(
            move=NextMove.EXPIRED, reason=Sentence("The window for this call-back is over.")
        )
    if AttemptResult.WRONG_NUMBER in results:
        return NextStep(
            move=NextMove.GIVE_UP,
            reason=Sentence("The number belongs to somebody else, so no link may be sent to it."),
        )
    return _next_try(attempts, plan=plan, zone=zone, at=at)


def _next_try(
    attempts: Sequence[Attempt], *, plan: SamplingPlan, zone: str, at: datetime
) -> NextStep:
    parts = open_day_parts(attempts, plan=plan, zone=zone)
    still = plan.attempts - (len(plan.day_parts) - len(parts))
    if still > 0:
        return _call_or_wait(parts, now=day_part(at, plan=plan, zone=zone), still=still)
    links = [attempt.at for attempt in attempts if attempt.mode != AttemptMode.PHONE]
    if not links:
        return NextStep(
            move=NextMove.SEND_LINK,
            reason=Sentence(
                "%(count)s calls in different parts of the day were in vain: send a link.",
                count=plan.attempts,
            ),
        )
    if at < max(links) + timedelta(hours=plan.link_wait_hours):
        return NextStep(
            move=NextMove.WAIT, reason=Sentence("The link was sent; its time is not over.")
        )
    return NextStep(
        move=NextMove.GIVE_UP, reason=Sentence("Neither the calls nor the link were answered.")
    )


def _call_or_wait(parts: tuple[str, ...], *, now: str | None, still: int) -> NextStep:
    names = ", ".join(parts)
    wanted = (
        Sentence("One more call is wanted in: %(parts)s.", parts=names)
        if still == 1
        else Sentence("%(count)s more calls are wanted in: %(parts)s.", count=still, parts=names)
    )
    move = NextMove.CALL if now in parts else NextMove.WAIT
    return NextStep(move=move, day_parts=parts, reason=wanted)


def why_not_call(
    attempts: Sequence[Attempt],
    *,
    plan: SamplingPlan,
    zone: str,
    at: datetime,
    closes_at: datetime,
) -> str | None:
    """Sentence that says why nobody may ring up now, or None when they may."""
    step = next_step(attempts, plan=plan, zone=zone, at=at, closes_at=closes_at)
    if step.move == NextMove.CALL:
        return None
    if step.move != NextMove.WAIT or not step.day_parts:
        return step.reason
    now = day_part(at, plan=plan, zone=zone)
    if now is None:
        return Sentence("Calls are not made at this hour. %(wanted)s", wanted=step.reason)
    return Sentence(
        "A call was already made in this part of the day (%(part)s). %(wanted)s",
        part=now,
        wanted=step.reason,
    )


def next_call_at(
    attempts: Sequence[Attempt],
    *,
    plan: SamplingPlan,
    zone: str,
    at: datetime,
    closes_at: datetime,
) -> datetime | None:
    """The first moment from `at` on at which somebody may ring up, or None before it closes."""
    step = next_step(attempts, plan=plan, zone=zone, at=at, closes_at=closes_at)
    local = at.astimezone(ZoneInfo(zone))
    days = (local.date() + timedelta(days=ahead) for ahead in range((closes_at - at).days + 2))
    moments = (
        max(at, datetime.combine(day, part.start, local.tzinfo).astimezone(UTC))
        for day in days
        for part in sorted(plan.day_parts, key=lambda one: one.start)
        if part.name in step.day_parts
        and at < datetime.combine(day, part.end, local.tzinfo).astimezone(UTC)
    )
    found = next(moments, None)
    return None if found is None or found >= closes_at else found


def why_not_interview(
    *, interviewer: str, handlers: frozenset[str], helpers: frozenset[str]
) -> str | None:
    """Sentence that says why this person may not call, or None.

    `handlers` are the people of the handling agency, `helpers` those who touched the order
    elsewhere; the interviewer is the centre or a third party, never one of them (domain.md H6).
    """
    if interviewer in handlers:
        return Sentence("People of the handling agency may not make its call-backs.")
    if interviewer in helpers:
        return Sentence("Whoever took, dispatched or ruled on an order may not make its call-back.")
    return None
