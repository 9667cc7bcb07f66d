"""Every write of work orders."""

from cityloop.workorders.operations.dispatching import Route, dispatch_work_order
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
from cityloop.workorders.operations.whistles import call_whistle

__all__ = [
    "Route",
    "Swept",
    "Taken",
    "call_whistle",
    "decide_extension",
    "defer_order",
    "dispatch_work_order",
    "file_objection",
    "pause_clock",
    "request_extension",
    "rule_on_objection",
    "run_on",
    "sweep_clocks",
    "take_step",
]
