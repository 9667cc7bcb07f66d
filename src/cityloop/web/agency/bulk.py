"""One step for several orders: each through its own permission, guard and transaction."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cityloop.accounts.permissions import require
from cityloop.accounts.rules.roles import Actor
from cityloop.core.errors import CityloopError, joined
from cityloop.web.agency.steps import STEPS, Step, form_of
from cityloop.web.agency.worklist_forms import FIELDS
from cityloop.web.components.forms import StaffForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.sight import seen_order
from cityloop.web.components.words import said
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.permissions import ORDER_LIST
from cityloop.workorders.queries.lists import visible_orders
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE
from cityloop.workorders.rules.saved_filters import kept_query

# An answer speaks to one requester, and an objection or a contact is about one case.
BULK = ("accept", "assign", "note", "ask", "extension", "pause", "unpause", "urge")
MOST = 100
# What can stand in an address; whatever else is sent names no order.
NUMBER = re.compile(r"[A-Za-z0-9-]{1,20}")
KEPT = "bulk"
RELATED = ("request__subject_agency__department", "agency", "department", "area", "handler")


@dataclass(frozen=True, slots=True)
class Chosen:
    """An order that was ticked; `why_not` tells what is known to stand in the way."""

    number: str
    title: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one order: done, or the sentence why not."""

    number: str
    title: str
    done: bool
    words: str


def bulk_steps(actor: Actor) -> list[tuple[str, str | Promise]]:
    """The steps that the person's roles may take for several orders at once."""
    return [(step.code, step.label) for step in _allowed(actor)]


def _allowed(actor: Actor) -> list[Step]:
    known = {step.code: step for step in STEPS if step.permission.role_refusal(actor) is None}
    return [known[code] for code in BULK if code in known]


def new_key() -> str:
    """The name of one sending: what is sent twice under it is done once."""
    return uuid4().hex


@require_POST
@staff(ORDER_LIST)
def bulk_page(request: StaffRequest) -> HttpResponse:
    ticked = dict.fromkeys(request.POST.getlist("order"))
    numbers = [one for one in ticked if NUMBER.fullmatch(one)][:MOST]
    wanted = request.POST.get("step", "")
    step = next((one for one in _allowed(request.actor) if one.code == wanted), None)
    if step is None or not numbers:
        messages.warning(request, _("Tick the orders, and choose what is to be done with them."))
        return _back(request)
    sent = "go" in request.POST
    today = localdate(request.at)
    agency = request.actor.agency_id or 0
    form = form_of(step, agency=agency, on=today, data=request.POST if sent else None)
    if step.form is None or (sent and form.is_valid()):
        return _taken(request, step=step, numbers=numbers, form=form)
    context = {
        "step": step,
        "form": form,
        "chosen": _chosen(request.actor, step=step, numbers=numbers),
        "key": request.POST.get("key") or new_key(),
        "back": kept_query(request.POST.get("back", ""), fields=FIELDS),
    }
    return render(request, "agency/bulk_page.html", context)


def _back(request: StaffRequest) -> HttpResponseRedirect:
    query = kept_query(request.POST.get("back", ""), fields=FIELDS)
    address = reverse("agency_worklist")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def _chosen(actor: Actor, *, step: Step, numbers: list[str]) -> list[Chosen]:
    """The orders in the order in which they were ticked; what can be said without their history."""
    found = visible_orders(actor).filter(number__in=numbers).select_related(*RELATED)
    orders = {order.number: order for order in found}
    return [
        Chosen(number, orders[number].request.title, _known_refusal(actor, orders[number], step))
        for number in numbers
        if number in orders
    ]


def _known_refusal(actor: Actor, order: WorkOrder, step: Step) -> str:
    if refusal := step.permission(actor, order):
        return refusal
    if step.order_step and ORDER_LIFECYCLE.row(step.order_step, order.state) is None:
        return _("Not while the order is: %(state)s.") % {"state": order.get_state_display()}
    return ""


def _taken(
    request: StaffRequest, *, step: Step, numbers: list[str], form: StaffForm
) -> HttpResponse:
    given = form.cleaned_data if step.form else {}
    key = request.POST.get("key", "")
    before = request.session.get(KEPT, {})
    if not key or before.get("key") != key:
        query = kept_query(request.POST.get("back", ""), fields=FIELDS)
        kept = {"key": key, "step": step.code, "lines": [], "back": query, "going_on": True}
        # Written at once: a second press that comes while the first is at work finds its key.
        request.session[KEPT] = kept
        request.session.save()
        lines = [_one(request, number, step=step, given=given) for number in numbers]
        request.session[KEPT] = {**kept, "lines": lines, "going_on": False}
    return redirect("agency_bulk_result")


def _one(
    request: StaffRequest, number: str, *, step: Step, given: dict[str, Any]
) -> tuple[str, bool, str]:
    """Take the step for one order; a refusal is its result and stops none of the others."""
    try:
        order = seen_order(request, number)
        require(step.permission, request.actor, order)
        step.take(order, **given, by=request.user, at=request.at)
    except CityloopError as error:
        return number, False, joined(said(error.what), said(error.mend))
    return number, True, ""


@staff(ORDER_LIST)
def result_page(request: StaffRequest) -> HttpResponse:
    kept = request.session.get(KEPT, {})
    step = next((one for one in STEPS if one.code == kept.get("step")), None)
    lines = kept.get("lines", [])
    titles = dict(
        visible_orders(request.actor)
        .filter(number__in=[number for number, _done, _words in lines])
        .values_list("number", "request__title")
    )
    outcomes = [
        Outcome(number, titles.get(number, ""), done, words) for number, done, words in lines
    ]
    context = {
        "step": step,
        "refused": [one for one in outcomes if not one.done],
        "done": [one for one in outcomes if one.done],
        "back": kept.get("back", ""),
        "going_on": kept.get("going_on", False),
    }
    return render(request, "agency/bulk_result_page.html", context)
