"""The history of a request in sentences for the one who made it, without internal terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.intake.choices import RequestStep
from cityloop.intake.models import RequestEvent, ServiceRequest
from cityloop.web.components.words import code_words
from cityloop.workorders.choices import OrderStep, OrderType, PauseReason
from cityloop.workorders.models import WorkOrder, WorkOrderEvent


@dataclass(frozen=True, slots=True)
class Line:
    """One line: when, what happened, and what was said, if it may be shown."""

    at: datetime
    text: str
    words: str = ""


def timeline_of(asked: ServiceRequest) -> tuple[Line, ...]:
    """What happened, oldest first; three statements.

    Steps between offices are told as what they mean for the requester, or left out. No names of
    staff; no reason that another person wrote or that was meant for colleagues.
    """
    lines = [line for line in map(_own, _request_events(asked)) if line]
    if asked.matter_id is not None:
        lines += _of_orders(asked)
    return tuple(sorted(lines, key=attrgetter("at")))


def _request_events(asked: ServiceRequest) -> Iterable[RequestEvent]:
    return RequestEvent.objects.filter(request=asked).order_by("sequence")


def _own(event: RequestEvent) -> Line | None:
    texts: dict[str, str] = {
        RequestStep.RECEIVE: _("We received your request."),
        RequestStep.CONSULT: _("We are finding out who must act."),
        RequestStep.ANSWER: _("We answered at once."),
        RequestStep.REDIRECT: _("We told you who can help."),
        RequestStep.REFUSE: _("We told you why we cannot take it up."),
        RequestStep.LINK: _("Others reported the same. Your request goes with theirs."),
        RequestStep.UNLINK: _("Your request is looked at by itself again."),
        RequestStep.WITHDRAW: _("You withdrew your request."),
        RequestStep.ADD_FACT: _("You added something."),
    }
    text = texts.get(event.step)
    if text is None:
        return None
    return Line(event.at, text, event.reason if event.step in _TOLD else "")


# What was written for the requester, or by them.
_TOLD = {
    RequestStep.ANSWER,
    RequestStep.REDIRECT,
    RequestStep.REFUSE,
    RequestStep.ADD_FACT,
}
# Steps that are told; the others are the business of the offices.
OF_ORDERS = {
    OrderStep.DISPATCH: gettext_lazy("It was sent to %(agency)s."),
    OrderStep.ACCEPT: gettext_lazy("%(agency)s took it up."),
    OrderStep.OBJECT: gettext_lazy("%(agency)s thinks that others must act; this is decided."),
    OrderStep.OVERRULE: gettext_lazy("It was decided: %(agency)s must act."),
    OrderStep.UPHOLD: gettext_lazy("It was decided: another agency must act."),
    OrderStep.RECALL: gettext_lazy("It was taken back, to be sent anew."),
    OrderStep.CONTACT: gettext_lazy("%(agency)s was in touch."),
    OrderStep.PAUSE: gettext_lazy("Work is interrupted: %(reason)s."),
    OrderStep.UNPAUSE: gettext_lazy("Work goes on."),
    OrderStep.ASK: gettext_lazy("%(agency)s asked you something."),
    OrderStep.GRANT_EXTENSION: gettext_lazy("It takes longer than planned."),
    OrderStep.DEFER: gettext_lazy("It cannot be done yet; it is on the list of what is deferred."),
    OrderStep.RESUME: gettext_lazy("Work goes on."),
    OrderStep.ANSWER: gettext_lazy("%(agency)s answered."),
    OrderStep.FAIL_CHECK: gettext_lazy("The answer did not do; %(agency)s must give a better one."),
    OrderStep.CLOSE: gettext_lazy("The matter was closed."),
    OrderStep.REOPEN: gettext_lazy("The matter was opened again, with full time."),
    OrderStep.APPEAL: gettext_lazy("An appeal was made; it is being decided."),
    OrderStep.DECIDE_APPEAL: gettext_lazy("The appeal was decided."),
}


def _of_orders(asked: ServiceRequest) -> list[Line]:
    orders = WorkOrder.objects.filter(matter=asked.matter_id, order_type=OrderType.MAIN)
    known = {order.pk: order for order in orders.select_related("agency")}
    events = WorkOrderEvent.objects.filter(order__in=known).order_by("at", "order", "sequence")
    lines = []
    asked_at = set()
    for event in events:
        order = known[event.order_id]
        own = order.request_id == asked.pk
        if own and event.step == OrderStep.ASK:
            asked_at.add((event.order_id, event.at))
        elif event.step == OrderStep.PAUSE and (event.order_id, event.at) in asked_at:
            # The pause that a question brings says the same once more.
            continue
        text, words = _told(event, order, own=own)
        if text:
            lines.append(Line(event.at, text, words))
    return lines


def _told(event: WorkOrderEvent, order: WorkOrder, *, own: bool) -> tuple[str, str]:
    template = OF_ORDERS.get(OrderStep(event.step))
    if template is None:
        return "", ""
    reason = event.data.get("reason", "")
    asked = own and event.step == OrderStep.PAUSE and reason == PauseReason.WAITING_FOR_REQUESTER
    template = gettext_lazy("%(agency)s waits for your answer.") if asked else template
    text = str(template) % {"agency": order.agency.name, "reason": code_words(reason)}
    if event.step == OrderStep.ASK and not own:
        return "", ""
    # What the requester of this order was asked or told; to those who joined it is not theirs.
    shown = asked or (own and event.step in {OrderStep.DECIDE_APPEAL, OrderStep.ASK})
    return text, event.reason if shown else ""
