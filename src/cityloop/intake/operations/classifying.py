"""What a request is about, seen anew before it is decided."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.intake.choices import RequestStep
from cityloop.intake.models import ServiceRequest
from cityloop.intake.operations.events import Told
from cityloop.intake.operations.steps import take_step
from cityloop.intake.rules.shielding import is_shielded
from cityloop.responsibility.models import ServiceType


@dataclass(frozen=True, slots=True, kw_only=True)
class Classed:
    """What a request is about, as somebody now sees it."""

    kind: str
    service_type: ServiceType
    grade: int


@transaction.atomic(savepoint=False)
def classify_request(
    request: ServiceRequest, *, classed: Classed, reason: str, by: AbstractUser | None, at: datetime
) -> ServiceRequest:
    """Classify a request anew; the event keeps what it was before, and a shield stays.

    Raises TransitionNotAllowed once the request is decided.
    """
    locked = ServiceRequest.objects.select_for_update().get(pk=request.pk)
    before = {"kind": locked.kind, "service_type": locked.service_type_id, "grade": locked.grade}
    locked.kind, locked.grade = classed.kind, classed.grade
    locked.service_type = classed.service_type
    shielded = is_shielded(classed.kind, type_is_shielded=classed.service_type.shielded)
    locked.shielded = locked.shielded or shielded
    locked.save(update_fields=["kind", "grade", "service_type", "shielded"])
    now = {"kind": classed.kind, "service_type": classed.service_type.pk, "grade": classed.grade}
    told = Told(reason=reason, data={**now, "before": before})
    return take_step(locked, step=RequestStep.CLASSIFY, told=told, by=by, at=at)
