"""An agency asks the requester something, or hands an order to another of its people."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from cityloop.accounts.models import User
from cityloop.core.models import City
from cityloop.core.operations import Notice, enqueue
from cityloop.workorders import operations
from cityloop.workorders.models import Question, WorkOrder
from cityloop.workorders.queries.handlers import may_answer
from cityloop.workorders.rules.facts import AssigneeDraft


@transaction.atomic(durable=True)
def ask(order: WorkOrder, *, text: str, by: User | None, at: datetime) -> Question:
    """Ask the requester by mail and on the page of the request; raises TransitionNotAllowed.

    The agency learns no address: the letter finds its reader behind the pseudonym.
    """
    question = operations.ask_requester(order, text=text, by=by, at=at)
    notice = Notice("request.question", order.request.number, {"question": question.pk})
    enqueue([notice], by=by, at=at)
    return question


@transaction.atomic(durable=True)
def assign(order: WorkOrder, *, handler: User, by: User | None, at: datetime) -> WorkOrder:
    """Give the order to another person of the agency; raises TransitionNotAllowed."""
    today = at.astimezone(ZoneInfo(City.objects.get().zone)).date()
    draft = AssigneeDraft(
        name=handler.get_full_name() or handler.username,
        of_agency=handler.is_active and handler.agency_id == order.agency_id,
        may_answer=may_answer(handler.pk, on=today),
    )
    return operations.assign_order(order, to=handler, draft=draft, by=by, at=at)
