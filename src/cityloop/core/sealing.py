"""Seals over the events of all histories, so that a later edit or a lost row is detected."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cityloop.core.chain import EVENT_COLUMNS, Break, breaks
from cityloop.core.models import ChainedEvent, DaySeal
from cityloop.core.rules.hashchain import GENESIS, seal

OWNERS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind of history: its events and the field that names their owner."""

    name: str
    events: type[ChainedEvent]
    owner: str


def seal_stream(stream: Stream, *, at: datetime) -> DaySeal | None:
    """Seal the events written since the last seal, by their numbers; None without any."""
    last = DaySeal.objects.filter(stream=stream.name).order_by("-last_id").first()
    rows = stream.events._default_manager.filter(pk__gt=0 if last is None else last.last_id)
    found = list(rows.order_by("pk").values_list("pk", "hash"))
    if not found:
        return None
    previous = GENESIS if last is None else last.seal
    return DaySeal.objects.create(
        stream=stream.name,
        sealed_at=at,
        first_id=found[0][0],
        last_id=found[-1][0],
        events=len(found),
        previous_seal="" if last is None else last.seal,
        seal=seal(previous, day=_day(at), hashes=(link for _, link in found)),
    )


def broken_seals(stream: Stream) -> Iterator[DaySeal]:
    """Every seal that no longer fits the events under it."""
    previous = GENESIS
    for one in DaySeal.objects.filter(stream=stream.name).order_by("first_id"):
        hashes = (
            stream.events._default_manager.filter(pk__range=(one.first_id, one.last_id))
            .order_by("pk")
            .values_list("hash", flat=True)
        )
        if seal(previous, day=_day(one.sealed_at), hashes=hashes) != one.seal:
            yield one
        previous = one.seal


def broken_histories(stream: Stream) -> Iterator[Break]:
    """Every owner whose events no longer follow from each other; reads all of them once."""
    owners = stream.events._meta.get_field(stream.owner).related_model  # noqa: SLF001 - public
    rows = owners._default_manager.order_by("pk").values_list(  # type: ignore[union-attr]
        "pk", "number", "event_count", "last_hash"
    )
    batch: list[tuple[int, str, int, str]] = []
    for row in rows.iterator(chunk_size=OWNERS_AT_ONCE):
        batch.append(row)
        if len(batch) == OWNERS_AT_ONCE:
            yield from _batch_breaks(stream, batch)
            batch = []
    yield from _batch_breaks(stream, batch)


def _batch_breaks(stream: Stream, batch: Sequence[tuple[int, str, int, str]]) -> Iterator[Break]:
    key = f"{stream.owner}_id"
    found: dict[int, list[dict[str, object]]] = {row[0]: [] for row in batch}
    events = stream.events._default_manager.filter(**{f"{key}__in": list(found)}).order_by(
        "sequence"
    )
    for event in events.values(key, *EVENT_COLUMNS):
        found[event[key]].append(event)
    return breaks((number, count, last, found[pk]) for pk, number, count, last in batch)


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo("UTC")).date()
