"""Whistles and their calls: for the two sides, for the district, and counted by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncMonth

from cityloop.accounts.rules.roles import Actor
from cityloop.agencies.models import Agency
from cityloop.core.errors import NotFound
from cityloop.core.periods import months_later, period_from_code
from cityloop.core.sentences import Sentence
from cityloop.intake.queries import Listing, listing_of
from cityloop.workorders.choices import CallSide, CallStanding, OrderState, OrderType
from cityloop.workorders.models import OPEN_STATES, Whistle, WhistleCall, WorkOrder
from cityloop.workorders.queries.lists import visible_orders
from cityloop.workorders.rules.dispatching import whistle_warning
from cityloop.workorders.rules.whistles import CallFacts, call_standing

BOARD_SIZE = 10
MONTHS_SHOWN = 6
# What the district looks at, the most pressing first.
BOARDS = ("refused", "missed", "late", "open")
_RELATED = (
    "agency",
    "whistle__caller",
    "whistle__order__request__subject_agency__department",
    "whistle__order__agency",
    "whistle__order__area",
    "order__request__subject_agency__department",
    "order__agency",
    "order__area",
)


def _calls() -> QuerySet[WhistleCall]:
    return WhistleCall.objects.select_related(*_RELATED).prefetch_related("ratings")


def get_call(number: str) -> WhistleCall:
    """Return the call of this order with all that permissions read; raises NotFound."""
    found = _calls().filter(order__number=number).first()
    if found is None:
        raise NotFound(Sentence("No whistle called for the order %(number)s.", number=number))
    return found


def calls_of(order: WorkOrder) -> tuple[WhistleCall, ...]:
    """The call that an order answers, or the calls of the whistles blown on it; two statements."""
    wanted = Q(order=order) if order.order_type == OrderType.WHISTLE else Q(whistle__order=order)
    return tuple(_calls().filter(wanted).order_by("whistle__called_at", "pk"))


def call_facts(call: WhistleCall, *, at: datetime) -> CallFacts:
    """What the lifecycle's guards know of a call before anything is typed in; one statement."""
    sides = {rating.side for rating in call.ratings.all()}
    return CallFacts(
        now=at,
        called_at=call.whistle.called_at,
        accept_by=call.accept_by,
        come_by=call.come_by,
        confirmed=call.confirmed_at is not None,
        rated_by_caller=CallSide.CALLER in sides,
        rated_by_called=CallSide.CALLED in sides,
    )


def standing_of(call: WhistleCall, *, at: datetime) -> CallStanding:
    """Where a called agency stands at a moment; a call without an order is closed history."""
    return call_standing(
        OrderState.CLOSED if call.order is None else call.order.state,
        accept_by=call.accept_by,
        come_by=call.come_by,
        absent=call.absent_at is not None,
        now=at,
    )


def whistles_this_month(caller: Agency | int, *, at: datetime, zone: str) -> int:
    """How many whistles an office has blown in the local month of a moment; one statement."""
    month = period_from_code(f"{at.astimezone(ZoneInfo(zone)):%Y-%m}", zone=zone)
    rows = Whistle.objects.filter(caller=caller)
    return rows.filter(called_at__gte=month.start, called_at__lt=month.end).count()


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call as a line of the district's list."""

    number: str
    whistle: str
    topic: str
    title: str
    caller: str
    agency: str
    standing: CallStanding
    accept_by: datetime
    come_by: datetime
    refusal: str


@dataclass(frozen=True, slots=True)
class CallBoard:
    """One list of calls: its code, how many stand on it, and the first of them."""

    code: str
    total: int
    rows: tuple[CallRow, ...]


def call_boards(actor: Actor, *, at: datetime) -> tuple[CallBoard, ...]:
    """Every list with its first rows, for the whistles that the person looks after."""
    rows = _overseen(actor)
    conditions = _conditions(at)
    totals = rows.aggregate(**{code: Count("pk", filter=conditions[code]) for code in BOARDS})
    return tuple(
        CallBoard(code, totals[code], _lines(rows.filter(conditions[code])[:BOARD_SIZE], at=at))
        for code in BOARDS
    )


def call_board(code: str, *, actor: Actor, at: datetime, number: int = 1) -> Listing[CallRow]:
    """One list in full, the soonest to answer first; raises NotFound for an unknown one."""
    if code not in BOARDS:
        raise NotFound(Sentence("There is no such list of whistles."))
    rows = _overseen(actor).filter(_conditions(at)[code])
    return listing_of(rows, line=lambda call: _line(call, at=at), number=number)


def _overseen(actor: Actor) -> QuerySet[WhistleCall]:
    rows = WhistleCall.objects.filter(whistle__order__in=visible_orders(actor))
    related = ("agency", "order", "whistle__caller", "whistle__order__request")
    return rows.select_related(*related).order_by("accept_by", "pk")


def _conditions(at: datetime) -> dict[str, Q]:
    come_by_past = Q(must_come_by__lt=at) | Q(must_come_by__isnull=True, whistle__meet_at__lt=at)
    return {
        "refused": Q(order__state=OrderState.OBJECTED),
        "missed": Q(order__state=OrderState.DISPATCHED, accept_by__lt=at),
        "late": Q(order__state=OrderState.ACCEPTED) & come_by_past,
        "open": Q(order__state__in=[*OPEN_STATES, OrderState.ANSWERED]),
    }


def _lines(calls: Iterable[WhistleCall], *, at: datetime) -> tuple[CallRow, ...]:
    return tuple(_line(call, at=at) for call in calls)


def _line(call: WhistleCall, *, at: datetime) -> CallRow:
    lead = call.whistle.order
    return CallRow(
        number=call.order.number if call.order else "",
        whistle=call.whistle.number,
        topic=call.whistle.topic,
        title=lead.request.title if lead else "",
        caller=call.whistle.caller.name,
        agency=call.agency.name,
        standing=standing_of(call, at=at),
        accept_by=call.accept_by,
        come_by=call.come_by,
        refusal=call.refusal,
    )


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The whistles of one office in one month, with the warning of overload when there is one."""

    month: date
    caller: str
    whistles: int
    calls: int
    missed: int
    refused: int
    absent: int
    warning: str


def whistle_months(
    actor: Actor, *, at: datetime, zone: str, warn_above: int
) -> tuple[MonthRow, ...]:
    """Counts per office of the last six local months, the newest first; one statement.

    Missed are calls that nobody answered in their time to accept, whatever came later.
    """
    local = ZoneInfo(zone)
    first = months_later(at.astimezone(local).date(), months=1 - MONTHS_SHOWN)
    since = period_from_code(f"{first:%Y-%m}", zone=zone).start
    now = Value(at, output_field=DateTimeField())
    late = Q(answered_at__gt=F("accept_by"))
    rows = (
        WhistleCall.objects.filter(
            whistle__order__in=visible_orders(actor), whistle__called_at__gte=since
        )
        .annotate(
            # A ruling accepts for the agency; its own answer was the refusal before.
            answered_at=Coalesce("refused_at", "accepted_at", now),
            month=TruncMonth("whistle__called_at", tzinfo=local),
        )
        .values("month", "whistle__caller")
        .annotate(
            whistles=Count("whistle", distinct=True),
            calls=Count("pk"),
            missed=Count("pk", filter=late),
            refused=Count("pk", filter=Q(refused_at__isnull=False)),
            absent=Count("pk", filter=Q(absent_at__isnull=False)),
        )
        .order_by("-month", "-whistles", "whistle__caller")
    )
    counted = list(rows)
    names = Agency.objects.in_bulk({row["whistle__caller"] for row in counted})
    return tuple(
        MonthRow(
            month=row["month"].date(),
            caller=names[row["whistle__caller"]].name,
            whistles=row["whistles"],
            calls=row["calls"],
            missed=row["missed"],
            refused=row["refused"],
            absent=row["absent"],
            warning=whistle_warning(row["whistles"], warn_above=warn_above) or "",
        )
        for row in counted
    )
