"""Whistles of the demo city: one called agency in every state, so that each page has rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cityloop.accounts.choices import Role
from cityloop.accounts.models import User
from cityloop.flows import whistle
from cityloop.jobs.demo.lives import Cast
from cityloop.workorders.choices import OrderOutcome, OrderType
from cityloop.workorders.models import OPEN_STATES, WhistleCall, WorkOrder
from cityloop.workorders.rules.dispatching import LOCAL_OFFICES

HOUR = timedelta(hours=1)
TOPICS = ("flooding", "illegal-building", "night-noise", "blocked-passage")


@dataclass(slots=True)
class Whistled:
    """One whistle while its story is told: who called, who was called, and the moment."""

    call: WhistleCall
    officer: User
    handler: User
    coordinator: User
    at: datetime

    def later(self, *, hours: float) -> datetime:
        """Let some hours pass and return the new moment."""
        self.at += hours * HOUR
        return self.at


def blow_whistles(cast: Cast, *, random: Random, at: datetime) -> int:
    """Blow one whistle for every ending on an open order of a sub-district; returns how many."""
    told = 0
    used: set[int] = set()
    for hours, end in ENDINGS:
        began = at - hours * HOUR
        found = _open_order(cast, used=used, before=began)
        if found is None:
            continue
        order, officer = found
        used.add(order.pk)
        story = _blown(cast, order, officer=officer, random=random, at=began)
        end(story)
        told += 1
    return told


def _open_order(cast: Cast, *, used: set[int], before: datetime) -> tuple[WorkOrder, User] | None:
    """The next open main order that lies in the territory of an officer of a sub-district."""
    officers = {
        user.agency.territory.code: user
        for user in cast.handlers.values()
        if user.agency and user.agency.kind in LOCAL_OFFICES and user.agency.territory
    }
    orders = WorkOrder.objects.filter(
        order_type=OrderType.MAIN, state__in=OPEN_STATES, shielded=False, dispatched_at__lte=before
    )
    for order in orders.exclude(pk__in=used).select_related("area").order_by("-dispatched_at"):
        chain = [] if order.area is None else [order.area.code, *order.area.chain]
        officer = next((officers[code] for code in chain if code in officers), None)
        if officer is not None:
            return order, officer
    return None


def _blown(
    cast: Cast, order: WorkOrder, *, officer: User, random: Random, at: datetime
) -> Whistled:
    handlers = [
        user
        for user in cast.handlers.values()
        if user.agency and user.agency.kind not in LOCAL_OFFICES
    ]
    handler = random.choice(handlers)
    blown = whistle.blow(
        order,
        topic=random.choice(TOPICS),
        agencies=[
            user.agency for user in dict.fromkeys((handler, random.choice(handlers))) if user.agency
        ],
        meet_at=at + 6 * HOUR,
        report_by=at + 72 * HOUR,
        text="Each of us holds one part of this: let us settle it on the spot.",
        by=officer,
        at=at,
    )
    call = blown.calls.select_related("whistle").get(agency=handler.agency)
    return Whistled(call, officer, handler, cast.by_role[Role.DISTRICT_COORDINATOR], at)


def _wait(_story: Whistled) -> None:
    """Nobody has answered."""


def _accept(story: Whistled) -> None:
    whistle.accept(story.call, by=story.handler, at=story.later(hours=0.5))


def _refuse(story: Whistled) -> None:
    reason = "The duty stands on another agency's list since the last version."
    whistle.refuse(story.call, reason=reason, by=story.handler, at=story.later(hours=0.5))


def _must_come(story: Whistled) -> None:
    _refuse(story)
    whistle.rule(
        story.call,
        must_come=True,
        reason="Who licenses supervises: the permit was yours.",
        by=story.coordinator,
        at=story.later(hours=1),
    )


def _excuse(story: Whistled) -> None:
    _refuse(story)
    whistle.rule(
        story.call,
        must_come=False,
        reason="Two others cover this; your crew stays where it is.",
        by=story.coordinator,
        at=story.later(hours=1),
    )


def _come(story: Whistled) -> None:
    _accept(story)
    on_site = story.later(hours=6)
    whistle.attend(
        story.call,
        attended_at=on_site,
        attendants="Two inspectors and a crew of three",
        finding="The cause lies on the boundary of two plots.",
        by=story.handler,
        at=story.later(hours=1),
    )


def _report(story: Whistled) -> None:
    _come(story)
    whistle.report(
        story.call,
        outcome=OrderOutcome.RESOLVED,
        text="Cleared our side the same afternoon and told the owner in writing.",
        by=story.handler,
        at=story.later(hours=4),
    )


def _close(story: Whistled) -> None:
    _report(story)
    whistle.confirm_arrival(story.call, by=story.officer, at=story.later(hours=1))
    remark = "Came in time and stayed until it was done."
    whistle.rate(story.call, value=5, remark=remark, by=story.officer, at=story.later(hours=0.2))
    whistle.rate_caller(
        story.call, value=4, remark="Well prepared.", by=story.handler, at=story.later(hours=1)
    )
    whistle.close(story.call, by=story.officer, at=story.later(hours=1))


def _stay_away(story: Whistled) -> None:
    _accept(story)
    reason = "We waited on site for two hours."
    whistle.mark_absent(story.call, reason=reason, by=story.officer, at=story.later(hours=9))


# How many hours ago each was blown: enough for all of its story to lie in the past.
ENDINGS: tuple[tuple[float, Callable[[Whistled], None]], ...] = (
    (1, _wait),
    (5.5, _wait),
    (2, _accept),
    (8, _accept),
    (3, _refuse),
    (4, _must_come),
    (24, _excuse),
    (10, _come),
    (20, _report),
    (40, _close),
    (24, _stay_away),
)
