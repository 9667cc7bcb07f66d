"""Requests, matters and people as pages need them; pseudonyms only, unless asked for the person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.db.models import Count, Exists, Min, Model, OuterRef, Q, QuerySet, Subquery

from cityloop.accounts.rules.roles import Actor
from cityloop.core.definitions import from_plain
from cityloop.core.errors import NotFound
from cityloop.core.lookups import among
from cityloop.core.models import ChainedEvent
from cityloop.core.sentences import Sentence
from cityloop.core.versions import held_content
from cityloop.intake.choices import RequestState
from cityloop.intake.models import Identity, Matter, Photo, RequestEvent, ServiceRequest
from cityloop.intake.rules.definitions import ChannelFile, ChannelRow
from cityloop.intake.rules.shielding import SHIELD_ROLES
from cityloop.places.models import Area
from cityloop.responsibility.choices import Grade
from cityloop.responsibility.models import ServiceType

Row = TypeVar("Row")
Stored = TypeVar("Stored", bound=Model)
# A page of a hundred rows took 80 ms of work, most of it in the template.
PAGE_SIZE = 50
CHANNELS = "channels"
UNDECIDED = [RequestState.RECEIVED, RequestState.TRIAGE, RequestState.CONSULTING]


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """One page of a longer list; pages count from 1."""

    rows: tuple[Row, ...]
    total: int
    number: int = 1
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1


def listing_of(
    rows: QuerySet[Stored], *, line: Callable[[Stored], Row], number: int = 1, size: int = PAGE_SIZE
) -> Listing[Row]:
    """One page of these rows, each made into its line; two statements."""
    page = rows[(number - 1) * size : number * size]
    return Listing(tuple(map(line, page)), rows.count(), number, size)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in the inbox."""

    number: str
    title: str
    kind: str
    service_type: str
    grade: str
    state: str
    area: str
    received_at: datetime
    shielded: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of a history; `percent` of the clock, where a step of the ladder was reached."""

    at: datetime
    step: str
    by: str
    party: str
    to_state: str
    reason: str
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who is behind a pseudonym, for those who may know."""

    name: str
    phone: str
    email: str
    access_need: str


def accused_of(actor: Actor, *, prefix: str = "") -> Q:
    """Rows about shielded reports that accuse the person, their agency or one above it (H8, 2)."""
    codes = list(actor.agency_codes)
    accused = Q(**{f"{prefix}subject_agency__code__in": codes}) | Q(
        **{f"{prefix}subject_agency__department__code__in": codes}
    )
    for name in actor.names:
        accused |= Q(**{f"{prefix}subject_name__iexact": name})
    return Q(**{f"{prefix}shielded": True}) & accused


def sees_all_reports(actor: Actor) -> bool:
    """Whether one of the person's roles reads reports without an order on them."""
    return bool(actor.roles & SHIELD_ROLES)


def visible_requests(actor: Actor) -> QuerySet[ServiceRequest]:
    """Requests that the person may know of."""
    rows = ServiceRequest.objects.exclude(accused_of(actor))
    return rows if sees_all_reports(actor) else rows.filter(shielded=False)


def triage_inbox(actor: Actor, *, number: int = 1) -> Listing[RequestRow]:
    """Requests not yet decided, the most urgent and then the oldest first; two statements."""
    waiting = (
        visible_requests(actor)
        .filter(among("state", UNDECIDED))
        .select_related("service_type", "area")
        .only(*_COLUMNS)
        .order_by("grade", "received_at")
    )
    return listing_of(waiting, line=_request_row, number=number)


@dataclass(frozen=True, slots=True)
class TriageTally:
    """How many requests wait in triage, how many of them press, and since when the oldest waits."""

    waiting: int
    emergencies: int
    livelihood: int
    oldest_at: datetime | None


def triage_tally(actor: Actor) -> TriageTally:
    """Count the inbox that the person sees; one statement."""
    rows = visible_requests(actor).filter(among("state", UNDECIDED))
    counts = rows.aggregate(
        waiting=Count("pk"),
        emergencies=Count("pk", filter=Q(grade=Grade.EMERGENCY)),
        livelihood=Count("pk", filter=Q(grade=Grade.LIVELIHOOD)),
        oldest_at=Min("received_at"),
    )
    return TriageTally(**counts)


_COLUMNS = (
    "number",
    "title",
    "kind",
    "grade",
    "state",
    "received_at",
    "shielded",
    "service_type__names",
    "area__names",
)


def _request_row(request: ServiceRequest) -> RequestRow:
    return RequestRow(
        number=request.number,
        title=request.title,
        kind=str(request.get_kind_display()),
        service_type=request.service_type.name if request.service_type else "",
        grade=str(request.get_grade_display()),
        state=str(request.get_state_display()),
        area=request.area.name if request.area else "",
        received_at=request.received_at,
        shielded=request.shielded,
    )


def get_request(number: str) -> ServiceRequest:
    """Return a request with what permissions and pages read of it; raises NotFound."""
    found = (
        ServiceRequest.objects.select_related(
            "service_type",
            "area",
            "matter",
            "requester",
            "subject_agency__department",
            "knowledge_item",
        )
        .annotate(photographed=Exists(Photo.objects.filter(request=OuterRef("pk"))))
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NotFound(Sentence("There is no request %(number)s.", number=number))
    return found


def request_events(request: ServiceRequest) -> tuple[EventRow, ...]:
    """The history of a request, oldest first."""
    events = RequestEvent.objects.filter(request=request).select_related("by").order_by("sequence")
    return tuple(event_row(event) for event in events)


def event_row(event: ChainedEvent) -> EventRow:
    """A line of the history of a request or an order."""
    return EventRow(
        at=event.at,
        step=event.step,
        by=(event.by.get_full_name() or event.by.get_username()) if event.by else "",
        party=event.party,
        to_state=event.to_state,
        reason=event.reason,
        percent=event.data.get("percent"),
    )


def get_person(requester_id: int) -> Person | None:
    """Who is behind a pseudonym, or None when nobody is known (any more).

    The caller has asked IDENTITY_SEE first.
    """
    row = Identity.objects.filter(requester_id=requester_id).first()
    if row is None:
        return None
    return Person(name=row.name, phone=row.phone, email=row.email, access_need=row.access_need)


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A matter that may be the same; a person decides."""

    number: str
    title: str
    address: str
    opened_at: datetime
    closed: bool
    requests: int


def same_matter_candidates(
    service_type: ServiceType, *, area: Area | None, since: datetime, limit: int = 5
) -> tuple[CandidateRow, ...]:
    """Matters of the type in the area opened since, newest first; shielded ones never (H4, 8).

    One statement; none without an area.
    """
    if area is None:
        return ()
    matters = (
        Matter.objects.filter(
            service_type=service_type, area=area, opened_at__gte=since, shielded=False
        )
        .annotate(
            title=Subquery(_first_request.values("title")[:1]),
            address=Subquery(_first_request.values("address")[:1]),
        )
        .order_by("-opened_at")[:limit]
    )
    return tuple(map(_candidate, matters))


_first_request = ServiceRequest.objects.filter(matter=OuterRef("pk")).order_by("received_at")


def _candidate(matter: Matter) -> CandidateRow:
    return CandidateRow(
        number=matter.number,
        title=getattr(matter, "title", ""),
        address=getattr(matter, "address", ""),
        opened_at=matter.opened_at,
        closed=matter.closed_at is not None,
        requests=matter.requests_count,
    )


def held_channels(*, on: date) -> tuple[ChannelRow, ...]:
    """Where people are sent whose matter is not dispatched, on a day; one statement."""
    content = held_content(CHANNELS, on=on)
    return from_plain(content, kind=ChannelFile).channels if content else ()
