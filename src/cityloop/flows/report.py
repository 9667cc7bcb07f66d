"""A request comes in, and what can be settled without an order is settled at once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cityloop.accounts.models import User
from cityloop.agencies.models import Agency
from cityloop.core.definitions import from_plain
from cityloop.core.errors import NotFound
from cityloop.core.models import City
from cityloop.core.operations import Notice, enqueue
from cityloop.core.sentences import Sentence
from cityloop.intake import operations
from cityloop.intake.choices import Channel, RequesterKind, RequestStep, Treatment
from cityloop.intake.models import Matter, ServiceRequest
from cityloop.intake.operations import Caller, Received, Told
from cityloop.intake.rules.definitions import CitySettings
from cityloop.knowledge.models import KnowledgeItem
from cityloop.places.models import Area
from cityloop.places.queries import locate_area
from cityloop.places.rules.geometry import hexagon
from cityloop.responsibility.models import ServiceType

REFUSALS = frozenset({Treatment.OUTSIDE_DUTIES, Treatment.UNLAWFUL, Treatment.SECRET_OR_PRIVATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """What somebody says, as the person at the desk or the form took it down."""

    kind: str
    text: str
    title: str
    channel: str = Channel.PHONE
    service_type: ServiceType | None = None
    grade: int | None = None
    area: Area | None = None
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = "en"
    requester_kind: str = RequesterKind.PERSON
    subject_agency: Agency | None = None
    subject_name: str = ""
    confidential: bool = False
    staff_made: bool = False


@transaction.atomic(durable=True)
def receive(report: NewReport, *, by: User | None, at: datetime) -> ServiceRequest:
    """Register a request and tell the requester its number."""
    request = register(report, by=by, at=at)
    enqueue([received_notice(request)], by=by, at=at)
    return request


def received_notice(request: ServiceRequest) -> Notice:
    """What tells the requester that the request has arrived, and its number."""
    return Notice("request.received", request.number)


def register(report: NewReport, *, by: User | None, at: datetime) -> ServiceRequest:
    """Register inside a transaction that is open; see `receive`."""
    caller = Caller(
        name=report.name,
        phone=report.phone,
        email=report.email,
        language=report.language,
        kind=report.requester_kind,
    )
    request = operations.register_request(_received(report), caller=caller, by=by, at=at)
    if report.service_type is not None:
        request.service_type = report.service_type
    if report.area is not None and report.area.pk == request.area_id:
        request.area = report.area
    return request


def _received(report: NewReport) -> Received:
    service_type = report.service_type
    default = 3 if service_type is None else service_type.default_grade
    area_id, cell = _place(report)
    return Received(
        kind=report.kind,
        text=report.text,
        title=report.title,
        channel=report.channel,
        service_type_id=None if service_type is None else service_type.pk,
        grade=report.grade or default,
        area_id=area_id,
        address=report.address,
        latitude=report.latitude,
        longitude=report.longitude,
        cell=cell,
        subject_agency_id=None if report.subject_agency is None else report.subject_agency.pk,
        subject_name=report.subject_name,
        shielded=service_type is not None and service_type.shielded,
        confidential=report.confidential,
        staff_made=report.staff_made,
    )


def _place(report: NewReport) -> tuple[int | None, str]:
    """The area and the hexagon of a point; without a point the area as chosen."""
    chosen = None if report.area is None else report.area.pk
    if report.latitude is None or report.longitude is None:
        return chosen, ""
    settings = from_plain(City.objects.get().settings, kind=CitySettings)
    resolution = settings.duplicates.hexagon_resolution
    found = locate_area(report.longitude, report.latitude)
    cell = hexagon(report.longitude, report.latitude, resolution=resolution) or ""
    return (chosen if found is None else found.pk), cell


@transaction.atomic(durable=True)
def answer_at_once(
    request: ServiceRequest, *, item: KnowledgeItem, text: str, by: User | None, at: datetime
) -> ServiceRequest:
    """Answer an inquiry from the knowledge base; no order is needed."""
    told = Told(reason=text, item=item, data={"item": item.code})
    answered = operations.take_step(request, step=RequestStep.ANSWER, told=told, by=by, at=at)
    enqueue([Notice("request.answered", request.number)], by=by, at=at)
    return answered


@transaction.atomic(durable=True)
def treat(
    request: ServiceRequest, *, treatment: str, reason: str, by: User | None, at: datetime
) -> ServiceRequest:
    """Tell the requester the right channel, or why the request is not accepted (A2 Art. 11)."""
    step = RequestStep.REFUSE if treatment in REFUSALS else RequestStep.REDIRECT
    told = Told(reason=reason, treatment=treatment, data={"treatment": str(treatment)})
    treated = operations.take_step(request, step=step, told=told, by=by, at=at)
    enqueue([Notice("request.treated", request.number)], by=by, at=at)
    return treated


@transaction.atomic(durable=True)
def join_matter(
    request: ServiceRequest, *, matter: Matter | str, reason: str, by: User | None, at: datetime
) -> ServiceRequest:
    """Join a request to an earlier matter, given itself or by its number; raises NotFound."""
    found = matter if isinstance(matter, Matter) else _matter(matter)
    joined = operations.join_matter(request, matter=found, reason=reason, by=by, at=at)
    enqueue([Notice("request.joined", request.number)], by=by, at=at)
    return joined


def _matter(number: str) -> Matter:
    found = Matter.objects.filter(number=number.strip().upper(), shielded=False).first()
    if found is None:
        raise NotFound(Sentence("There is no matter %(number)s.", number=number))
    return found
