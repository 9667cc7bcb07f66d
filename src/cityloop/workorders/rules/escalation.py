"""The escalation ladder: moments at per cents of a clock, and what is due now (domain.md H3, 9).

A per cent is of the running time between start and due, pauses left out, so that 100 per cent is
the due moment itself. Beyond it time runs on at the same measure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cityloop.workorders.rules.clock import ClockRecord
from cityloop.workorders.rules.pauses import Pause


@dataclass(frozen=True, slots=True)
class Span:
    """What the sweep needs of a running clock."""

    start_at: datetime
    due_at: datetime | None
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Sweep:
    """What the sweep finds: levels newly reached, a pause to end, and when to look again.

    `resume_at` is the moment at which the cap ended an open pause: write the unpause event with
    that moment. `next_check_at` None: nothing to come until an event happens.
    """

    levels: tuple[int, ...]
    resume_at: datetime | None
    next_check_at: datetime | None


def span_of(record: ClockRecord) -> Span:
    """The span of a clock record."""
    return Span(record.start_at, record.due_at, record.pauses)


def escalation_points(span: Span, *, percents: Sequence[int]) -> tuple[tuple[int, datetime], ...]:
    """Each per cent with its moment; one held back by an open pause without end is left out."""
    if span.due_at is None:
        return ()
    pauses = [pause for pause in span.pauses if not pause.cancelled]
    if not pauses:
        whole = span.due_at - span.start_at
        return tuple((each, span.start_at + whole * each // 100) for each in percents)
    running = _running(span.start_at, span.due_at, pauses)
    points = ((each, _moment(span.start_at, running * each // 100, pauses)) for each in percents)
    return tuple((each, moment) for each, moment in points if moment is not None)


def next_escalation(
    span: Span, *, level: int, percents: Sequence[int]
) -> tuple[int, datetime] | None:
    """The lowest level above `level` with its moment, or None at the top of the ladder."""
    points = [point for point in escalation_points(span, percents=percents) if point[0] > level]
    return min(points, default=None)


def sweep_due(now: datetime, *, span: Span, level: int, percents: Sequence[int]) -> Sweep:
    """The levels above `level` reached at `now`, and the next moment at which to look again.

    `level` is the highest level already escalated (0: none).
    """
    points = [point for point in escalation_points(span, percents=percents) if point[0] > level]
    reached = tuple(sorted(each for each, moment in points if moment <= now))
    ends = next((pause.end for pause in span.pauses if pause.is_open), None)
    later = [moment for _each, moment in points if moment > now]
    if ends is not None and ends > now:
        later.append(ends)
    resume_at = ends if ends is not None and ends <= now else None
    return Sweep(reached, resume_at, min(later, default=None))


def next_check_at(
    records: Sequence[ClockRecord], *, now: datetime, percents: Sequence[int]
) -> datetime | None:
    """The soonest moment from `now` at which a running clock of the order wants the sweep.

    A pause that its cap has ended wants it at once.
    """
    moments: list[datetime] = []
    for record in records:
        if record.stopped_at is None:
            found = sweep_due(now, span=span_of(record), level=0, percents=percents)
            wanted = now if found.resume_at is not None else found.next_check_at
            moments += [wanted] if wanted is not None else []
    return min(moments, default=None)


def _running(start: datetime, due: datetime, pauses: Sequence[Pause]) -> timedelta:
    stood = timedelta(0)
    for pause in pauses:
        if pause.end is not None and pause.moves_due:
            stood += max(min(pause.end, due) - max(pause.start, start), timedelta(0))
    return due - start - stood


def _moment(start: datetime, need: timedelta, pauses: Sequence[Pause]) -> datetime | None:
    at = start
    for pause in pauses:
        if pause.start - at >= need:
            break
        if pause.end is None:
            return None
        need -= pause.start - at
        at = pause.end
    return at + need
