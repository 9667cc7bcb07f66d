"""Who is told what of an order: the agency's mailbox, with nothing of what the request says."""

from collections.abc import Callable
from typing import Any

from cityloop.accounts.choices import Role
from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.core.delivering import NoAddress
from cityloop.core.models import City, OutboxMessage
from cityloop.integrations.mail.letters import Draft
from cityloop.responsibility.choices import Grade
from cityloop.workorders.choices import Ruling
from cityloop.workorders.models import WorkOrder

LETTERS = {
    "work_order.dispatched": "dispatched",
    "work_order.recalled": "recalled",
    "work_order.urged": "urged",
    "work_order.escalated": "escalated",
    "work_order.reminded": "reminded",
    "work_order.objected": "objected",
    "objection.ruled": "ruled",
    "extension.refused": "extension_refused",
    "agency.reopened": "order_reopened",
}
IN_THE_AGENCY = {Role.HANDLER, Role.UNIT_HEAD, Role.SUBDISTRICT_OFFICER, Role.COMMUNITY_WORKER}

Receiver = Callable[[WorkOrder, OutboxMessage], Agency | None]


def _handling(order: WorkOrder, _message: OutboxMessage) -> Agency | None:
    return order.agency


def _centre(_order: WorkOrder, _message: OutboxMessage) -> Agency | None:
    centres = Agency.objects.filter(kind=AgencyKind.HOTLINE_CENTRE, active_to__isnull=True)
    return centres.order_by("code").first()


def _above(order: WorkOrder, message: OutboxMessage) -> Agency | None:
    role = message.payload.get("role", "")
    if role in IN_THE_AGENCY:
        return order.agency
    parent = order.agency.parent
    district = parent is not None and parent.kind == AgencyKind.DISTRICT
    return parent if district and role == Role.DISTRICT_COORDINATOR else None


RECEIVERS: dict[str, Receiver] = {"work_order.objected": _centre, "work_order.escalated": _above}


def to_agency(message: OutboxMessage) -> Draft | NoAddress:
    """The letter to the mailbox of the agency concerned, in the city's first language."""
    rows = WorkOrder.objects.select_related(
        "agency__parent", "request__subject_agency", "service_type"
    )
    order = rows.get(number=message.subject)
    receiver = RECEIVERS.get(message.topic, _handling)(order, message)
    if receiver is None or not receiver.email:
        return NoAddress("no agency with a mailbox is concerned")
    if order.shielded and _is_accused(receiver, order=order):
        return NoAddress("the report accuses this agency")
    city = City.objects.get()
    return Draft(
        to=receiver.email,
        language=city.languages[0] if city.languages else "en",
        words=LETTERS[message.topic],
        about=order.number,
        values=_values(order, message=message),
    )


def _is_accused(agency: Agency, *, order: WorkOrder) -> bool:
    """Whether the report is about the agency, one above it or one counted under it."""
    accused = order.request.subject_agency_id
    line, one = {agency.pk, agency.department_id}, agency.parent
    while one is not None and one.pk not in line:
        line.add(one.pk)
        one = one.parent
    if accused is None or accused in line:
        return accused is not None
    return Agency.objects.filter(pk=accused, department=agency.pk).exists()


def _values(order: WorkOrder, *, message: OutboxMessage) -> dict[str, Any]:
    return {
        "agency": order.agency,
        "service_type": "" if order.shielded else order.service_type,
        "due": order.due_at,
        "urgent": order.grade == min(Grade),
        "percent": message.payload.get("percent", ""),
        "upheld": message.payload.get("ruling") == Ruling.UPHOLD,
        "whistle": message.payload.get("whistle", ""),
    }
