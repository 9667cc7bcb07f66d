"""What happened to a request of the past, as steps at their moments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cityloop.core.rules.hashchain import utc_text
from cityloop.flows.history_records import HistoryRecord
from cityloop.intake.choices import RequestState, RequestStep
from cityloop.workorders.choices import OrderOutcome, OrderState, OrderStep, Party

# The city's closing is its own claim, so these words of its text win over the format's default,
# the first of them that fits. A plan needs a date that no closing text gives.
SAID_OUTCOMES = (
    OrderOutcome.NOT_FOUND,
    OrderOutcome.UNREACHABLE,
    OrderOutcome.REDIRECTED,
    OrderOutcome.WITHDRAWN,
    OrderOutcome.EXPLAINED_UNLAWFUL,
    OrderOutcome.PARTLY,
    OrderOutcome.RESOLVED,
)
STANDING_OUTCOMES = {
    "withdrawn": OrderOutcome.WITHDRAWN,
    "redirected": OrderOutcome.REDIRECTED,
}
CLOSED_BY_CITY = "Closed in the city's own register."


@dataclass(frozen=True, slots=True)
class PastRequest:
    """A record with what the file as a whole says of it.

    `area` is a code or None. `root` is the source id of the first request of the matter that it
    joins, None for a matter of its own.
    """

    record: HistoryRecord
    area: str | None = None
    root: str | None = None


@dataclass(frozen=True, slots=True)
class PastStep:
    """One event to be: party and words for it, and the state it leads to; empty: it stays."""

    step: str
    at: datetime
    party: str
    to_state: str
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def past_outcome(record: HistoryRecord, *, default: str) -> str:
    """Return the outcome of a finished request: by its standing, by its words, else the default."""
    if record.standing in STANDING_OUTCOMES:
        return STANDING_OUTCOMES[record.standing]
    said = next((outcome for outcome in SAID_OUTCOMES if outcome.value in record.says), None)
    return said.value if said is not None else default


def request_steps(
    past: PastRequest, *, agency: str, classified: Mapping[str, Any]
) -> tuple[PastStep, ...]:
    """Return the steps of the request: received, classified and dispatched at once, then closed.

    `classified` is what the classifying event tells, with keys of rows as intake writes it.
    """
    record, opened = past.record, past.record.opened_at
    steps = [
        PastStep(
            RequestStep.RECEIVE,
            opened,
            Party.SYSTEM,
            RequestState.RECEIVED,
            data={"imported": True, "channel": record.channel, "line": record.line},
        ),
        PastStep(
            RequestStep.CLASSIFY,
            opened,
            Party.SYSTEM,
            RequestState.TRIAGE,
            data=classified,
        ),
        PastStep(
            RequestStep.DISPATCH,
            opened,
            Party.SYSTEM,
            RequestState.DISPATCHED,
            data={"agency": agency, "basis": "import", "joins": past.root},
        ),
    ]
    if record.closed_at is not None:
        withdrawn = record.standing == "withdrawn"
        steps.append(
            PastStep(
                RequestStep.WITHDRAW if withdrawn else RequestStep.CLOSE,
                record.closed_at,
                Party.SYSTEM,
                RequestState.WITHDRAWN if withdrawn else RequestState.CLOSED,
                reason="" if withdrawn else CLOSED_BY_CITY,
                data={"imported": True},
            )
        )
    return tuple(steps)


def order_steps(past: PastRequest, *, agency: str, outcome: str) -> tuple[PastStep, ...]:
    """Return the steps of its order: dispatched, then answered and closed when the city closed.

    Acceptance and contact are left out, not invented: no city's register of this kind has them.
    """
    record = past.record
    steps = [
        PastStep(
            OrderStep.DISPATCH,
            record.opened_at,
            Party.SYSTEM,
            OrderState.DISPATCHED,
            data={
                "imported": True,
                "agency": agency,
                "basis": "import",
                "due_at": None if record.due_at is None else utc_text(record.due_at),
            },
        )
    ]
    if record.closed_at is not None:
        answer = {"imported": True, "outcome": outcome}
        if record.on_time_claim is not None:
            answer["on_time_claim"] = record.on_time_claim
        steps += [
            PastStep(
                OrderStep.ANSWER, record.closed_at, Party.SYSTEM, OrderState.ANSWERED, data=answer
            ),
            PastStep(
                OrderStep.CLOSE,
                record.closed_at,
                Party.SYSTEM,
                OrderState.CLOSED,
                reason=CLOSED_BY_CITY,
                data={"imported": True},
            ),
        ]
    return tuple(steps)
