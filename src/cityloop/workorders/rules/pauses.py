"""Pauses of the answer clock: what the events say, cut to the caps of the policy (domain.md H3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cityloop.workorders.choices import OrderStep


@dataclass(frozen=True, slots=True)
class ClockPolicy:
    """What a city sets for pauses, extensions and deferrals (domain.md H2, H3 rules 7 and 8).

    `pause_caps`: longest single pause by reason; a reason without one has the total cap alone.
    `extension_max` None: an extension is at most the base amount of its rule.
    """

    pause_total_cap: timedelta
    pause_caps: Mapping[str, timedelta]
    extension_max_count: int
    extension_max: int | None
    deferral_min_days: int


@dataclass(frozen=True, slots=True)
class Pause:
    """One stretch in which the answer clock stands still: start, and end (exclusive).

    `kind` is the step that began it: pause, defer or object. `is_open`: no event has ended it yet;
    `end` is then the moment at which its cap ends it, or None when nothing but an event will.
    A pause for an objection is provisional: overruled, it is `cancelled` and its time counts.
    """

    start: datetime
    end: datetime | None
    kind: str
    reason: str
    is_open: bool = False
    cancelled: bool = False

    @property
    def moves_due(self) -> bool:
        """Whether it can move the due moment: objections never do."""
        return self.kind != OrderStep.OBJECT and not self.cancelled


@dataclass(slots=True)
class PauseNote:
    """A pause as the events tell it, before any cap."""

    start: datetime
    kind: str
    reason: str
    until: datetime | None = None
    end: datetime | None = None
    cancelled: bool = False


def capped_pauses(notes: Sequence[PauseNote], *, policy: ClockPolicy) -> tuple[Pause, ...]:
    """The pauses with their ends cut to each reason's cap and to the total cap, in order.

    A pause ends by itself at its cap (domain.md H2 "auto-resume"). Deferrals and objections have
    reviews and rulings instead of caps, and do not use up the total.
    """
    left = policy.pause_total_cap
    pauses = []
    for note in notes:
        end = note.end
        if note.kind == OrderStep.PAUSE:
            longest = min(policy.pause_caps.get(note.reason, left), left)
            ends = (note.end, note.until, note.start + longest)
            end = max(note.start, min(moment for moment in ends if moment is not None))
            left -= end - note.start
        pauses.append(
            Pause(note.start, end, note.kind, note.reason, note.end is None, note.cancelled)
        )
    return tuple(pauses)


def paused_time(pauses: Sequence[Pause], *, at: datetime) -> timedelta:
    """How long pauses (not deferrals or objections) have stood until `at`; for the total cap."""
    total = timedelta(0)
    for pause in pauses:
        if pause.kind == OrderStep.PAUSE and pause.start < at:
            total += min(pause.end or at, at) - pause.start
    return total
