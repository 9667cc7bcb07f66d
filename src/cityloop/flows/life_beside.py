"""What stands beside the orders of a past life: extensions, objections, lots and call-backs."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Model

from cityloop.flows.life_records import PastCallBack, PastExtension, PastObjection
from cityloop.flows.life_rows import LifeRows, OrderRows
from cityloop.followups.models import Attempt, FollowUp, Lot
from cityloop.responsibility.choices import Clock, TimeUnit
from cityloop.workorders.choices import Decision, Ruling
from cityloop.workorders.models import Extension, Objection

A_DAY = timedelta(days=1)


def beside_rows(lives: Iterable[LifeRows]) -> Iterator[list[Model]]:
    """Return the rows to write, one model at a time, those that others name first.

    Orders and requests have been written. Attempts follow their call-backs: take each list only
    after the one before it has been written.
    """
    told = [(life, one) for life in lives for one in life.orders]
    yield [_extension(one, asked=one.past.extension) for _, one in told if one.past.extension]
    yield [
        _objection(one, filed=one.past.objection, life=life)
        for life, one in told
        if one.past.objection
    ]
    called = [(life, one, one.past.call_back) for life, one in told if one.past.call_back]
    yield [_lot(one, call=call) for _, one, call in called]
    drawn = [
        (call, _follow_up(one, call=call, life=life)) for life, one, call in called if call.drawn
    ]
    yield [follow_up for _, follow_up in drawn]
    yield [
        Attempt(follow_up=follow_up, mode=mode, result=result, at=at)
        for call, follow_up in drawn
        for mode, result, at in call.attempts
    ]


def _extension(one: OrderRows, *, asked: PastExtension) -> Extension:
    clocks = [clock for clock in one.clocks if clock["clock"] == Clock.ANSWER]
    decision = Decision.PENDING
    if asked.decided_at is not None:
        decision = Decision.GRANTED if asked.granted else Decision.REFUSED
    return Extension(
        order=one.order,
        amount=clocks[0]["amount"] if clocks else 1,
        unit=clocks[0]["unit"] if clocks else TimeUnit.NATURAL_DAYS,
        reason=asked.reason,
        requested_at=asked.asked_at,
        decision=decision,
        decided_at=asked.decided_at,
        new_due_at=one.order.due_at if asked.granted else None,
    )


def _objection(one: OrderRows, *, filed: PastObjection, life: LifeRows) -> Objection:
    ruling = ""
    if filed.ruled_at is not None:
        ruling = Ruling.UPHOLD if filed.upheld else Ruling.OVERRULE
    followers = [order.order.agency for order in life.orders if order.order.previous is one.order]
    return Objection(
        order=one.order,
        ground=filed.ground,
        filed_at=filed.filed_at,
        ruling=ruling,
        ruled_at=filed.ruled_at,
        ruling_reason=filed.reason,
        new_agency=followers[0] if followers else None,
    )


def _lot(one: OrderRows, *, call: PastCallBack) -> Lot:
    return Lot(order=one.order, round=call.round, at=call.drawn_at, drawn=call.drawn)


def _follow_up(one: OrderRows, *, call: PastCallBack, life: LifeRows) -> FollowUp:
    return FollowUp(
        order=one.order,
        request=life.request,
        round=call.round,
        state=call.state,
        reason=call.reason,
        stratum=call.stratum,
        weight=call.weight,
        drawn_at=call.drawn_at,
        window_from=call.window_from or call.drawn_at,
        window_to=call.window_to or call.drawn_at + A_DAY,
        answered_at=call.answered_at,
        **call.answers,
    )
