"""Every write of intake: requests, requesters, matters, and their histories."""

from cityloop.intake.operations.classifying import Classed, classify_request
from cityloop.intake.operations.events import Told
from cityloop.intake.operations.links import make_link, open_by_phone
from cityloop.intake.operations.photos import add_photo, attach_photos, drop_unsent, remove_photo
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
    "add_photo",
    "attach_photos",
    "classify_request",
    "close_matter",
    "drop_unsent",
    "join_matter",
    "make_link",
    "open_by_phone",
    "open_matter",
    "register_dispatched",
    "register_request",
    "remove_photo",
    "reopen_matter",
    "take_step",
]
