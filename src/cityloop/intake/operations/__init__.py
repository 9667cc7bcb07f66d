"""Every write of intake: requests, requesters, matters, calls, and their histories."""

from cityloop.intake.operations.call_parts import (
    Party,
    add_party,
    forget_callers,
    link_request,
    settle_party,
    tell_item,
    warn_caller,
)
from cityloop.intake.operations.calls import (
    Ringing,
    answer_call,
    end_call,
    miss_call,
    open_call,
    return_call,
    ring,
    wrap_up,
)
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
    "Party",
    "Received",
    "Ringing",
    "Sent",
    "Told",
    "add_party",
    "add_photo",
    "answer_call",
    "attach_photos",
    "classify_request",
    "close_matter",
    "drop_unsent",
    "end_call",
    "forget_callers",
    "join_matter",
    "link_request",
    "make_link",
    "miss_call",
    "open_by_phone",
    "open_call",
    "open_matter",
    "register_dispatched",
    "register_request",
    "remove_photo",
    "reopen_matter",
    "return_call",
    "ring",
    "settle_party",
    "take_step",
    "tell_item",
    "warn_caller",
    "wrap_up",
]
