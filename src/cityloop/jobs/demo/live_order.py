"""The acts of simulated lives, all in order of simulated time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from itertools import count, takewhile
from typing import Final

from cityloop.flows.history_steps import PastStep
from cityloop.flows.life_records import PastLife
from cityloop.intake.choices import RequestStep
from cityloop.workorders.choices import OrderStep

CALL: Final = "call"
OF_REQUESTS: Final = frozenset(
    {
        RequestStep.RECEIVE,
        RequestStep.LINK,
        RequestStep.ANSWER,
        RequestStep.REFUSE,
        RequestStep.REDIRECT,
    }
)
OF_ORDERS: Final = frozenset(
    {
        OrderStep.DISPATCH,
        OrderStep.ACCEPT,
        OrderStep.CONTACT,
        OrderStep.OBJECT,
        OrderStep.UPHOLD,
        OrderStep.OVERRULE,
        OrderStep.REQUEST_EXTENSION,
        OrderStep.GRANT_EXTENSION,
        OrderStep.REFUSE_EXTENSION,
        OrderStep.ANSWER,
    }
)


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does at a simulated moment; `order` is a place in the life's orders, if any."""

    at: datetime
    step: str
    done: PastStep | None = None
    order: int | None = None


def acts_of(life: PastLife) -> list[Act]:
    """Return the acts of a life in order of time, the report first.

    Checking an answer belongs to answering. What comes after the call-back is left out: whether an
    order is opened again is up to the call-back that the application itself draws.
    """
    acts = [Act(step.at, step.step, step) for step in life.steps if step.step in OF_REQUESTS]
    for place, order in enumerate(life.orders):
        # The dispatch of a second order is done by the ruling.
        acts += [
            Act(step.at, step.step, step, place)
            for step in takewhile(_is_first_round, order.steps)
            if step.step in OF_ORDERS and not (place and step.step == OrderStep.DISPATCH)
        ]
        if order.call_back is not None and order.call_back.answered_at is not None:
            acts.append(Act(order.call_back.answered_at, CALL, None, place))
    return sorted(acts, key=lambda act: act.at)


def _is_first_round(step: PastStep) -> bool:
    return step.step != OrderStep.REOPEN


def in_order(lives: Iterator[PastLife]) -> Iterator[tuple[PastLife, Act]]:
    """Return the acts of lives that come by when they speak, all in order of simulated time."""
    numbers = count()
    waiting: list[tuple[datetime, int, PastLife, Act]] = []
    for life in lives:
        while waiting and waiting[0][0] < life.received_at:
            yield heappop(waiting)[2:]
        for act in acts_of(life):
            heappush(waiting, (act.at, next(numbers), life, act))
    while waiting:
        yield heappop(waiting)[2:]
