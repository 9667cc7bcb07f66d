"""Owners are told of what is about to expire, once for each end."""

from datetime import date, datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import F, Q

from cityloop.core.operations import Notice, enqueue
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.rules.standing import expiring_before

EXPIRING = "knowledge.expiring"


@transaction.atomic(durable=True)
def remind_owners(*, on: date, days: int, by: AbstractUser | None, at: datetime) -> int:
    """Tell the outbox of every item that ends within so many days; returns how many.

    An item is told of once for each end that it is given, however often this runs.
    """
    soon = Q(valid_to__gt=on, valid_to__lte=expiring_before(on, days=days))
    told = Q(reminded_for__isnull=False, reminded_for=F("valid_to"))
    rows = list(KnowledgeItem.objects.select_for_update().filter(soon).exclude(told))
    for item in rows:
        item.reminded_for = item.valid_to
    KnowledgeItem.objects.bulk_update(rows, ["reminded_for"])
    notices = [
        Notice(EXPIRING, item.code, {"valid_to": f"{item.valid_to:%Y-%m-%d}"}) for item in rows
    ]
    enqueue(notices, by=by, at=at)
    return len(rows)
