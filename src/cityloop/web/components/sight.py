"""Fetch a thing for a person: what is hidden from them does not exist, and the attempt is kept."""

from cityloop.accounts.permissions import require
from cityloop.core.errors import NotFound
from cityloop.core.operations import audit
from cityloop.core.sentences import Sentence
from cityloop.followups.models import FollowUp
from cityloop.followups.permissions import FOLLOWUP_SEE
from cityloop.followups.queries import get_follow_up
from cityloop.intake.models import ServiceRequest
from cityloop.intake.permissions import REQUEST_SEE, is_hidden
from cityloop.intake.queries import Person, get_person, get_request
from cityloop.web.components.guard import StaffRequest
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.permissions import ORDER_SEE, is_hidden_order
from cityloop.workorders.queries.order import get_order


def seen_order(request: StaffRequest, number: str) -> WorkOrder:
    """The order, if the person may see it; raises NotFound or PermissionRefused (H19, 8)."""
    order = get_order(number)
    if is_hidden_order(request.actor, order):
        _record_attempt(request, subject=number)
        raise NotFound(Sentence("There is no work order %(number)s.", number=number))
    require(ORDER_SEE, request.actor, order)
    return order


def seen_request(request: StaffRequest, number: str) -> ServiceRequest:
    """The request, if the person may see it; raises NotFound or PermissionRefused."""
    found = get_request(number)
    if is_hidden(request.actor, found):
        _record_attempt(request, subject=number)
        raise NotFound(Sentence("There is no request %(number)s.", number=number))
    require(REQUEST_SEE, request.actor, found)
    return found


def seen_follow_up(request: StaffRequest, pk: int) -> FollowUp:
    """The interview, if the person may hold it; raises NotFound or PermissionRefused."""
    follow_up = get_follow_up(pk)
    if is_hidden(request.actor, follow_up.request, handling=request.actor.agency_codes[:1]):
        _record_attempt(request, subject=follow_up.order.number)
        raise NotFound(Sentence("There is no such call-back."))
    require(FOLLOWUP_SEE, request.actor, follow_up)
    return follow_up


def seen_person(request: StaffRequest, requester_id: int, *, subject: str) -> Person | None:
    """Who is behind a pseudonym, for a person who may know; that they looked is kept."""
    person = get_person(requester_id)
    if person is not None:
        record_look(request, subject=subject)
    return person


def record_look(request: StaffRequest, *, subject: str) -> None:
    """Keep that a page with somebody's name or number was shown."""
    audit(what="identity.seen", subject=subject, by=request.user, at=request.at)


def _record_attempt(request: StaffRequest, *, subject: str) -> None:
    audit(
        what="report.refused",
        subject=subject,
        reason="A person from whom the report is hidden tried to open it.",
        by=request.user,
        at=request.at,
    )
