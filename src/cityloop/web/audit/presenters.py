"""Lines of the trail as pages and tables show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cityloop.accounts.rules.roles import Actor
from cityloop.core.models import AuditEvent
from cityloop.intake.models import ServiceRequest
from cityloop.intake.queries import accused_of
from cityloop.web.audit.words import event_words
from cityloop.workorders.models import WorkOrder

# A spreadsheet would run a cell that begins with one of these as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One line: when, who, what, about what, and why."""

    at: datetime
    who: str
    username: str
    what: str
    words: str
    subject: str
    reason: str


def trail_line(event: AuditEvent) -> TrailLine:
    """A line of the trail; its person must have been fetched."""
    by = event.by
    return TrailLine(
        at=event.at,
        who=(by.get_full_name() or by.get_username()) if by else "",
        username=by.get_username() if by else "",
        what=event.what,
        words=event_words(event.what),
        subject=event.subject,
        reason=event.reason,
    )


def shown_lines(lines: Sequence[TrailLine], *, actor: Actor) -> tuple[TrailLine, ...]:
    """The lines without those about reports that accuse the reader (H8, 2); two statements."""
    hidden = _hidden(actor, numbers={line.subject for line in lines})
    return tuple(line for line in lines if line.subject not in hidden)


def _hidden(actor: Actor, *, numbers: Iterable[str]) -> set[str]:
    every = list(numbers)
    orders = WorkOrder.objects.filter(accused_of(actor, prefix="request__"), number__in=every)
    requests = ServiceRequest.objects.filter(accused_of(actor), number__in=every)
    return {*orders.values_list("number", flat=True), *requests.values_list("number", flat=True)}


def table_row(line: TrailLine) -> list[str]:
    """A line for a spreadsheet, in which no text becomes a formula."""
    cells = (line.at.isoformat(), line.username, line.what, line.subject, line.reason)
    return [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
