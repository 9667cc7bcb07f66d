"""Rules of dispatching: guards, copies, the re-dispatch limit, whistles (domain.md H4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cityloop.agencies.choices import AgencyKind
from cityloop.core.sentences import Sentence
from cityloop.responsibility.choices import DutyState
from cityloop.workorders.choices import DispatchBasis, OrderType

LOCAL_OFFICES = frozenset({AgencyKind.SUBDISTRICT, AgencyKind.TOWNSHIP})
SETTLED_BY_RULING = frozenset({DispatchBasis.RULING, DispatchBasis.IMPORT})
COMMUNITY_STATES = frozenset({DutyState.COMMUNITY_ASSIST, DutyState.COMMUNITY_OWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchFacts:
    """A dispatch about to be made. `duty_state` is of the duty that covers the matter, if any.

    `on_agency_list`: a residents' committee's own list names the matter. `redispatches` counts how
    often the matter has gone on to another agency already.
    """

    order_type: str
    agency_kind: str
    basis: str
    duty_state: str | None = None
    on_agency_list: bool = False
    owns_knowledge: bool = False
    redispatches: int = 0
    redispatch_limit: int = 0
    due_set: bool = True


def dispatch_refusal(facts: DispatchFacts) -> str | None:
    """Why this dispatch may not be made, or None; asks H4.3 a, b, d and H4.5 in turn."""
    checks = (
        _without_due,
        taken_back_refusal,
        committee_refusal,
        prohibited_refusal,
        consultation_refusal,
        redispatch_refusal,
    )
    return next((refusal for check in checks if (refusal := check(facts)) is not None), None)


def taken_back_refusal(facts: DispatchFacts) -> str | None:
    """What superiors took back may not go to a sub-district or township (H4.3 a)."""
    if facts.agency_kind in LOCAL_OFFICES and facts.duty_state == DutyState.TAKEN_BACK:
        return Sentence("This duty was taken back by superiors; it may not go to a local office.")
    return None


def committee_refusal(facts: DispatchFacts) -> str | None:
    """A residents' committee gets no main order, and assistance only within its list (H4.3 b)."""
    if facts.agency_kind != AgencyKind.COMMITTEE:
        return None
    if facts.order_type != OrderType.ASSIST:
        return Sentence("A residents' committee can be asked for assistance only.")
    if not facts.on_agency_list and facts.duty_state not in COMMUNITY_STATES:
        return Sentence("This matter is not on the list of what residents' committees assist in.")
    return None


def prohibited_refusal(facts: DispatchFacts) -> str | None:
    """A prohibited duty goes to nobody."""
    if facts.duty_state == DutyState.PROHIBITED:
        return Sentence("The responsibility list prohibits to pass this duty on.")
    return None


def consultation_refusal(facts: DispatchFacts) -> str | None:
    """By consultation an order may go to an agency that owns a knowledge item on it (H4.3 d)."""
    if facts.basis == DispatchBasis.CONSULTATION and not facts.owns_knowledge:
        return Sentence("Only an agency that owns knowledge on the matter can be consulted.")
    return None


def redispatch_refusal(facts: DispatchFacts) -> str | None:
    """At the limit the next dispatch needs a ruling (H4.5, H19-4)."""
    if facts.order_type != OrderType.MAIN or facts.basis in SETTLED_BY_RULING:
        return None
    if ruling_needed(facts.redispatches, limit=facts.redispatch_limit):
        return Sentence(
            "Sent on %(count)s times already; where it goes next must be settled by a ruling.",
            count=facts.redispatches,
        )
    return None


def ruling_needed(redispatches: int, *, limit: int) -> bool:
    """Whether a matter sent on so often must go to a ruling instead of another agency (H4.5)."""
    return redispatches >= limit > 0


def overlap_lead(agencies: Sequence[tuple[str, str]], *, department_leads: bool) -> str | None:
    """The code of the lead among (code, kind) of overlapping owners (H4.3 c), or None.

    None where the city has no such rule, or where not exactly one is a department: consult then.
    """
    departments = [code for code, kind in agencies if kind == AgencyKind.DEPARTMENT]
    return departments[0] if department_leads and len(departments) == 1 else None


def copy_receiver(*, order_type: str, agency_kind: str, district: str | None) -> str | None:
    """The district that gets a copy of a main order to one of its local offices (H4.2), or None."""
    if order_type == OrderType.MAIN and agency_kind in LOCAL_OFFICES:
        return district
    return None


def whistle_answer_missing(
    *, accept_by: datetime, accepted_at: datetime | None, now: datetime
) -> bool:
    """Whether a called agency let its time to accept pass; the district is told (H4.10)."""
    return (accepted_at or now) > accept_by


def whistle_warning(calls_of_month: int, *, warn_above: int) -> str | None:
    """A warning of overload by whistles in a month (H4.10), or None."""
    if calls_of_month <= warn_above:
        return None
    return Sentence(
        "%(count)s calls this month, more than %(limit)s: look at the causes first.",
        count=calls_of_month,
        limit=warn_above,
    )


def _without_due(facts: DispatchFacts) -> str | None:
    return None if facts.due_set else Sentence("No time limit applies; a due time must be set.")
