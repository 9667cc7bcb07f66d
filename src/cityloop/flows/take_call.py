"""A call on the desk: what is registered in it, and what a switch says of it."""

from datetime import datetime

from django.db import transaction

from cityloop.accounts.models import User
from cityloop.core.operations import enqueue
from cityloop.flows import report
from cityloop.flows.report import NewReport
from cityloop.intake import operations
from cityloop.intake.models import Call, ServiceRequest


@transaction.atomic(durable=True)
def register_in_call(call: Call, *, told: NewReport, by: User, at: datetime) -> ServiceRequest:
    """Register a request within a call, tell the requester its number, and keep them together."""
    request = report.register(told, by=by, at=at)
    enqueue([report.received_notice(request)], by=by, at=at)
    operations.link_request(call, request=request, registered=True, by=by, at=at)
    return request
