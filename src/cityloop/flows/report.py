"""A request comes in, and what can be settled without an order is settled at once."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

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
from cityloop.intake.operations import Caller, Received, Sent, Told
from cityloop.intake.rules.definitions import CitySettings
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.queries import require_holding
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
    # Where it was written and its key there: the same key is never taken twice.
    source: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A report with the area and the hexagon that it is about."""

    report: NewReport
    area: Area | None
    cell: str


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
    placed = place(report, city=None)
    caller = _caller(report)
    request = operations.register_request(_received(placed), caller=caller, by=by, at=at)
    return _with_known(request, placed)


def register_sent(
    placed: Placed, *, sent: Sent, by: User | None, at: datetime
) -> tuple[ServiceRequest, Matter]:
    """Register a request that goes to an agency at once; its matter and numbers are known."""
    request, matter = operations.register_dispatched(
        _received(placed), caller=_caller(placed.report), sent=sent, by=by, at=at
    )
    return _with_known(request, placed), matter


def _with_known(request: ServiceRequest, placed: Placed) -> ServiceRequest:
    """Let the request keep what was read already."""
    request.service_type, request.area = placed.report.service_type, placed.area
    return request


def _caller(report: NewReport) -> Caller:
    return Caller(
        name=report.name,
        phone=report.phone,
        email=report.email,
        language=report.language,
        kind=report.requester_kind,
    )


def _received(placed: Placed) -> Received:
    report = placed.report
    service_type = report.service_type
    default = 3 if service_type is None else service_type.default_grade
    return Received(
        kind=report.kind,
        text=report.text,
        title=report.title,
        channel=report.channel,
        service_type_id=None if service_type is None else service_type.pk,
        grade=report.grade or default,
        area_id=None if placed.area is None else placed.area.pk,
        address=report.address,
        latitude=report.latitude,
        longitude=report.longitude,
        cell=placed.cell,
        subject_agency_id=None if report.subject_agency is None else report.subject_agency.pk,
        subject_name=report.subject_name,
        shielded=service_type is not None and service_type.shielded,
        confidential=report.confidential,
        staff_made=report.staff_made,
        source=report.source,
        source_id=report.source_id,
    )


def place(report: NewReport, *, city: City | None) -> Placed:
    """The area and the hexagon of a point; without a point the area as chosen.

    `city` where the caller has read it already.
    """
    if report.latitude is None or report.longitude is None:
        return Placed(report, report.area, "")
    held = City.objects.get() if city is None else city
    settings = from_plain(held.settings, kind=CitySettings)
    resolution = settings.duplicates.hexagon_resolution
    found = locate_area(report.longitude, report.latitude)
    cell = hexagon(report.longitude, report.latitude, resolution=resolution) or ""
    return Placed(report, report.area if found is None else found, cell)


@transaction.atomic(durable=True)
def answer_at_once(
    request: ServiceRequest, *, item: KnowledgeItem, text: str, by: User | None, at: datetime
) -> ServiceRequest:
    """Answer an inquiry from the knowledge base; no order is needed.

    Raises InputError for an item that does not hold on the day.
    """
    require_holding(item, on=at.astimezone(ZoneInfo(City.objects.get().zone)).date())
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
    """Join a request to an earlier matter, given itself or by its number; raises NotFound.

    What joins a closed matter ends at once: its result is told (A2 Art. 11(3)).
    """
    found = matter if isinstance(matter, Matter) else _matter(matter)
    joined = operations.join_matter(request, matter=found, reason=reason, by=by, at=at)
    if found.closed_at is not None:
        operations.close_matter(found, by=by, at=at)
        joined.refresh_from_db()
    enqueue([Notice("request.joined", request.number)], by=by, at=at)
    return joined


def _matter(number: str) -> Matter:
    found = Matter.objects.filter(number=number.strip().upper(), shielded=False).first()
    if found is None:
        raise NotFound(Sentence("There is no matter %(number)s.", number=number))
    return found
