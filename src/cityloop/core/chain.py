"""Append-only histories: each event carries the hash of the one before it in its owner."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from cityloop.core.models import ChainedEvent
from cityloop.core.rules.hashchain import GENESIS, event_hash

Event = TypeVar("Event", bound=ChainedEvent)


class Owner(Protocol):
    """A thing with a history; the columns are kept so that an append needs no look-up."""

    number: str
    state: str
    event_count: int
    last_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What is to be written down of a step; `to_state` empty means that the state stays."""

    step: str
    at: datetime
    party: str
    by: int | None = None
    to_state: str = ""
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def append(owner: Owner, *, kind: type[Event], happening: Happening, foreign_key: str) -> Event:
    """Return the next event of the owner, unsaved, and move the owner's columns on.

    The caller saves both in one transaction.
    """
    state = happening.to_state or owner.state
    told = {
        "sequence": owner.event_count + 1,
        "step": str(happening.step),
        "at": happening.at,
        "party": str(happening.party),
        "from_state": str(owner.state) if owner.event_count else "",
        "to_state": str(state),
        "reason": str(happening.reason),
        "data": dict(happening.data),
    }
    link = event_hash(
        owner.last_hash or GENESIS, payload={**told, "owner": owner.number, "by": happening.by}
    )
    event = kind(
        **told,
        by_id=happening.by,
        previous_hash=owner.last_hash,
        hash=link,
        **{foreign_key: owner},
    )
    owner.state, owner.event_count, owner.last_hash = state, event.sequence, link
    return event


@dataclass(frozen=True, slots=True)
class Break:
    """The first event of an owner that no longer follows from the one before it."""

    owner: str
    sequence: int


def breaks(
    histories: Iterable[tuple[str, int, str, Sequence[Mapping[str, Any]]]],
) -> Iterator[Break]:
    """Find broken histories; each is (owner number, event count, last hash, events as rows).

    An event that was changed, left out or cut off at the end is found.
    """
    for number, count, last_hash, events in histories:
        broken = _first_break(number, events)
        whole = len(events) == count and (not events or events[-1]["hash"] == last_hash)
        if broken is not None:
            yield Break(number, broken)
        elif not whole:
            yield Break(number, len(events) + 1)


def _first_break(number: str, events: Sequence[Mapping[str, Any]]) -> int | None:
    previous = ""
    for place, event in enumerate(events, start=1):
        payload = {key: event[key] for key in _TOLD} | {"owner": number, "by": event["by_id"]}
        fits = event["previous_hash"] == previous and event["sequence"] == place
        if not fits or event["hash"] != event_hash(previous or GENESIS, payload=payload):
            return place
        previous = event["hash"]
    return None


_TOLD = ("sequence", "step", "at", "party", "from_state", "to_state", "reason", "data")
EVENT_COLUMNS = (*_TOLD, "by_id", "previous_hash", "hash")
