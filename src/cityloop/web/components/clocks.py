"""Clocks in words: how much time is left, how long it is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
WHOLE = 100
# From this share of the time on, a clock is shown as running out.
SOON_PERCENT = 80


@dataclass(frozen=True, slots=True)
class ClockFace:
    """What a page shows of a clock; `tone` is a class of the style sheet, `percent` 0 to 100."""

    words: str
    tone: str
    due_at: datetime | None
    percent: int | None = None
    label: str = ""


def span_words(span: timedelta) -> str:
    """A length of time in its two largest units: "2 days 4 h", "35 min"."""
    days, rest = divmod(abs(span), DAY)
    hours, rest = divmod(rest, HOUR)
    minutes = rest // MINUTE
    if days:
        return " ".join(filter(None, (_days(days), _hours(hours))))
    if hours:
        return " ".join(filter(None, (_hours(hours), _minutes(minutes))))
    return _minutes(minutes) or _("less than a minute")


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _hours(count: int) -> str:
    return _("%(count)d h") % {"count": count} if count else ""


def _minutes(count: int) -> str:
    return _("%(count)d min") % {"count": count} if count else ""


def clock_face(
    due_at: datetime | None,
    *,
    at: datetime,
    start_at: datetime | None = None,
    stopped_at: datetime | None = None,
    standing: bool = False,
) -> ClockFace:
    """The face of one clock at the moment `at`; `standing`: it is paused or deferred."""
    if due_at is None:
        return ClockFace(_("The clock stands still") if standing else _("No time limit"), "", None)
    if stopped_at is not None:
        return _stopped(due_at, stopped_at=stopped_at)
    percent = _percent(due_at, start_at=start_at, at=at)
    if standing:
        return ClockFace(_("The clock stands still"), "", due_at, percent)
    if at >= due_at:
        words = _("Overdue by %(span)s") % {"span": span_words(at - due_at)}
        return ClockFace(words, "bad", due_at, WHOLE)
    words = _("Due in %(span)s") % {"span": span_words(due_at - at)}
    near = due_at - at < DAY if percent is None else percent >= SOON_PERCENT
    return ClockFace(words, "soon" if near else "", due_at, percent)


def _stopped(due_at: datetime, *, stopped_at: datetime) -> ClockFace:
    if stopped_at <= due_at:
        return ClockFace(_("Done in time"), "good", due_at)
    words = _("Done, late by %(span)s") % {"span": span_words(stopped_at - due_at)}
    return ClockFace(words, "bad", due_at)


def _percent(due_at: datetime, *, start_at: datetime | None, at: datetime) -> int | None:
    if start_at is None or due_at <= start_at:
        return None
    return max(0, min(WHOLE, int(WHOLE * (at - start_at) / (due_at - start_at))))
