"""A whole past life of a request in plain values: what was said, done, asked and answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cityloop.flows.history_steps import PastStep
from cityloop.followups.choices import DrawReason
from cityloop.intake.choices import RequesterKind, RequestState
from cityloop.workorders.choices import DispatchBasis, OrderType

ENDED = frozenset(
    {
        RequestState.ANSWERED,
        RequestState.REDIRECTED,
        RequestState.REFUSED,
        RequestState.WITHDRAWN,
        RequestState.CLOSED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who spoke; those with the same key are one requester."""

    key: int
    kind: str = RequesterKind.PERSON
    language: str = "en"
    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastExtension:
    """More time that was asked for, as much as the limit gave, and what was decided."""

    reason: str
    asked_at: datetime
    decided_at: datetime | None = None
    granted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PastObjection:
    """An objection and its ruling; upheld, another order follows and names this as previous."""

    ground: str
    filed_at: datetime
    ruled_at: datetime | None = None
    upheld: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCallBack:
    """The call-back of an order: drawn or not, and what the requester said if reached.

    `answers` holds the answer columns by name; empty where nobody was reached.
    """

    drawn_at: datetime
    drawn: bool
    round: int = 1
    reason: str = DrawReason.SAMPLE
    weight: Decimal = Decimal(1)
    stratum: str = ""
    state: str = ""
    window_from: datetime | None = None
    window_to: datetime | None = None
    answered_at: datetime | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    # Mode, result and moment of each attempt.
    attempts: Sequence[tuple[str, str, datetime]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOrder:
    """One order of a past life; `previous` and `lead` are places in the list of its orders."""

    agency: str
    steps: Sequence[PastStep]
    order_type: str = OrderType.MAIN
    basis: str = DispatchBasis.DUTY
    reasons: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    planned_date: date | None = None
    answer: str = ""
    previous: int | None = None
    lead: int | None = None
    extension: PastExtension | None = None
    objection: PastObjection | None = None
    call_back: PastCallBack | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLife:
    """One request with everything that came of it until now.

    Moments are aware, in UTC, and rise within each list of steps. `joins` is the source id of the
    request whose matter this one joined; that request was written earlier, or stands earlier in
    the same batch. `area`, `service_type`, `agency` and `item` are codes.
    """

    source_id: str
    speaker: Speaker
    kind: str
    service_type: str
    grade: int
    channel: str
    title: str
    text: str
    address: str
    area: str
    latitude: float | None
    longitude: float | None
    steps: Sequence[PastStep]
    orders: Sequence[PastOrder] = ()
    joins: str = ""
    treatment: str = ""
    item: str = ""
    confidential: bool = False
    staff_made: bool = False
    subject_agency: str = ""

    @property
    def received_at(self) -> datetime:
        """When it came in: the moment of its first step."""
        return self.steps[0].at

    @property
    def closed_at(self) -> datetime | None:
        """When it ended: the moment of the last step if that is an end, else None."""
        return self.steps[-1].at if self.steps[-1].to_state in ENDED else None
