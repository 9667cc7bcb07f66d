"""The audit trail as it is read: who did or tried what, on which day, to which thing."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet

from cityloop.core.models import AuditEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What the trail is narrowed to; nothing set shows all of it.

    `what` is a whole event or its first word; `since` and `until` are moments, half-open.
    """

    what: str = ""
    who: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


def audit_events(wanted: AuditFilter) -> QuerySet[AuditEvent]:
    """The lines of the trail, the newest first."""
    rows = AuditEvent.objects.order_by("-at", "-pk")
    if wanted.what:
        whole = "." in wanted.what
        rows = rows.filter(what=wanted.what) if whole else _of_kind(rows, kind=wanted.what)
    if wanted.who:
        rows = rows.filter(by__username=wanted.who)
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    if wanted.since:
        rows = rows.filter(at__gte=wanted.since)
    return rows.filter(at__lt=wanted.until) if wanted.until else rows


def _of_kind(rows: QuerySet[AuditEvent], *, kind: str) -> QuerySet[AuditEvent]:
    return rows.filter(what__startswith=f"{kind}.")


@dataclass(frozen=True, slots=True)
class Looks:
    """How often a person did something, and when last."""

    username: str
    name: str
    count: int
    last_at: datetime


def looks_by_person(wanted: AuditFilter, *, most: int) -> tuple[Looks, ...]:
    """Who did it most often, by number of lines; one statement."""
    named = ("by__username", "by__first_name", "by__last_name")
    rows = (
        audit_events(wanted)
        .order_by()
        .filter(by__isnull=False)
        .values_list(*named)
        .annotate(count=Count("pk"), last_at=Max("at"))
        .order_by("-count", "by__username")
    )
    return tuple(
        Looks(username, f"{first} {last}".strip() or username, count, last_at)
        for username, first, last, count, last_at in rows[:most]
    )
