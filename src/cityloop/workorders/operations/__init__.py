"""Every write of work orders."""

from cityloop.workorders.operations.dispatching import (
    Route,
    Sending,
    dispatch_work_order,
    send_work_orders,
)
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
from cityloop.workorders.operations.whistle_steps import (
    rate_call,
    rule_on_refusal,
    take_call_step,
)
from cityloop.workorders.operations.whistles import call_whistle

__all__ = [
    "Route",
    "Sending",
    "Swept",
    "Taken",
    "call_whistle",
    "close_joined",
    "decide_extension",
    "defer_order",
    "dispatch_work_order",
    "file_objection",
    "pause_clock",
    "rate_call",
    "request_extension",
    "rule_on_objection",
    "rule_on_refusal",
    "run_on",
    "send_work_orders",
    "sweep_clocks",
    "take_call_step",
    "take_step",
]
