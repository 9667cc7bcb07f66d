"""Every write of work orders."""

from cityloop.workorders.operations.asking import ask_requester, assign_order, hear_requester
from cityloop.workorders.operations.dispatching import (
    Route,
    Sending,
    dispatch_work_order,
    send_work_orders,
)
from cityloop.workorders.operations.field import (
    FieldSheet,
    show_field_photos,
    write_field_note,
)
from cityloop.workorders.operations.filters import delete_filter, rename_filter, save_filter
from cityloop.workorders.operations.joined import close_joined
from cityloop.workorders.operations.moving import (
    decide_extension,
    defer_order,
    file_objection,
    pause_clock,
    request_extension,
    rule_on_objection,
    run_on,
)
from cityloop.workorders.operations.steps import Taken, take_step
from cityloop.workorders.operations.sweep import Swept, sweep_clocks
from cityloop.workorders.operations.templates import (
    ReplyDraft,
    keep_template,
    retire_template,
    take_up_template,
)
from cityloop.workorders.operations.whistle_steps import (
    rate_call,
    rule_on_refusal,
    take_call_step,
)
from cityloop.workorders.operations.whistles import call_whistle

__all__ = [
    "FieldSheet",
    "ReplyDraft",
    "Route",
    "Sending",
    "Swept",
    "Taken",
    "ask_requester",
    "assign_order",
    "call_whistle",
    "close_joined",
    "decide_extension",
    "defer_order",
    "delete_filter",
    "dispatch_work_order",
    "file_objection",
    "hear_requester",
    "keep_template",
    "pause_clock",
    "rate_call",
    "rename_filter",
    "request_extension",
    "retire_template",
    "rule_on_objection",
    "rule_on_refusal",
    "run_on",
    "save_filter",
    "send_work_orders",
    "show_field_photos",
    "sweep_clocks",
    "take_call_step",
    "take_step",
    "take_up_template",
    "write_field_note",
]
