"""Writes that every app makes beside its own: the audit trail and the outbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser

from cityloop.core.models import AuditEvent, OutboxMessage
from cityloop.core.rows import insert_all


@dataclass(frozen=True, slots=True)
class Notice:
    """An outside effect to be: who or what is told (`topic`), about what, with which values."""

    topic: str
    subject: str
    payload: Mapping[str, Any] = field(default_factory=dict)


def audit(
    *,
    what: str,
    subject: str,
    by: AbstractUser | None,
    at: datetime,
    reason: str = "",
) -> AuditEvent:
    """Write one line of the audit trail; lines are never changed or deleted."""
    return AuditEvent.objects.create(
        at=at, by_id=None if by is None else by.pk, what=what, subject=subject, reason=reason
    )


def enqueue(
    notices: Iterable[Notice], *, by: AbstractUser | None, at: datetime
) -> list[OutboxMessage]:
    """Write outside effects in the transaction of the change; delivery comes afterwards.

    One statement for any number of them.
    """
    sender = None if by is None else by.pk
    return insert_all(
        OutboxMessage(
            topic=one.topic,
            subject=one.subject,
            payload={**one.payload, "by": sender},
            created_at=at,
            available_at=at,
        )
        for one in notices
    )
