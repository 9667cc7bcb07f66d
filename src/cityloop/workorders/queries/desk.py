"""How much waits for a person of the office, by kind of decision."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from django.db.models import Model, QuerySet

from cityloop.accounts.rules.roles import Actor
from cityloop.workorders.choices import Decision, OrderState, OrderType
from cityloop.workorders.models import Extension, Objection, WorkOrder
from cityloop.workorders.queries.lists import is_open, on_visible, visible_orders


def _objections(actor: Actor, _at: datetime) -> QuerySet[Objection]:
    return Objection.objects.filter(on_visible(actor), ruling="")


def _extensions(actor: Actor, _at: datetime) -> QuerySet[Extension]:
    return Extension.objects.filter(on_visible(actor), decision=Decision.PENDING)


def _answers(actor: Actor, _at: datetime) -> QuerySet[WorkOrder]:
    answered = visible_orders(actor).filter(state=OrderState.ANSWERED)
    return answered.exclude(order_type=OrderType.WHISTLE)


def _overdue(actor: Actor, at: datetime) -> QuerySet[WorkOrder]:
    return visible_orders(actor).filter(is_open(), due_at__lt=at).exclude(order_type=OrderType.COPY)


WAITING: Mapping[str, Callable[[Actor, datetime], QuerySet[Model]]] = {
    "objections": _objections,
    "extensions": _extensions,
    "answers": _answers,
    "overdue": _overdue,
}


def count_waiting(actor: Actor, *, kinds: Collection[str], at: datetime) -> dict[str, int]:
    """How many of each kind the person's lists hold; one statement a kind, two with an area.

    Raises KeyError for a kind that is not one of WAITING.
    """
    return {kind: WAITING[kind](actor, at).count() for kind in kinds}
