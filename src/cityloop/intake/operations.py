"""Every write of intake: requests, requesters, matters, and their histories."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import F

from cityloop.core.chain import Happening, append
from cityloop.core.numbering import take_numbers
from cityloop.intake.choices import Channel, RequesterKind, RequestKind, RequestState, RequestStep
from cityloop.intake.models import Identity, Matter, Requester, RequestEvent, ServiceRequest
from cityloop.intake.rules.lifecycle import REQUEST_LIFECYCLE, RequestFacts
from cityloop.intake.rules.numbering import public_number
from cityloop.knowledge.models import KnowledgeItem

CENTRE = "centre"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, as given; all of it lives apart from the request."""

    name: str = ""
    phone: str = ""
    email: str = ""
    access_need: str = ""
    language: str = "en"
    kind: str = RequesterKind.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request as it is written down; foreign keys as ids."""

    kind: str
    text: str
    title: str
    channel: str = Channel.PHONE
    service_type_id: int | None = None
    grade: int = 3
    area_id: int | None = None
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    cell: str = ""
    subject_agency_id: int | None = None
    subject_name: str = ""
    shielded: bool = False
    confidential: bool = False
    staff_made: bool = False
    occurred_at: datetime | None = None
    source: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What goes with a step of a request."""

    reason: str = ""
    treatment: str = ""
    item: KnowledgeItem | None = None
    matter: Matter | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic(savepoint=False)
def register_request(
    received: Received, *, caller: Caller, by: AbstractUser | None, at: datetime
) -> ServiceRequest:
    """Write a request with its requester and first events; with a type it is in triage at once.

    A phone number or address known already keeps its pseudonym. Raises TransitionNotAllowed when
    there are no words.
    """
    facts = RequestFacts(kind=received.kind, has_words=bool(received.text.strip()))
    REQUEST_LIFECYCLE.target(RequestStep.RECEIVE, None, facts=facts)
    request = ServiceRequest(
        **{name: getattr(received, name) for name in received.__slots__},
        number=_next_number("SR", at=at),
        language=caller.language,
        requester=_requester(caller),
        received_at=at,
        state="",
    )
    if received.kind == RequestKind.IRREGULARITY:
        request.shielded = True
    arrived = Told(data={"channel": request.channel})
    events = [_event(request, RequestStep.RECEIVE, by=by, at=at, told=arrived)]
    if request.service_type_id is not None:
        classified = Told(data=_class(request))
        events.append(_event(request, RequestStep.CLASSIFY, by=by, at=at, told=classified))
    request.save(force_insert=True)
    RequestEvent.objects.bulk_create(events)
    return request


def _class(request: ServiceRequest) -> dict[str, Any]:
    return {
        "kind": str(request.kind),
        "service_type": request.service_type_id,
        "grade": int(request.grade),
        "area": request.area_id,
    }


def _requester(caller: Caller) -> Requester:
    """The requester known by this phone or mail address, else a new one."""
    known = _known(caller)
    if known is not None:
        return known
    requester = Requester.objects.create(kind=caller.kind, language=caller.language)
    if caller.name or caller.phone or caller.email:
        Identity.objects.create(
            requester=requester,
            name=caller.name,
            phone=caller.phone,
            email=caller.email,
            access_need=caller.access_need,
        )
    return requester


def _known(caller: Caller) -> Requester | None:
    if caller.phone:
        found = Identity.objects.filter(phone=caller.phone)
    elif caller.email:
        found = Identity.objects.filter(email__iexact=caller.email)
    else:
        return None
    identity = found.select_related("requester").order_by("pk").first()
    return None if identity is None else identity.requester


def _next_number(prefix: str, *, at: datetime) -> str:
    """The next public number of a kind of thing in the year of the moment."""
    series = f"{prefix}-{at.year % 100:02d}"
    return public_number(prefix, year=at.year, serial=take_numbers(series)[0])


def _event(
    request: ServiceRequest,
    step: str,
    *,
    by: AbstractUser | None,
    at: datetime,
    told: Told,
) -> RequestEvent:
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
        party=CENTRE,
        by=None if by is None else by.pk,
        to_state=target or "",
        reason=told.reason,
        data=told.data,
    )
    return append(request, kind=RequestEvent, happening=happening, foreign_key="request")


@transaction.atomic(savepoint=False)
def take_step(
    request: ServiceRequest,
    *,
    step: str,
    told: Told,
    fresh: bool = False,
    by: AbstractUser | None,
    at: datetime,
) -> ServiceRequest:
    """Take one step of a request's life and write it down.

    `fresh`: written in this very transaction, so that nobody else can hold it.
    Raises TransitionNotAllowed with the sentence of the lifecycle.
    """
    locked = request
    if not fresh:
        locked = ServiceRequest.objects.select_for_update().get(pk=request.pk)
        _keep_known(locked, request)
    event = _event(locked, step, by=by, at=at, told=told)
    _columns(locked, told=told, at=at)
    locked.save()
    event.save(force_insert=True)
    return locked


def _keep_known(locked: ServiceRequest, request: ServiceRequest) -> None:
    """Let the locked row keep what was read with the request already."""
    for name in ("service_type", "area"):
        known = request._state.fields_cache.get(name)  # noqa: SLF001 - Django's cache of relations
        if known is not None and known.pk == getattr(locked, f"{name}_id"):
            setattr(locked, name, known)


_ENDED = (RequestState.ANSWERED, RequestState.REDIRECTED, RequestState.REFUSED, RequestState.CLOSED)


def _columns(request: ServiceRequest, *, told: Told, at: datetime) -> None:
    if told.treatment:
        request.treatment = told.treatment
    if told.item is not None:
        request.knowledge_item = told.item
    if told.matter is not None:
        request.matter = told.matter
    ended = request.state in _ENDED or request.state == RequestState.WITHDRAWN
    request.closed_at = (request.closed_at or at) if ended else None


@transaction.atomic(savepoint=False)
def open_matter(
    request: ServiceRequest,
    *,
    by: AbstractUser | None,
    at: datetime,
) -> Matter:
    """Open the matter that a request is about."""
    return Matter.objects.create(
        number=_next_number("MT", at=at),
        service_type_id=request.service_type_id or 0,
        area_id=request.area_id,
        cell=request.cell,
        opened_at=request.received_at,
        shielded=request.shielded,
    )


@transaction.atomic(savepoint=False)
def join_matter(
    request: ServiceRequest, *, matter: Matter, reason: str, by: AbstractUser | None, at: datetime
) -> ServiceRequest:
    """Join a request to an earlier matter; it stays as a record with its own requester."""
    joined = take_step(
        request,
        step=RequestStep.LINK,
        told=Told(reason=reason, matter=matter, data={"matter": matter.number}),
        by=by,
        at=at,
    )
    Matter.objects.filter(pk=matter.pk).update(requests_count=F("requests_count") + 1)
    return joined


@transaction.atomic(savepoint=False)
def close_matter(matter: Matter, *, by: AbstractUser | None, at: datetime) -> None:
    """Close a matter and all requests that belong to it."""
    Matter.objects.filter(pk=matter.pk, closed_at__isnull=True).update(closed_at=at)
    open_states = (RequestState.DISPATCHED, RequestState.LINKED)
    for request in ServiceRequest.objects.filter(matter=matter, state__in=open_states):
        take_step(request, step=RequestStep.CLOSE, told=Told(), by=by, at=at)


@transaction.atomic(savepoint=False)
def reopen_matter(matter: Matter, *, reason: str, by: AbstractUser | None, at: datetime) -> None:
    """Open a closed matter again, with the request that opened it."""
    Matter.objects.filter(pk=matter.pk).update(closed_at=None)
    for request in ServiceRequest.objects.filter(matter=matter, state=RequestState.CLOSED):
        take_step(request, step=RequestStep.REOPEN, told=Told(reason=reason), by=by, at=at)
