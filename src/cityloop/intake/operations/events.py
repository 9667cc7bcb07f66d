"""Steps of a request before they are written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser

from cityloop.core.chain import Happening, append
from cityloop.intake.choices import RequestState
from cityloop.intake.models import Matter, RequestEvent, ServiceRequest
from cityloop.intake.rules.lifecycle import REQUEST_LIFECYCLE, RequestFacts
from cityloop.knowledge.models import KnowledgeItem

CENTRE = "centre"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What goes with a step of a request, and whose step it is."""

    reason: str = ""
    party: str = CENTRE
    treatment: str = ""
    item: KnowledgeItem | None = None
    matter: Matter | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def next_event(
    request: ServiceRequest,
    step: str,
    *,
    by: AbstractUser | None,
    at: datetime,
    told: Told,
) -> RequestEvent:
    """Ask the lifecycle and return the event of a step, unsaved; the request moves on with it."""
    facts = RequestFacts(
        kind=request.kind,
        shielded=request.shielded,
        has_words=bool(request.text.strip()),
        classified=request.service_type_id is not None,
        knowledge_cited=told.item is not None,
        treatment=told.treatment,
        told=told.reason,
        earlier_matter=told.matter is not None,
    )
    target = REQUEST_LIFECYCLE.target(step, request.state or None, facts=facts, reason=told.reason)
    happening = Happening(
        step=step,
        at=at,
        party=told.party,
        by=None if by is None else by.pk,
        to_state=target or "",
        reason=told.reason,
        data=told.data,
    )
    return append(request, kind=RequestEvent, happening=happening, foreign_key="request")


_ENDED = (RequestState.ANSWERED, RequestState.REDIRECTED, RequestState.REFUSED, RequestState.CLOSED)


def set_columns(request: ServiceRequest, *, told: Told, at: datetime) -> None:
    """Set what a step leaves on the request itself."""
    if told.treatment:
        request.treatment = told.treatment
    if told.item is not None:
        request.knowledge_item = told.item
    if told.matter is not None:
        request.matter = told.matter
    ended = request.state in _ENDED or request.state == RequestState.WITHDRAWN
    request.closed_at = (request.closed_at or at) if ended else None
