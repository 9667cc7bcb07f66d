"""Tables of work orders."""

from cityloop.workorders.models.clock import ClockRecord, Deferral, Extension, Objection, Pause
from cityloop.workorders.models.desk import Question, ReplyTemplate, SavedFilter
from cityloop.workorders.models.field import FieldNote, FieldPhoto
from cityloop.workorders.models.order import OPEN_STATES, WorkOrder, WorkOrderEvent
from cityloop.workorders.models.whistle import Whistle, WhistleCall, WhistleRating

__all__ = [
    "OPEN_STATES",
    "ClockRecord",
    "Deferral",
    "Extension",
    "FieldNote",
    "FieldPhoto",
    "Objection",
    "Pause",
    "Question",
    "ReplyTemplate",
    "SavedFilter",
    "Whistle",
    "WhistleCall",
    "WhistleRating",
    "WorkOrder",
    "WorkOrderEvent",
]
