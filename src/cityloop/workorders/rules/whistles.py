"""Whistles: the lifecycle of a called agency's order as a table (domain.md A2 Art. 16, H4.10).

Both sides rate; silence and refusal go to the district. States are those of work orders, so that
worklists, clocks and histories read a called agency's order like any other one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cityloop.core.sentences import Sentence
from cityloop.core.transitions import Lifecycle, Transition
from cityloop.workorders.choices import CallStanding, OrderOutcome, OrderStep, OrderType, Party
from cityloop.workorders.choices import OrderState as State
from cityloop.workorders.choices import WhistleStep as Step
from cityloop.workorders.rules.dispatching import LOCAL_OFFICES, whistle_answer_missing

# What an agency can say of a joint action; plans and explanations are the lead order's to give.
CALL_OUTCOMES = (OrderOutcome.RESOLVED, OrderOutcome.PARTLY, OrderOutcome.NOT_FOUND)

# What the lifecycle of handling may do to the order of a called agency: it closes with its lead.
HANDLING_STEPS_KEPT = frozenset(
    {OrderStep.NOTE, OrderStep.URGE, OrderStep.ESCALATE, OrderStep.CLOSE, OrderStep.ARCHIVE}
)


def handling_refusal(order_type: str, step: str) -> str | None:
    """Why a step of handling is not for the order of a called agency, or None."""
    if order_type != OrderType.WHISTLE or step in HANDLING_STEPS_KEPT:
        return None
    return Sentence("A whistle has steps of its own: accept, attend, report.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Who of the called agency was on site when, and what they found."""

    at: datetime
    who: str
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """A call at the moment `now` (aware, UTC); what was typed in stands in the last four.

    `come_by` is when the agency must be on site; `new_come_by` is what a ruling sets instead.
    """

    now: datetime
    called_at: datetime
    accept_by: datetime
    come_by: datetime
    confirmed: bool = False
    rated_by_caller: bool = False
    rated_by_called: bool = False
    attendance: Attendance | None = None
    outcome: str = ""
    report: str = ""
    new_come_by: datetime | None = None


def refusal_refusal(facts: CallFacts) -> str | None:
    """Refuse in the time to accept only: later the silence itself is before the district."""
    if facts.now > facts.accept_by:
        return Sentence(
            "The time to accept or refuse ended at %(end)s; the district has been told.",
            end=facts.accept_by,
        )
    return None


def must_come_refusal(facts: CallFacts) -> str | None:
    """A ruling that comes after the time to meet says by when the agency must be there."""
    by = facts.new_come_by or facts.come_by
    return None if by > facts.now else Sentence("Say by when it must come; the time has gone by.")


def attendance_refusal(facts: CallFacts) -> str | None:
    """Attendance is of the past, after the call, with who came and what they found."""
    seen = facts.attendance
    if seen is None or not seen.who.strip() or not seen.finding.strip():
        return Sentence("Say who came, and what was found on site.")
    if not facts.called_at <= seen.at <= facts.now:
        return Sentence("The time on site lies between the call and now.")
    return None


def confirmation_refusal(facts: CallFacts) -> str | None:
    """The arrival is confirmed once."""
    return Sentence("The arrival is confirmed already.") if facts.confirmed else None


def absence_refusal(facts: CallFacts) -> str | None:
    """Nobody is absent before the time to meet, or once the arrival is confirmed."""
    if facts.confirmed:
        return Sentence("The arrival is confirmed already.")
    if facts.now <= facts.come_by:
        return Sentence("The time to meet has not passed yet.")
    return None


def report_refusal(facts: CallFacts) -> str | None:
    """A report says what was done, and how it ended."""
    if facts.outcome not in CALL_OUTCOMES:
        return Sentence("Say how it ended on site.")
    return None if facts.report.strip() else Sentence("Say what your agency did.")


def rating_refusal(facts: CallFacts) -> str | None:
    """The caller rates who has come, once."""
    if not facts.confirmed:
        return Sentence("Confirm the arrival first.")
    return Sentence("You have rated it already.") if facts.rated_by_caller else None


def caller_rating_refusal(facts: CallFacts) -> str | None:
    """The called agency rates the calling office once."""
    return Sentence("You have rated it already.") if facts.rated_by_called else None


def close_refusal(facts: CallFacts) -> str | None:
    """A call ends with its arrival confirmed and its co-operation rated."""
    if not facts.confirmed:
        return Sentence("Confirm the arrival first.")
    return None if facts.rated_by_caller else Sentence("Rate the co-operation first.")


_AGENCY = (Party.UNIT, Party.UNIT_HEAD)
_CALLER = (Party.CALLER,)
_DISTRICT = (Party.COORDINATOR,)

_ANSWERING: tuple[Transition[CallFacts], ...] = (
    Transition(Step.CALL, (), State.DISPATCHED, _CALLER),
    Transition(Step.ACCEPT, (State.DISPATCHED,), State.ACCEPTED, _AGENCY),
    Transition(
        Step.REFUSE,
        (State.DISPATCHED,),
        State.OBJECTED,
        _AGENCY,
        needs_reason=True,
        guards=(refusal_refusal,),
    ),
    Transition(
        Step.MUST_COME,
        (State.OBJECTED,),
        State.ACCEPTED,
        _DISTRICT,
        needs_reason=True,
        input_checks=(must_come_refusal,),
    ),
    Transition(Step.NEED_NOT_COME, (State.OBJECTED,), State.RECALLED, _DISTRICT, needs_reason=True),
)

_ON_SITE: tuple[Transition[CallFacts], ...] = (
    Transition(
        Step.ATTEND,
        (State.ACCEPTED,),
        State.IN_PROGRESS,
        _AGENCY,
        input_checks=(attendance_refusal,),
    ),
    Transition(
        Step.REPORT,
        (State.IN_PROGRESS,),
        State.ANSWERED,
        _AGENCY,
        input_checks=(report_refusal,),
    ),
    Transition(
        Step.CONFIRM_ARRIVAL,
        (State.IN_PROGRESS, State.ANSWERED),
        None,
        _CALLER,
        guards=(confirmation_refusal,),
    ),
    Transition(
        Step.MARK_ABSENT,
        (State.DISPATCHED, State.ACCEPTED, State.IN_PROGRESS, State.ANSWERED),
        State.RECALLED,
        _CALLER,
        needs_reason=True,
        guards=(absence_refusal,),
    ),
)

_ENDING: tuple[Transition[CallFacts], ...] = (
    Transition(Step.RATE, (State.ANSWERED, State.CLOSED), None, _CALLER, guards=(rating_refusal,)),
    Transition(
        Step.RATE_CALLER,
        (State.ANSWERED, State.CLOSED),
        None,
        _AGENCY,
        guards=(caller_rating_refusal,),
    ),
    Transition(Step.CLOSE, (State.ANSWERED,), State.CLOSED, _CALLER, guards=(close_refusal,)),
)

WHISTLE_LIFECYCLE: Lifecycle[CallFacts] = Lifecycle("whistle", (*_ANSWERING, *_ON_SITE, *_ENDING))

_STANDINGS = {
    State.OBJECTED: CallStanding.REFUSED,
    State.IN_PROGRESS: CallStanding.ON_SITE,
    State.ANSWERED: CallStanding.REPORTED,
}


def call_standing(
    state: str, *, accept_by: datetime, come_by: datetime, absent: bool, now: datetime
) -> CallStanding:
    """Where a called agency stands: its order's state, read with the clocks of the call."""
    if state == State.DISPATCHED:
        missed = whistle_answer_missing(accept_by=accept_by, accepted_at=None, now=now)
        return CallStanding.MISSED if missed else CallStanding.CALLED
    if state == State.ACCEPTED:
        return CallStanding.LATE if now > come_by else CallStanding.COMING
    if state == State.RECALLED:
        return CallStanding.ABSENT if absent else CallStanding.EXCUSED
    return _STANDINGS.get(State(state), CallStanding.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhistleFacts:
    """A whistle about to be blown: by an office of which kind, for when, calling whom.

    `already_called` are those called whose answer to an earlier whistle on the order still runs.
    """

    caller: str
    caller_kind: str
    called: Collection[str]
    already_called: Collection[str] = ()
    now: datetime
    meet_at: datetime
    report_by: datetime | None = None


def whistle_refusal(facts: WhistleFacts) -> str | None:
    """Why this whistle may not be blown, or None (H4.10)."""
    if facts.caller_kind not in LOCAL_OFFICES:
        return Sentence("Only a sub-district or township office blows the whistle.")
    return _called_refusal(facts) or _time_refusal(facts)


def _called_refusal(facts: WhistleFacts) -> str | None:
    if not facts.called:
        return Sentence("Choose the agencies that are called.")
    if facts.caller in facts.called:
        return Sentence("The calling office does not call itself.")
    if facts.already_called:
        return Sentence(
            "Called on this order already, and not done yet: %(agencies)s.",
            agencies=", ".join(facts.already_called),
        )
    return None


def _time_refusal(facts: WhistleFacts) -> str | None:
    if facts.meet_at <= facts.now:
        return Sentence("The time to meet must lie ahead.")
    if facts.report_by is not None and facts.report_by < facts.meet_at:
        return Sentence("The time to report comes after the time to meet.")
    return None
