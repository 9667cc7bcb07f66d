"""Tables of intake: requests and the people behind them, and the calls in which they come."""

from cityloop.intake.models.calls import (
    Call,
    CallerNumber,
    CallEvent,
    CallItem,
    CallParty,
    CallRequest,
)
from cityloop.intake.models.requests import (
    Identity,
    Matter,
    Photo,
    PrivateLink,
    Requester,
    RequestEvent,
    ServiceRequest,
    TrackingTry,
)
from cityloop.intake.models.words import REQUEST_WORDS

__all__ = [
    "REQUEST_WORDS",
    "Call",
    "CallEvent",
    "CallItem",
    "CallParty",
    "CallRequest",
    "CallerNumber",
    "Identity",
    "Matter",
    "Photo",
    "PrivateLink",
    "RequestEvent",
    "Requester",
    "ServiceRequest",
    "TrackingTry",
]
