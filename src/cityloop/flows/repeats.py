"""Somebody asks again about a known matter: join it, open it again, or a new one (H19-6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cityloop.accounts.models import User
from cityloop.core.definitions import from_plain
from cityloop.core.errors import InputError, NotFound
from cityloop.core.models import City
from cityloop.core.sentences import Sentence
from cityloop.flows import handle, report
from cityloop.followups.queries import called_solved
from cityloop.intake.models import Identity, Matter, ServiceRequest
from cityloop.intake.rules.definitions import CitySettings
from cityloop.intake.rules.repeats import (
    EarlierMatter,
    ReopenRule,
    RepeatDecision,
    RepeatOutcome,
    repeat_decision,
)
from cityloop.workorders.choices import OrderState, OrderType
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.queries.order import automatic_reopens

SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A matter that a request repeats, and what is decided without and with a new fact."""

    matter: Matter
    title: str
    same_person: bool
    unchanged: RepeatDecision
    changed: RepeatDecision


def repeat_of(request: ServiceRequest, *, matter: str, at: datetime) -> Repeat:
    """What is decided if the request is about this matter; raises NotFound for its number."""
    found = Matter.objects.filter(number=matter.strip().upper(), shielded=False).first()
    if found is None:
        raise NotFound(Sentence("There is no matter %(number)s.", number=matter))
    return _repeat(found, requester=request.requester_id, at=at)


def repeats_of_person(
    requester: int | None, *, service_type: int, but: int | None = None, at: datetime
) -> tuple[Repeat, ...]:
    """The newest matters of the type that the same person reported within the city's windows.

    `but`: the key of a request that does not count. None without a person.
    """
    if requester is None:
        return ()
    settings = from_plain(City.objects.get().settings, kind=CitySettings)
    days = max(settings.duplicates.days, settings.reopen.window_days)
    asked = ServiceRequest.objects.filter(
        requester=requester,
        matter__service_type=service_type,
        matter__shielded=False,
        received_at__gt=at - timedelta(days=days),
    ).exclude(pk=but or 0)
    matters = Matter.objects.filter(pk__in=asked.values("matter")).order_by("-opened_at")[:SHOWN]
    return tuple(_repeat(matter, requester=requester, at=at) for matter in matters)


def person_of_phone(phone: str) -> int | None:
    """The key of the pseudonym under which a phone number is known, as receiving finds it."""
    if not phone:
        return None
    known = Identity.objects.filter(phone=phone).order_by("pk")
    return known.values_list("requester_id", flat=True).first()


def settle_repeat(
    request: ServiceRequest,
    *,
    matter: str,
    has_new_fact: bool,
    reason: str,
    by: User | None,
    at: datetime,
) -> RepeatDecision:
    """Do what is decided: join the open matter, or open its order again and join it.

    Opening and joining are two transactions; after the first alone the request joins as any other
    does an open matter. Raises InputError where the request is a matter of its own.
    """
    repeat = repeat_of(request, matter=matter, at=at)
    decided = repeat.changed if has_new_fact else repeat.unchanged
    if decided.outcome == RepeatOutcome.NEW:
        raise InputError(decided.reason, mend=Sentence("Dispatch it as a matter of its own."))
    if decided.outcome == RepeatOutcome.REOPEN:
        order = _ended_order(repeat.matter)
        if order is None:
            raise InputError(
                Sentence("No order of this matter can be opened again."),
                mend=Sentence("Dispatch it as a matter of its own."),
            )
        handle.reopen(order, reason=reason, has_new_fact=has_new_fact, by=by, at=at)
        repeat.matter.refresh_from_db()
    report.join_matter(request, matter=repeat.matter, reason=reason, by=by, at=at)
    return decided


def _repeat(matter: Matter, *, requester: int, at: datetime) -> Repeat:
    settings = from_plain(City.objects.get().settings, kind=CitySettings)
    rule = ReopenRule(
        window=timedelta(days=settings.reopen.window_days),
        automatic_limit=settings.reopen.automatic,
    )
    earlier = _earlier(matter)
    same = matter.requests.filter(requester=requester).exists()
    unchanged, changed = (
        repeat_decision(earlier, same_person=same, new_fact=new_fact, at=at, rule=rule)
        for new_fact in (False, True)
    )
    first = matter.requests.order_by("received_at").values_list("title", flat=True).first()
    return Repeat(
        matter=matter, title=first or "", same_person=same, unchanged=unchanged, changed=changed
    )


def _earlier(matter: Matter) -> EarlierMatter:
    order = _ended_order(matter)
    if matter.closed_at is None or order is None:
        return EarlierMatter(closed_at=matter.closed_at)
    return EarlierMatter(
        closed_at=matter.closed_at,
        solved=called_solved(order),
        automatic_reopens=automatic_reopens(matter.pk),
    )


def _ended_order(matter: Matter) -> WorkOrder | None:
    closed = WorkOrder.objects.filter(
        matter=matter, order_type=OrderType.MAIN, state=OrderState.CLOSED
    )
    return closed.order_by("-pk").first()
