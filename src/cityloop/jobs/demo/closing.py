"""The end of the demo's telling: its past has been told to everybody, and is sealed."""

from datetime import datetime

from cityloop.core.delivering import Delivery, NoAddress, deliver_batch
from cityloop.core.models import OutboxMessage
from cityloop.core.sealing import seal_stream
from cityloop.jobs.delivery import retry_rule
from cityloop.jobs.management.commands.verify_history import STREAMS

BATCH = 500


def settle_outbox(*, at: datetime) -> int:
    """End every message of the telling without a letter, and return how many there were.

    Nobody in the demo city is real; what people do in it afterwards is mailed as usual.
    """
    way = Delivery(handler=_nobody, rule=retry_rule(), clock=lambda: at)
    count = 0
    while (done := deliver_batch(way, limit=BATCH)).touched:
        count += done.touched
    return count


def seal_all(*, at: datetime) -> None:
    """Seal every event of the telling, as each night does."""
    for stream in STREAMS:
        seal_stream(stream, at=at)


def _nobody(_message: OutboxMessage) -> NoAddress:
    return NoAddress("it was told while the demo city was made, and nobody in it is real")
