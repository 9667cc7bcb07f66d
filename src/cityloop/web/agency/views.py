"""Pages of one order: what there is to know of it, and its steps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cityloop.accounts.permissions import require
from cityloop.core.definitions import from_plain
from cityloop.intake.permissions import why_unnamed
from cityloop.intake.queries import Person
from cityloop.intake.rules.definitions import CitySettings
from cityloop.responsibility.queries.money import words_of
from cityloop.web.agency.exclusions import exclusion_face
from cityloop.web.agency.forms import AnswerForm
from cityloop.web.agency.presenters import OrderPage, clocks, step_buttons
from cityloop.web.agency.reply_templates import begun
from cityloop.web.agency.steps import Step, form_of, get_step
from cityloop.web.agency.whistle_faces import told_history, whistle_part
from cityloop.web.components.attempts import taken
from cityloop.web.components.forms import StaffForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.sight import seen_order, seen_person
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.permissions import ORDER_IDENTITY_SEE, ORDER_SEE, sees_beside
from cityloop.workorders.queries.context import order_context
from cityloop.workorders.queries.facts import order_facts
from cityloop.workorders.queries.order import order_history
from cityloop.workorders.queries.saved import reply_templates


@staff(ORDER_SEE)
def order_page(request: StaffRequest, *, number: str) -> HttpResponse:
    page = order_shown(request, seen_order(request, number))
    return render(request, "agency/order_page.html", {"page": page})


def order_shown(request: StaffRequest, order: WorkOrder) -> OrderPage:
    """Everything that the reader may see of an order that they may see."""
    history = order_history(order)
    facts = order_facts(order, history=history, city=request.city, at=request.at)
    hidden = why_unnamed(ORDER_IDENTITY_SEE, request.actor, order)
    return OrderPage(
        order=order,
        history=told_history(order, history),
        clocks=clocks(history, at=request.at),
        steps=step_buttons(request.actor, order, facts=facts),
        linked=frozenset(
            one.number
            for one in history.joined
            if sees_beside(request.actor, order, agency_id=one.agency_id)
        ),
        person=_person(request, order, hidden=hidden),
        person_hidden=hidden,
        duty=words_of(order.duty, money=order.money) if order.duty else None,  # type: ignore[attr-defined]
        exclusion=exclusion_face(request.actor, order),
        whistles=whistle_part(request.actor, order, history=history, at=request.at),
        around=order_context(
            order,
            may_see=lambda other: ORDER_SEE(request.actor, other) is None,
            settings=from_plain(request.city.settings, kind=CitySettings),
            named=not hidden,
            at=request.at,
        ),
    )


def _person(request: StaffRequest, order: WorkOrder, *, hidden: str) -> Person | None:
    if hidden:
        return None
    return seen_person(request, order.request.requester_id, subject=order.number)


@staff(ORDER_SEE)
def take_step(request: StaffRequest, *, number: str, step: str) -> HttpResponse:
    order, wanted = seen_order(request, number), get_step(step)
    require(wanted.permission, request.actor, order)
    form = _form(request, order, wanted=wanted)
    posted = request.method == "POST" and "fill" not in request.POST
    if posted and taken(form, wanted.take, on=order, request=request):
        messages.success(request, _("Done: %(step)s.") % {"step": wanted.label})
        return redirect("agency_order", number=number)
    answers = wanted.code == ANSWER
    context = {
        "form": form,
        "order": order,
        "step": wanted,
        "templates": reply_templates(order.agency_id) if answers else (),
    }
    part = "agency/step_part.html" if request.htmx else "agency/step_page.html"  # type: ignore[attr-defined]
    return render(request, part, context)


ANSWER = "answer"


def _form(request: StaffRequest, order: WorkOrder, *, wanted: Step) -> StaffForm:
    """The step's form: empty, as sent, or an answer begun with a reply template."""
    if wanted.code == ANSWER and "fill" in request.POST:
        return begun(request, order=order, kind=AnswerForm)
    data = request.POST if request.method == "POST" else None
    return form_of(wanted, agency=order.agency_id, on=localdate(request.at), data=data)
