"""A request is written down: by itself, or with the matter that goes to an agency at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import connection, transaction

from cityloop.core.models import City
from cityloop.core.numbering import take_series
from cityloop.core.rows import insert_all
from cityloop.intake.choices import Channel, RequesterKind, RequestKind, RequestStep
from cityloop.intake.models import Identity, Matter, Requester, RequestEvent, ServiceRequest
from cityloop.intake.operations.events import Told, next_event, set_columns
from cityloop.intake.operations.words import index_words
from cityloop.intake.rules.lifecycle import REQUEST_LIFECYCLE, RequestFacts
from cityloop.intake.rules.numbering import public_number

BY_PHONE = "SELECT requester_id, email FROM intake_identity WHERE phone = %s ORDER BY id"


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
class Sent:
    """What is known beforehand of a request that goes to an agency at once."""

    number: str
    matter_number: str
    agency: str


@transaction.atomic(savepoint=False)
def register_request(
    received: Received, *, caller: Caller, by: AbstractUser | None, at: datetime
) -> ServiceRequest:
    """Write a request with its requester and first events; with a type it is in triage at once.

    A phone number or address known already keeps its pseudonym, unless somebody without an account
    gives a mail address that is new for the number. Raises TransitionNotAllowed when
    there are no words.
    """
    request = _request(received, caller=caller, at=at)
    zone = City.objects.values_list("zone", flat=True).get()
    year = at.astimezone(ZoneInfo(zone)).year
    series = f"SR-{year % 100:02d}"
    serial = take_series({series: 1})[series][0]
    request.number = public_number("SR", year=year, serial=serial)
    events = _first_events(request, by=by, at=at)
    _write(request, caller=caller, events=events, by=by)
    return request


@transaction.atomic(savepoint=False)
def register_dispatched(
    received: Received, *, caller: Caller, sent: Sent, by: AbstractUser | None, at: datetime
) -> tuple[ServiceRequest, Matter]:
    """Write a request that goes to an agency at once, with its matter: seven statements at most.

    The rows are those of `register_request`, `open_matter` and the step of dispatch, each written
    once. Raises TransitionNotAllowed when there are no words or no type.
    """
    request = _request(received, caller=caller, at=at)
    request.number = sent.number
    events = _first_events(request, by=by, at=at)
    matter = matter_of(request, number=sent.matter_number)
    told = Told(matter=matter, data={"agency": sent.agency})
    events.append(next_event(request, RequestStep.DISPATCH, by=by, at=at, told=told))
    insert_all([matter])
    set_columns(request, told=told, at=at)
    _write(request, caller=caller, events=events, by=by)
    return request, matter


def matter_of(request: ServiceRequest, *, number: str) -> Matter:
    """The matter that a request opens, unsaved."""
    return Matter(
        number=number,
        service_type_id=request.service_type_id or 0,
        area_id=request.area_id,
        cell=request.cell,
        opened_at=request.received_at,
        shielded=request.shielded,
    )


def _request(received: Received, *, caller: Caller, at: datetime) -> ServiceRequest:
    facts = RequestFacts(kind=received.kind, has_words=bool(received.text.strip()))
    REQUEST_LIFECYCLE.target(RequestStep.RECEIVE, None, facts=facts)
    request = ServiceRequest(
        **{name: getattr(received, name) for name in received.__slots__},
        language=caller.language,
        received_at=at,
        state="",
    )
    if received.kind == RequestKind.IRREGULARITY:
        request.shielded = True
    return request


def _first_events(
    request: ServiceRequest, *, by: AbstractUser | None, at: datetime
) -> list[RequestEvent]:
    arrived = Told(data={"channel": request.channel})
    events = [next_event(request, RequestStep.RECEIVE, by=by, at=at, told=arrived)]
    if request.service_type_id is not None:
        classified = Told(data=_class(request))
        events.append(next_event(request, RequestStep.CLASSIFY, by=by, at=at, told=classified))
    return events


def _write(
    request: ServiceRequest,
    *,
    caller: Caller,
    events: list[RequestEvent],
    by: AbstractUser | None,
) -> None:
    request.requester_id = _requester(caller, by=by)
    insert_all([request])
    index_words([request])
    insert_all(events)


def _class(request: ServiceRequest) -> dict[str, Any]:
    return {
        "kind": str(request.kind),
        "service_type": request.service_type_id,
        "grade": int(request.grade),
        "area": request.area_id,
    }


def _requester(caller: Caller, *, by: AbstractUser | None) -> int:
    """The key of the requester known by this phone or mail address, else of a new one."""
    known = _by_phone(caller, by=by) if caller.phone else _by_email(caller)
    if known is not None:
        return known
    [requester] = insert_all([Requester(kind=caller.kind, language=caller.language)])
    if caller.name or caller.phone or caller.email:
        identity = Identity(
            requester=requester,
            name=caller.name,
            phone=caller.phone,
            email=caller.email,
            access_need=caller.access_need,
        )
        insert_all([identity])
    return requester.pk


def _by_phone(caller: Caller, *, by: AbstractUser | None) -> int | None:
    """The requester with this phone whose mail address fits what was given.

    An address that is new for the phone is kept, never lost: staff, who speak with the person, add
    it where there was none. From a form anybody can type a stranger's number, whose letters must
    not go to the address typed beside it: there the two make a requester of their own.
    """
    with connection.cursor() as cursor:
        cursor.execute(BY_PHONE, [caller.phone])
        rows = [(int(key), str(email).casefold()) for key, email in cursor.fetchall()]
    given = caller.email.casefold()
    without = [key for key, email in rows if not email]
    if rows and not given:
        return (without or [rows[0][0]])[0]
    fitting = [key for key, email in rows if email == given]
    if fitting:
        return fitting[0]
    if by is None or not without:
        return None
    Identity.objects.filter(requester=without[0]).update(email=caller.email)
    return without[0]


def _by_email(caller: Caller) -> int | None:
    if not caller.email:
        return None
    found = Identity.objects.filter(email__iexact=caller.email)
    return found.order_by("pk").values_list("requester_id", flat=True).first()
