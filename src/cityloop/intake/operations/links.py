"""Private links, and look-ups by reference that do not guess forever."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Q

from cityloop.core.errors import InputError
from cityloop.core.sentences import Sentence
from cityloop.intake.models import Identity, PrivateLink, ServiceRequest, TrackingTry
from cityloop.intake.rules.definitions import ResidentSettings
from cityloop.intake.rules.links import digest_of, masked
from cityloop.intake.rules.numbering import number_of


def make_link(
    request: ServiceRequest, *, token: str, by: AbstractUser | None, at: datetime
) -> PrivateLink:
    """Let a token open a request; only its digest is kept."""
    return PrivateLink.objects.create(request=request, digest=digest_of(token), made_at=at)


def open_by_phone(
    reference: str,
    *,
    digits: str,
    origin: str,
    limits: ResidentSettings,
    by: AbstractUser | None,
    at: datetime,
) -> ServiceRequest | None:
    """The request of a reference whose requester's phone ends with these digits, or None.

    None tells nothing: whether it exists, is shielded, has no phone, or the digits are wrong. Each
    None is kept as a try; too many of them from one origin or for one reference raise InputError.
    Shielded and confidential requests open by their private link alone.
    """
    number = number_of(reference)
    marks = {
        "origin": masked(origin, secret=settings.SECRET_KEY),
        "about": masked(number, secret=settings.SECRET_KEY),
    }
    since = at - timedelta(minutes=limits.tries_minutes)
    # Committed by itself: the try stays, whatever becomes of the request.
    with transaction.atomic():
        TrackingTry.objects.filter(at__lt=since).delete()
        recent = TrackingTry.objects.filter(
            Q(origin=marks["origin"]) | Q(about=marks["about"]), at__gte=since
        )
        closed = recent.count() >= limits.tries
        found = None if closed else _with_phone(number, digits=digits, length=limits.phone_digits)
        if found is None and not closed:
            TrackingTry.objects.create(at=at, **marks)
    if closed:
        raise InputError(
            Sentence("There were too many look-ups that did not fit."),
            mend=Sentence("Try again in %(minutes)s minutes.", minutes=limits.tries_minutes),
        )
    return found


def _with_phone(number: str, *, digits: str, length: int) -> ServiceRequest | None:
    request = ServiceRequest.objects.filter(
        number=number, shielded=False, confidential=False
    ).first()
    if request is None:
        return None
    identity = Identity.objects.filter(requester_id=request.requester_id).first()
    phone = "".join(filter(str.isdigit, identity.phone)) if identity else ""
    typed = "".join(filter(str.isdigit, digits))
    fits = len(typed) == length and len(phone) >= length and phone.endswith(typed)
    return request if fits else None
