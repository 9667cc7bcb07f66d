"""Every write of intake: requests, requesters, matters, and their histories."""

from cityloop.intake.operations.classifying import Classed, classify_request
from cityloop.intake.operations.events import Told
from cityloop.intake.operations.receiving import (
    Caller,
    Received,
    Sent,
    register_dispatched,
    register_request,
)
from cityloop.intake.operations.steps import (
    close_matter,
    join_matter,
    open_matter,
    reopen_matter,
    take_step,
)

__all__ = [
    "Caller",
    "Classed",
    "Received",
    "Sent",
    "Told",
    "classify_request",
    "close_matter",
    "join_matter",
    "open_matter",
    "register_dispatched",
    "register_request",
    "reopen_matter",
    "take_step",
]
