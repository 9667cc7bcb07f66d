"""Messages that were given up on: the list, another try, and the end."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import QuerySet

from cityloop.core.errors import NotFound, TransitionNotAllowed
from cityloop.core.models import OutboxMessage
from cityloop.core.operations import audit
from cityloop.core.sentences import Sentence

State = OutboxMessage.State


def dead_letters() -> QuerySet[OutboxMessage]:
    """The messages that were given up on, the oldest first."""
    return OutboxMessage.objects.filter(state=State.DEAD).order_by("created_at", "pk")


def get_message(pk: int) -> OutboxMessage:
    """The message; raises NotFound."""
    found = OutboxMessage.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(Sentence("There is no such message."))
    return found


@transaction.atomic
def retry_message(
    message: OutboxMessage, *, reason: str, by: AbstractUser | None, at: datetime
) -> OutboxMessage:
    """Let a dead message be tried again from the first try; raises TransitionNotAllowed."""
    locked = _dead(message)
    locked.state, locked.ended_at = State.PENDING, None
    locked.attempts, locked.available_at, locked.leased_until = 0, at, None
    locked.save()
    audit(what="outbox.retried", subject=_subject(locked), reason=reason, by=by, at=at)
    return locked


@transaction.atomic
def retry_all(*, reason: str, by: AbstractUser | None, at: datetime) -> int:
    """Let every dead message be tried again, each with its line in the trail; returns how many."""
    dead = list(dead_letters())
    for message in dead:
        retry_message(message, reason=reason, by=by, at=at)
    return len(dead)


@transaction.atomic
def drop_message(
    message: OutboxMessage, *, reason: str, by: AbstractUser | None, at: datetime
) -> OutboxMessage:
    """End a dead message without sending it; raises TransitionNotAllowed."""
    locked = _dead(message)
    locked.state, locked.ended_at = State.DROPPED, at
    locked.save()
    audit(what="outbox.dropped", subject=_subject(locked), reason=reason, by=by, at=at)
    return locked


def _dead(message: OutboxMessage) -> OutboxMessage:
    locked = OutboxMessage.objects.select_for_update().get(pk=message.pk)
    if locked.state != State.DEAD:
        raise TransitionNotAllowed(Sentence("Somebody else has already decided on this message."))
    return locked


def _subject(message: OutboxMessage) -> str:
    return f"outbox {message.pk} {message.subject}"[:64]
