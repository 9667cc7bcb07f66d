"""Takes messages out of the outbox so that no two copies of the job work on the same one."""

from datetime import datetime, timedelta

from django.db import connections, router, transaction

from cityloop.core.models import OutboxMessage

# The soonest first; a message under a lease that holds belongs to another copy.
_CLAIM = """
WITH claimed AS MATERIALIZED (
    SELECT id FROM core_outboxmessage
    WHERE state = 'pending' AND available_at <= %s
      AND (leased_until IS NULL OR leased_until <= %s)
    ORDER BY available_at, id LIMIT %s {lock}
)
UPDATE core_outboxmessage SET leased_until = %s, attempts = attempts + 1
WHERE id IN (SELECT id FROM claimed)
RETURNING *
"""
_LOCKS = {"postgresql": "FOR UPDATE SKIP LOCKED", "sqlite": ""}


def claim(*, limit: int, lease: timedelta, at: datetime) -> list[OutboxMessage]:
    """Take up to `limit` messages that are due, each with one try counted; one statement.

    SQLite writes one at a time; on PostgreSQL rows that another copy is taking are passed over.
    """
    connection = connections[router.db_for_write(OutboxMessage)]
    sql = _CLAIM.format(lock=_LOCKS[connection.vendor])
    now, until = map(connection.ops.adapt_datetimefield_value, (at, at + lease))
    with transaction.atomic(using=connection.alias):
        taken = list(OutboxMessage.objects.raw(sql, [now, now, limit, until]))
    return sorted(taken, key=lambda one: (one.available_at, one.pk))


def hand_back(message: OutboxMessage) -> None:
    """Give back a message that was taken and not touched: its try does not count."""
    _held(message, leased_until=None, attempts=message.attempts - 1)


def settle(message: OutboxMessage, *, error: str = "", **columns: object) -> bool:
    """Write how a try ended, if the message is still ours; False when the lease was lost."""
    return _held(message, leased_until=None, error=error, **columns)


def _held(message: OutboxMessage, **columns: object) -> bool:
    # The end of the lease is the mark of who holds it: a later holder has a later one.
    held = OutboxMessage.objects.filter(
        pk=message.pk, state=OutboxMessage.State.PENDING, leased_until=message.leased_until
    )
    return bool(held.update(**columns))
