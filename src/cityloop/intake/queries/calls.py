"""Calls as the desk needs them; a number is masked unless the call is in the reader's hands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, F, Max, Min, Q, QuerySet

from cityloop.accounts.rules.roles import Actor
from cityloop.core.definitions import from_plain
from cityloop.core.errors import InputError, NotFound
from cityloop.core.lookups import among
from cityloop.core.models import Definition
from cityloop.core.sentences import Sentence
from cityloop.intake.choices import CallState
from cityloop.intake.models import Call, CallEvent, ServiceRequest
from cityloop.intake.queries.requests import EventRow, event_row, visible_requests
from cityloop.intake.rules.call_definitions import CallFile
from cityloop.intake.rules.calls import masked

CALLS = "calls"
OPEN = [CallState.WAITING, CallState.MISSED]
HISTORY = 8
LONGEST_QUEUE = 50


@dataclass(frozen=True, slots=True)
class HeldCalls:
    """The city's text of the call desk, and the version of it that holds."""

    definition: Definition
    text: CallFile


def held_calls(*, on: date) -> HeldCalls:
    """The text of the call desk that holds on a day; one statement. Raises InputError."""
    rows = Definition.objects.filter(kind=CALLS, valid_from__lte=on)
    held = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    found = held.order_by("-valid_from", "-pk").first()
    if found is None:
        raise InputError(
            Sentence("The city has set nothing for its call desk."),
            mend=Sentence("Write its calls.yaml and load the city again."),
        )
    return HeldCalls(found, from_plain(found.content, kind=CallFile))


def get_call(number: str) -> Call:
    """A call with its operator and number; raises NotFound."""
    rows = Call.objects.select_related("operator", "caller", "returns", "wrap_definition")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound(Sentence("There is no call %(number)s.", number=number))
    return found


def phone_of(call: Call) -> str:
    """The number behind a call, "" when it was withheld or is deleted; for operations and flows.

    A page asks CALL_HOLD first.
    """
    caller = getattr(call, "caller", None)
    return "" if caller is None else caller.phone


def own_call(user_id: int) -> Call | None:
    """The call that a person is in; one statement."""
    rows = Call.objects.select_related("operator", "caller", "returns")
    return rows.filter(operator_id=user_id, state=CallState.IN_PROGRESS).first()


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody who waits; `phone` is masked."""

    number: str
    phone: str
    line: str
    language: str
    arrived_at: datetime


def waiting_calls() -> tuple[WaitingRow, ...]:
    """Who waits, the longest first; one statement."""
    rows = Call.objects.filter(among("state", OPEN), state=CallState.WAITING)
    found = rows.select_related("caller").order_by("arrived_at")[:LONGEST_QUEUE]
    return tuple(
        WaitingRow(
            number=call.number,
            phone=masked(phone_of(call)),
            line=call.line,
            language=call.language,
            arrived_at=call.arrived_at,
        )
        for call in found
    )


@dataclass(frozen=True, slots=True)
class MissedRow:
    """A number whose calls were missed: how often, since when, how long ago; `phone` is masked.

    `number` is that of the newest of the calls.
    """

    number: str
    phone: str
    times: int
    first_at: datetime
    last_at: datetime


def missed_callers(*, since: datetime) -> tuple[MissedRow, ...]:
    """Numbers to call back, the one that waits longest first; withheld ones cannot be.

    Two statements at most.
    """
    rows = (
        missed_calls(since=since)
        .filter(caller__isnull=False)
        .values("caller__phone")
        .annotate(times=Count("pk"), first=Min("arrived_at"), last=Max("arrived_at"), key=Max("pk"))
        .order_by("first")[:LONGEST_QUEUE]
    )
    groups = list(rows)
    numbers = dict(
        Call.objects.filter(pk__in=[row["key"] for row in groups]).values_list("pk", "number")
    )
    return tuple(
        MissedRow(
            number=numbers[row["key"]],
            phone=masked(row["caller__phone"]),
            times=row["times"],
            first_at=row["first"],
            last_at=row["last"],
        )
        for row in groups
    )


def missed_calls(*, since: datetime) -> QuerySet[Call]:
    """Missed calls that nobody has returned yet, as far back as the city looks."""
    return Call.objects.filter(among("state", OPEN), state=CallState.MISSED, arrived_at__gte=since)


def missed_of_phone(phone: str, *, until: datetime) -> QuerySet[Call]:
    """Missed calls of a number that came before a moment."""
    missed = Call.objects.filter(state=CallState.MISSED, arrived_at__lt=until)
    return missed.filter(caller__phone=phone) if phone else missed.none()


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A request that was made from a number."""

    number: str
    title: str
    state: str
    area: str
    received_at: datetime


def requests_of_phone(actor: Actor, *, phone: str) -> tuple[HistoryRow, ...]:
    """The newest requests of a number that the person may know of; one statement.

    A report of wrongdoing or in confidence is never found by who made it (domain.md H8).
    """
    if not phone:
        return ()
    rows = visible_requests(actor).filter(
        requester__identity__phone=phone, shielded=False, confidential=False
    )
    found = rows.select_related("area").only(
        "number", "title", "state", "received_at", "area__names"
    )
    return tuple(map(_history_row, found.order_by("-received_at")[:HISTORY]))


def _history_row(request: ServiceRequest) -> HistoryRow:
    return HistoryRow(
        number=request.number,
        title=request.title,
        state=str(request.get_state_display()),
        area=request.area.name if request.area else "",
        received_at=request.received_at,
    )


@dataclass(frozen=True, slots=True)
class Earlier:
    """How often a number called before, and when last; what was said then is not told."""

    calls: int
    last_at: datetime | None
    abusive: int


def earlier_calls(call: Call, *, abuse: tuple[str, ...]) -> Earlier:
    """Calls of the same number before this one; `abuse`: codes that mean an abusive call."""
    rows = Call.objects.filter(
        caller__phone=phone_of(call) or None, returns__isnull=True, arrived_at__lt=call.arrived_at
    )
    counts = rows.exclude(pk=call.pk).aggregate(
        calls=Count("pk"),
        last_at=Max("arrived_at"),
        abusive=Count("pk", filter=Q(wrap_code__in=abuse)),
    )
    return Earlier(**counts)


def requests_in_call(actor: Actor, *, call: Call) -> tuple[HistoryRow, ...]:
    """Requests registered or spoken of in a call, as far as the person may know of them.

    Shielded and confidential ones are told to the operator in the call alone, and only during it:
    afterwards the call would lead from a number to a report (domain.md H8).
    """
    rows = visible_requests(actor).filter(call_links__call=call)
    if call.operator_id != actor.user_id or call.state != CallState.IN_PROGRESS:
        rows = rows.filter(shielded=False, confidential=False)
    return tuple(map(_history_row, rows.select_related("area").order_by("received_at")))


def tells_of_confidence(call: Call) -> bool:
    """Whether a shielded or confidential request was made in a call; one statement.

    Its notes may tell what was reported, to the accused among the operators too (domain.md H8).
    """
    kept = Q(shielded=True) | Q(confidential=True)
    return call.requests.filter(kept).exists()


def call_events(call: Call) -> tuple[EventRow, ...]:
    """The history of a call, oldest first."""
    events = CallEvent.objects.filter(call=call).select_related("by").order_by("sequence")
    return tuple(event_row(event) for event in events)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFigures:
    """Parts of the desk's rates over one window of time.

    `offered`: calls that were answered or missed; `in_time`: answered within the city's seconds.
    `waiting`: calls of the window that still wait, in no rate. `handling` is the mean time from
    answering to the end of the notes over `handled` calls.
    """

    offered: int
    answered: int
    in_time: int
    waiting: int
    handled: int
    handling: timedelta | None


def desk_figures(*, since: datetime, answer_seconds: int) -> DeskFigures:
    """Count the calls that came through the switch since a moment; two statements.

    A missed call counts as not answered in both rates. Calls written down by hand are left out:
    nobody measured how long they rang. Source: domain.md A4.
    """
    rows = Call.objects.filter(arrived_at__gte=since, returns__isnull=True).exclude(source_id="")
    limit = F("arrived_at") + timedelta(seconds=answer_seconds)
    answered = Q(answered_at__isnull=False)
    counts = rows.aggregate(
        offered=Count("pk", filter=~Q(state=CallState.WAITING)),
        answered=Count("pk", filter=answered),
        in_time=Count("pk", filter=answered & Q(answered_at__lte=limit)),
        waiting=Count("pk", filter=Q(state=CallState.WAITING)),
    )
    finished = Call.objects.filter(arrived_at__gte=since, state=CallState.WRAPPED_UP)
    handling = finished.aggregate(
        handled=Count("pk"), handling=Avg(F("wrapped_at") - F("answered_at"))
    )
    return DeskFigures(**counts, **handling)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskNow:
    """What goes on at this moment, and how many numbers are to be called back."""

    waiting: int
    oldest_at: datetime | None
    talking: int
    to_return: int


def desk_now(*, since: datetime) -> DeskNow:
    """Count what goes on; missed calls count by number since a moment; two statements."""
    missed = missed_calls(since=since).aggregate(to_return=Count("caller__phone", distinct=True))
    waiting = Q(state=CallState.WAITING)
    states = [CallState.WAITING, CallState.IN_PROGRESS]
    counts = Call.objects.filter(state__in=states).aggregate(
        waiting=Count("pk", filter=waiting),
        oldest_at=Min("arrived_at", filter=waiting),
        talking=Count("pk", filter=~waiting),
    )
    return DeskNow(**counts, **missed)
