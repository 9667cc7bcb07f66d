"""How the jobs stand: what waits, since when, and whether that is too long."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from cityloop.core.dead_letters import dead_letters
from cityloop.core.immutable import missing_guards
from cityloop.core.models import DaySeal, OutboxMessage
from cityloop.core.sealing import Stream
from cityloop.followups.models import Lot
from cityloop.workorders.choices import OrderState, OrderType
from cityloop.workorders.models import WorkOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One thing looked at: how much waits, since when the oldest, and what to do when late."""

    name: str
    waits: int
    since: datetime | None
    late: bool
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The moment of looking, and after how many seconds each job's work is late."""

    at: datetime
    late_after: Mapping[str, int]

    def standing(self, name: str, *, waits: int, since: datetime | None, mend: str) -> Standing:
        """The standing of work that waits since a moment, late when that is too long ago."""
        limit = self.late_after[name.partition(":")[0]]
        late = since is not None and (self.at - since).total_seconds() > limit
        return Standing(name=name, waits=waits, since=since, late=late, mend=mend)


def standings(watch: Watch, *, streams: tuple[Stream, ...]) -> Iterator[Standing]:
    """Every thing there is to look at; each by one or two statements over an index."""
    yield _outbox(watch)
    yield _dead()
    yield _clock(watch)
    yield _call_backs(watch)
    for stream in streams:
        yield _seal(stream, watch=watch)
    yield _guards()


def _outbox(watch: Watch) -> Standing:
    due = OutboxMessage.objects.filter(
        state=OutboxMessage.State.PENDING, available_at__lte=watch.at
    )
    oldest = due.order_by("available_at").values_list("available_at", flat=True).first()
    mend = "Run deliver-outbox each minute, and look at what it says of the mail server."
    return watch.standing("outbox", waits=due.count(), since=oldest, mend=mend)


def _dead() -> Standing:
    rows = dead_letters()
    oldest = rows.values_list("created_at", flat=True).first()
    mend = "Decide on them on the office's page of dead letters."
    return Standing(name="dead", waits=rows.count(), since=oldest, late=bool(oldest), mend=mend)


def _clock(watch: Watch) -> Standing:
    due = WorkOrder.objects.filter(next_check_at__lte=watch.at)
    oldest = due.order_by("next_check_at").values_list("next_check_at", flat=True).first()
    mend = "Run run-clock each minute, and look at the orders it sets aside."
    return watch.standing("clock", waits=due.count(), since=oldest, mend=mend)


def _call_backs(watch: Watch) -> Standing:
    had = Lot.objects.filter(order=OuterRef("pk"), round=OuterRef("round"))
    passed = WorkOrder.objects.filter(state=OrderState.FOLLOW_UP, order_type=OrderType.MAIN)
    waiting = passed.exclude(Exists(had))
    oldest = waiting.order_by("answered_at").values_list("answered_at", flat=True).first()
    mend = "Run draw-follow-ups each day: what is not drawn in its window is never asked about."
    return watch.standing("call_backs", waits=waiting.count(), since=oldest, mend=mend)


def _seal(stream: Stream, *, watch: Watch) -> Standing:
    last = DaySeal.objects.filter(stream=stream.name).order_by("-last_id").first()
    loose = stream.events._default_manager.filter(pk__gt=0 if last is None else last.last_id)
    # An imported event is older than its row: without a seal the first row says how long.
    sealed = None if last is None else last.sealed_at
    since = sealed or loose.order_by("pk").values_list("at", flat=True).first()
    waits = loose.count()
    mend = "Run verify-history --seal each night: what is not sealed can be replaced unnoticed."
    name = f"seal:{stream.name}"
    return watch.standing(name, waits=waits, since=since if waits else None, mend=mend)


def _guards() -> Standing:
    missing = missing_guards()
    names = ", ".join(missing[:3])
    mend = f"Ask who dropped {names}; run verify-history, then status --restore-guards."
    mend = mend if missing else ""
    return Standing(name="guards", waits=len(missing), since=None, late=bool(missing), mend=mend)
