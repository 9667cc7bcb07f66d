"""Whether the demo city has been told to the end."""

from datetime import datetime

from cityloop.core.models import AuditEvent
from cityloop.core.operations import audit
from cityloop.intake.models import ServiceRequest

TOLD = "demo.told"


def mark_told(*, at: datetime) -> None:
    """Write down that the city is whole."""
    audit(what=TOLD, subject="demo", by=None, at=at)


def is_half_told() -> bool:
    """Whether there are requests, some of them simulated, and the telling has not ended."""
    simulated = ServiceRequest.objects.filter(source="simulation").exists()
    return simulated and not AuditEvent.objects.filter(what=TOLD).exists()
