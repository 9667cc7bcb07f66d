"""Pages of the agencies: the worklist by the clock, one order, its steps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cityloop.accounts.permissions import require
from cityloop.intake.permissions import why_unnamed
from cityloop.intake.queries import Person, get_person
from cityloop.responsibility.queries.money import words_of
from cityloop.web.agency.exclusions import exclusion_face
from cityloop.web.agency.forms import WorklistForm
from cityloop.web.agency.presenters import OrderPage, clocks, step_buttons
from cityloop.web.agency.steps import get_step
from cityloop.web.agency.tiles import worklist_tiles
from cityloop.web.agency.whistle_faces import told_history, whistle_part
from cityloop.web.components.attempts import taken
from cityloop.web.components.forms import EmptyForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number
from cityloop.web.components.sight import seen_order
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.permissions import ORDER_IDENTITY_SEE, ORDER_LIST, ORDER_SEE
from cityloop.workorders.queries.facts import order_facts
from cityloop.workorders.queries.lists import OrderFilter, worklist, worklist_tally
from cityloop.workorders.queries.order import order_history


@staff(ORDER_LIST)
def worklist_page(request: StaffRequest) -> HttpResponse:
    form = WorklistForm(request.GET)
    wanted = OrderFilter(**form.cleaned_data) if form.is_valid() else OrderFilter()
    listing = worklist(request.actor, wanted=wanted, at=request.at, number=page_number(request))
    tiles = worklist_tiles(worklist_tally(request.actor, at=request.at), wanted=wanted)
    context = {
        "form": form,
        "listing": listing,
        "tiles": tiles,
        "narrowed": not any(tile.current for tile in tiles),
    }
    return render(request, "agency/worklist_page.html", context)


@staff(ORDER_SEE)
def order_page(request: StaffRequest, *, number: str) -> HttpResponse:
    order = seen_order(request, number)
    history = order_history(order)
    facts = order_facts(order, history=history, city=request.city, at=request.at)
    hidden = why_unnamed(ORDER_IDENTITY_SEE, request.actor, order)
    page = OrderPage(
        order=order,
        history=told_history(order, history),
        clocks=clocks(history, at=request.at),
        steps=step_buttons(request.actor, order, facts=facts),
        person=_person(order, hidden=hidden),
        person_hidden=hidden,
        duty=words_of(order.duty, money=order.money) if order.duty else None,  # type: ignore[attr-defined]
        exclusion=exclusion_face(request.actor, order),
        whistles=whistle_part(request.actor, order, history=history, at=request.at),
    )
    return render(request, "agency/order_page.html", {"page": page})


def _person(order: WorkOrder, *, hidden: str) -> Person | None:
    return None if hidden else get_person(order.request.requester_id)


@staff(ORDER_SEE)
def take_step(request: StaffRequest, *, number: str, step: str) -> HttpResponse:
    order, wanted = seen_order(request, number), get_step(step)
    require(wanted.permission, request.actor, order)
    form = (wanted.form or EmptyForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and taken(form, wanted.take, on=order, request=request):
        messages.success(request, _("Done: %(step)s.") % {"step": wanted.label})
        return redirect("agency_order", number=number)
    part = "agency/step_part.html" if request.htmx else "agency/step_page.html"  # type: ignore[attr-defined]
    return render(request, part, {"form": form, "order": order, "step": wanted})
