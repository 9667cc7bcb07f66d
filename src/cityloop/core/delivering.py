"""Delivers the outbox: each message at least once, several copies of the job side by side.

At least once, not exactly once: between the moment at which the other side takes a letter and the
commit that says so lies an instant in which the process can die, and then the letter goes again,
with the same Message-ID. Two copies that live never send one message twice.
"""

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from cityloop.core.claims import claim, hand_back, settle
from cityloop.core.errors import CityloopError
from cityloop.core.models import OutboxMessage
from cityloop.core.operations import Notice, enqueue
from cityloop.core.ports import LetterRefused
from cityloop.core.rules.retries import RetryRule, next_attempt_at

State = OutboxMessage.State


@dataclass(frozen=True, slots=True)
class Sent:
    """The message has reached its receiver, or was spread over `further` messages."""

    further: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class NoAddress:
    """Nobody can or need be told; `why` names no person."""

    why: str


Handler = Callable[[OutboxMessage], Sent | NoAddress]


@dataclass(slots=True)
class Delivered:
    """What one run did, by number of messages; `set_aside` names what failed, and why."""

    sent: int = 0
    no_address: int = 0
    waiting: int = 0
    dead: int = 0
    handed_back: int = 0
    set_aside: list[str] = field(default_factory=list)

    @property
    def touched(self) -> int:
        return self.sent + self.no_address + self.waiting + self.dead

    def add(self, other: "Delivered") -> None:
        """Count another batch in."""
        for name in ("sent", "no_address", "waiting", "dead", "handed_back"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.set_aside += other.set_aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How messages are delivered: by what, after which rule, and by which clock.

    `margin` is the longest that one try takes: none begins with less of the lease left.
    """

    handler: Handler
    rule: RetryRule
    clock: Callable[[], datetime]
    margin: timedelta = timedelta(0)


def deliver_batch(delivery: Delivery, *, limit: int) -> Delivered:
    """Take up to `limit` messages and try each once; one that fails never holds up the rest."""
    done = Delivered()
    taken = claim(limit=limit, lease=delivery.rule.lease, at=delivery.clock())
    for message in taken:
        _deliver(message, delivery=delivery, done=done)
    return done


def _deliver(message: OutboxMessage, *, delivery: Delivery, done: Delivered) -> None:
    now, until = delivery.clock(), message.leased_until
    if until is None or now + delivery.margin >= until:
        hand_back(message)
        done.handed_back += 1
    elif message.attempts > delivery.rule.max_attempts:
        # Every try was begun and none ended: each took its process along.
        _give_up(message, why="every try ended with its process", at=now, done=done)
    else:
        _try(message, delivery=delivery, done=done)


def _try(message: OutboxMessage, *, delivery: Delivery, done: Delivered) -> None:
    try:
        outcome = delivery.handler(message)
    except Exception as error:  # noqa: BLE001 - whatever it was, the other messages must go out
        _failed(message, error=error, delivery=delivery, done=done)
        return
    at = delivery.clock()
    if isinstance(outcome, NoAddress):
        done.no_address += settle(message, state=State.NO_ADDRESS, ended_at=at, error=outcome.why)
    else:
        done.sent += _sent(message, further=outcome.further, at=at)


def _sent(message: OutboxMessage, *, further: Iterable[Notice], at: datetime) -> bool:
    with transaction.atomic():
        settled = settle(message, state=State.SENT, ended_at=at)
        if settled and further:
            enqueue(further, by=None, at=at)
    return settled


def _failed(
    message: OutboxMessage, *, error: Exception, delivery: Delivery, done: Delivered
) -> None:
    at = delivery.clock()
    why = reason_of(error)
    again = next_attempt_at(at, attempts=message.attempts, rule=delivery.rule)
    if again is None or (isinstance(error, LetterRefused) and error.final):
        _give_up(message, why=why, at=at, done=done)
    elif settle(message, error=why, available_at=again):
        done.waiting += 1
        done.set_aside.append(f"{message} (try {message.attempts}): {why}")


def _give_up(message: OutboxMessage, *, why: str, at: datetime, done: Delivered) -> None:
    if settle(message, state=State.DEAD, ended_at=at, error=why):
        done.dead += 1
        done.set_aside.append(f"{message} (dead): {why}")


def reason_of(error: Exception) -> str:
    """The reason in words that cannot hold personal data: our own, or the kind and the place.

    The text of a foreign error may repeat an address or a name, and rows and logs must not.
    """
    if isinstance(error, LetterRefused | CityloopError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
