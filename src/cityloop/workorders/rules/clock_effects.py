"""What each step does to the clocks: domain.md H2, column "Clock effect", as tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderStep, PauseReason
from cityloop.workorders.rules.pauses import PauseNote

_ROUND = (Clock.ACCEPT, Clock.CONTACT, Clock.ANSWER)

STARTS: Mapping[str, tuple[str, ...]] = {
    OrderStep.DISPATCH: _ROUND,
    OrderStep.REOPEN: _ROUND,
    OrderStep.OBJECT: (Clock.RULING,),
    OrderStep.FAIL_CHECK: (Clock.REWORK,),
    OrderStep.PASS_CHECK: (Clock.FOLLOW_UP,),
    OrderStep.APPEAL: (Clock.REVIEW,),
}
# An objection is a reaction, and leaves the unit no way to accept: it stops the acceptance clock.
STOPS: Mapping[str, tuple[str, ...]] = {
    OrderStep.ACCEPT: (Clock.ACCEPT,),
    OrderStep.OBJECT: (Clock.ACCEPT,),
    OrderStep.CONTACT: (Clock.CONTACT,),
    OrderStep.UPHOLD: (Clock.RULING,),
    OrderStep.OVERRULE: (Clock.RULING,),
    OrderStep.ANSWER: (Clock.ANSWER, Clock.REWORK),
    OrderStep.CLOSE: tuple(Clock),
    OrderStep.DECIDE_APPEAL: (Clock.REVIEW,),
}
# The order leaves the agency: what still runs stops, and this round is not charged to it.
RELEASES: frozenset[str] = frozenset({OrderStep.UPHOLD, OrderStep.RECALL})


@dataclass(slots=True)
class Running:
    """One run of one clock while the events are read."""

    clock: str
    round: int
    start_at: datetime
    stopped_at: datetime | None = None
    charged: bool = True
    notes: list[PauseNote] = field(default_factory=list)
    extensions: list[int] = field(default_factory=list)

    @property
    def open_note(self) -> PauseNote | None:
        """The pause that no event has ended yet."""
        return self.notes[-1] if self.notes and self.notes[-1].end is None else None


class Ledger:
    """Reads events in order and keeps the runs of the clocks that have a rule."""

    def __init__(self, clocks: frozenset[str]) -> None:
        self.runs: list[Running] = []
        self._clocks = clocks
        self._open: dict[str, Running] = {}
        self._rounds: dict[str, int] = {}

    def apply(self, kind: str, *, at: datetime, data: Mapping[str, Any]) -> None:
        """Let one event act: on the pauses first, then stop clocks, then start clocks."""
        answer = self._open.get(Clock.ANSWER)
        if answer is not None and kind in _ON_ANSWER:
            _ON_ANSWER[kind](answer, at, data)
        for clock in STOPS.get(kind, ()):
            self._stop(clock, at)
        if kind in RELEASES:
            self._release(at)
        for clock in STARTS.get(kind, ()):
            self._start(clock, at)

    def _start(self, clock: str, at: datetime) -> None:
        if clock not in self._clocks:
            return
        self._stop(clock, at)
        number = self._rounds[clock] = self._rounds.get(clock, 0) + 1
        run = Running(clock, number, at)
        self._open[clock] = run
        self.runs.append(run)

    def _release(self, at: datetime) -> None:
        for clock in list(self._open):
            self._stop(clock, at)
        for run in self.runs:
            if run.clock in _ROUND and run.round == self._rounds[run.clock]:
                run.charged = False

    def _stop(self, clock: str, at: datetime) -> None:
        run = self._open.pop(clock, None)
        if run is None:
            return
        run.stopped_at = at
        if (note := run.open_note) is not None:
            note.end = at


def _begin(run: Running, at: datetime, *, kind: str, data: Mapping[str, Any]) -> None:
    """Begin a pause; a running one of kind pause gives way, a deferral or objection stands."""
    if (note := run.open_note) is not None:
        if note.kind != OrderStep.PAUSE:
            return
        note.end = at
    run.notes.append(PauseNote(at, kind, str(data.get("reason", "")), _until(data)))


def _until(data: Mapping[str, Any]) -> datetime | None:
    """The moment named in the event; stored events carry it as ISO text."""
    value = data.get("until")
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromisoformat(str(value))


def _pause(run: Running, at: datetime, data: Mapping[str, Any]) -> None:
    _begin(run, at, kind=OrderStep.PAUSE, data=data)


def _defer(run: Running, at: datetime, data: Mapping[str, Any]) -> None:
    _begin(run, at, kind=OrderStep.DEFER, data={"reason": data.get("reason", "")})


def _object(run: Running, at: datetime, _data: Mapping[str, Any]) -> None:
    _begin(run, at, kind=OrderStep.OBJECT, data={"reason": PauseReason.OBJECTION})


def _end_of(kind: str) -> Callable[[Running, datetime, Mapping[str, Any]], None]:
    def end(run: Running, at: datetime, _data: Mapping[str, Any]) -> None:
        note = run.open_note
        if note is not None and note.kind == kind:
            note.end = at

    return end


def _overrule(run: Running, at: datetime, _data: Mapping[str, Any]) -> None:
    note = run.open_note
    if note is not None and note.kind == OrderStep.OBJECT:
        note.end, note.cancelled = at, True


def _extend(run: Running, _at: datetime, data: Mapping[str, Any]) -> None:
    run.extensions.append(int(data["amount"]))


_ON_ANSWER: Mapping[str, Callable[[Running, datetime, Mapping[str, Any]], None]] = {
    OrderStep.PAUSE: _pause,
    OrderStep.UNPAUSE: _end_of(OrderStep.PAUSE),
    OrderStep.DEFER: _defer,
    OrderStep.RESUME: _end_of(OrderStep.DEFER),
    OrderStep.OBJECT: _object,
    OrderStep.OVERRULE: _overrule,
    OrderStep.GRANT_EXTENSION: _extend,
}
