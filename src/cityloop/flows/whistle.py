"""A sub-district calls agencies together; they come, report, and both sides say how it went."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cityloop.accounts.models import User
from cityloop.agencies.models import Agency
from cityloop.core.operations import Notice, audit, enqueue
from cityloop.workorders import operations
from cityloop.workorders.choices import CallSide, Party, WhistleStep
from cityloop.workorders.models import Whistle, WhistleCall, WhistleRating, WorkOrder
from cityloop.workorders.operations.whistle_steps import CallTaken, Rated, RefusalRuling
from cityloop.workorders.operations.whistles import WhistleDraft
from cityloop.workorders.rules.whistles import Attendance


def _tell(call: WhistleCall, topic: str, *, by: User | None, at: datetime) -> None:
    number = "" if call.order is None else call.order.number
    enqueue([Notice(topic, number, {"whistle": call.whistle.number})], by=by, at=at)


@transaction.atomic(durable=True)
def blow(  # noqa: PLR0913 - the fields of a whistle as its form asks them
    order: WorkOrder,
    *,
    topic: str,
    agencies: Iterable[Agency],
    meet_at: datetime,
    text: str,
    report_by: datetime | None = None,
    by: User,
    at: datetime,
) -> Whistle:
    """Call agencies together on site: each gets an order and is told by when to accept."""
    draft = WhistleDraft(
        caller=by.agency or order.agency,
        agencies=list(agencies),
        topic=topic,
        text=text,
        meet_at=meet_at,
        report_by=report_by,
    )
    whistle = operations.call_whistle(order, draft=draft, by=by, at=at)
    told = [Notice("whistle.called", order.number, {"whistle": whistle.number})]
    told += [
        Notice("work_order.dispatched", call.order.number, {"whistle": whistle.number})
        for call in whistle.calls.select_related("order").order_by("pk")
        if call.order is not None
    ]
    enqueue(told, by=by, at=at)
    return whistle


@transaction.atomic(durable=True)
def accept(call: WhistleCall, *, by: User | None, at: datetime) -> WhistleCall:
    """Accept the call; whoever accepts it goes."""
    handler = {} if by is None else {"handler": by}
    taken = CallTaken(
        step=WhistleStep.ACCEPT,
        party=Party.UNIT,
        call={"accepted_at": at},
        order={"accepted_at": at, **handler},
    )
    return operations.take_call_step(call, taken=taken, by=by, at=at)


@transaction.atomic(durable=True)
def refuse(call: WhistleCall, *, reason: str, by: User | None, at: datetime) -> WhistleCall:
    """Refuse the call with a reason; the district rules on it (A2 Art. 44)."""
    taken = CallTaken(
        step=WhistleStep.REFUSE,
        party=Party.UNIT,
        reason=reason,
        call={"refused_at": at, "refused_by": by, "refusal": reason},
    )
    refused = operations.take_call_step(call, taken=taken, by=by, at=at)
    _tell(refused, "whistle.refused", by=by, at=at)
    return refused


@transaction.atomic(durable=True)
def rule(
    call: WhistleCall,
    *,
    must_come: bool,
    reason: str,
    come_by: datetime | None = None,
    by: User | None,
    at: datetime,
) -> WhistleCall:
    """The district rules on a refusal: the agency must come, or need not."""
    made = RefusalRuling(must_come=must_come, reason=reason, come_by=come_by)
    ruled = operations.rule_on_refusal(call, made=made, by=by, at=at)
    number = "" if ruled.order is None else ruled.order.number
    audit(what="whistle.ruled", subject=number, reason=reason, by=by, at=at)
    _tell(ruled, "whistle.ruled", by=by, at=at)
    return ruled


@transaction.atomic(durable=True)
def attend(
    call: WhistleCall,
    *,
    attended_at: datetime,
    attendants: str,
    finding: str,
    by: User | None,
    at: datetime,
) -> WhistleCall:
    """Record who was on site when, and what they found."""
    seen = Attendance(at=attended_at, who=attendants, finding=finding)
    taken = CallTaken(
        step=WhistleStep.ATTEND,
        party=Party.UNIT,
        reason=finding,
        facts={"attendance": seen},
        data={"attended_at": attended_at.isoformat(), "attendants": attendants},
        call={"attended_at": attended_at, "attendants": attendants, "finding": finding},
    )
    return operations.take_call_step(call, taken=taken, by=by, at=at)


@transaction.atomic(durable=True)
def report(
    call: WhistleCall, *, outcome: str, text: str, by: User | None, at: datetime
) -> WhistleCall:
    """Report what the agency did, and how it ended on site."""
    taken = CallTaken(
        step=WhistleStep.REPORT,
        party=Party.UNIT,
        reason=text,
        facts={"outcome": outcome, "report": text},
        data={"outcome": str(outcome)},
        call={"reported_at": at, "did": text},
        order={"answered_at": at, "outcome": outcome, "answer": text},
    )
    reported = operations.take_call_step(call, taken=taken, by=by, at=at)
    _tell(reported, "whistle.reported", by=by, at=at)
    return reported


@transaction.atomic(durable=True)
def confirm_arrival(call: WhistleCall, *, by: User | None, at: datetime) -> WhistleCall:
    """The calling office says that the agency was on site."""
    taken = CallTaken(
        step=WhistleStep.CONFIRM_ARRIVAL, party=Party.CALLER, call={"confirmed_at": at}
    )
    return operations.take_call_step(call, taken=taken, by=by, at=at)


@transaction.atomic(durable=True)
def mark_absent(call: WhistleCall, *, reason: str, by: User | None, at: datetime) -> WhistleCall:
    """The calling office says that the agency did not come; the district is told."""
    taken = CallTaken(
        step=WhistleStep.MARK_ABSENT, party=Party.CALLER, reason=reason, call={"absent_at": at}
    )
    absent = operations.take_call_step(call, taken=taken, by=by, at=at)
    _tell(absent, "whistle.not_attended", by=by, at=at)
    return absent


@transaction.atomic(durable=True)
def rate(
    call: WhistleCall, *, value: int, remark: str = "", by: User | None, at: datetime
) -> WhistleRating:
    """The calling office rates the called agency's co-operation."""
    rated = Rated(side=CallSide.CALLER, value=value, remark=remark)
    return operations.rate_call(call, rated=rated, by=by, at=at)


@transaction.atomic(durable=True)
def rate_caller(
    call: WhistleCall, *, value: int, remark: str = "", by: User | None, at: datetime
) -> WhistleRating:
    """The called agency rates the calling office."""
    rated = Rated(side=CallSide.CALLED, value=value, remark=remark)
    return operations.rate_call(call, rated=rated, by=by, at=at)


@transaction.atomic(durable=True)
def close(call: WhistleCall, *, by: User | None, at: datetime) -> WhistleCall:
    """The calling office closes a call that was reported, confirmed and rated."""
    taken = CallTaken(step=WhistleStep.CLOSE, party=Party.CALLER, order={"closed_at": at})
    return operations.take_call_step(call, taken=taken, by=by, at=at)
