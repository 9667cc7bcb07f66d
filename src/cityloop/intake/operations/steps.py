"""Steps of a request's life, and the matters that requests belong to."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import F

from cityloop.intake.choices import RequestState, RequestStep
from cityloop.intake.models import Matter, ServiceRequest
from cityloop.intake.operations.events import Told, next_event, set_columns
from cityloop.intake.operations.receiving import matter_of


@transaction.atomic(savepoint=False)
def take_step(
    request: ServiceRequest,
    *,
    step: str,
    told: Told,
    by: AbstractUser | None,
    at: datetime,
) -> ServiceRequest:
    """Take one step of a request's life and write it down.

    Raises TransitionNotAllowed with the sentence of the lifecycle.
    """
    locked = ServiceRequest.objects.select_for_update().get(pk=request.pk)
    _keep_known(locked, request)
    event = next_event(locked, step, by=by, at=at, told=told)
    set_columns(locked, told=told, at=at)
    locked.save()
    event.save(force_insert=True)
    return locked


def _keep_known(locked: ServiceRequest, request: ServiceRequest) -> None:
    """Let the locked row keep what was read with the request already."""
    for name in ("service_type", "area"):
        known = request._state.fields_cache.get(name)  # noqa: SLF001 - Django's cache of relations
        if known is not None and known.pk == getattr(locked, f"{name}_id"):
            setattr(locked, name, known)


@transaction.atomic(savepoint=False)
def open_matter(
    request: ServiceRequest, *, number: str, by: AbstractUser | None, at: datetime
) -> Matter:
    """Open the matter that a request is about, under a number that was taken for it."""
    matter = matter_of(request, number=number)
    matter.save(force_insert=True)
    return matter


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
