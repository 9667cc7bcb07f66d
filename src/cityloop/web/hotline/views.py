"""Pages of the hotline: take a request, the inbox, one request."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cityloop.flows import report
from cityloop.flows.take_call import register_in_call
from cityloop.intake.models import Call, ServiceRequest
from cityloop.intake.permissions import (
    IDENTITY_SEE,
    REQUEST_JOIN,
    REQUEST_REGISTER,
    REQUEST_SEE,
    why_unnamed,
)
from cityloop.intake.queries import (
    UNDECIDED,
    request_events,
    triage_inbox,
    triage_tally,
)
from cityloop.web.components.attempts import done
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number
from cityloop.web.components.sight import seen_person, seen_request
from cityloop.web.hotline.actions import step_forms
from cityloop.web.hotline.calls import TOLD, call_context, held_call, own_call_of, tell
from cityloop.web.hotline.forms import TakeForm
from cityloop.web.hotline.presenters import Heard, Hints, hints, new_report
from cityloop.web.hotline.tiles import triage_tiles


@staff(REQUEST_REGISTER)
def take_page(request: StaffRequest) -> HttpResponse:
    call = held_call(request)
    if request.method != "POST" and call is not None:
        return redirect("hotline_call", number=call.number)
    form = TakeForm(request.POST if request.method == "POST" else None)
    shown = Hints((), None, ())
    if request.method == "POST":
        registers = not {"look", TOLD} & set(request.POST)
        taken: list[str] = []
        act = partial(_take, request, form, call=call, taken=taken)
        if form.is_valid() and registers and done(form, act):
            messages.success(request, _("Registered as %(number)s.") % {"number": taken[0]})
            return _after(taken[0], joins=request.POST.get("join", ""), call=call)
        shown = _hints(request, form)
        if call is not None and TOLD in request.POST:
            tell(request, call)
    context: dict[str, Any] = {"form": form, "hints": shown, "may_join": _may_join(request)}
    if call is not None:
        context |= call_context(request, call=call, form=form, hints=shown)
    else:
        context["own"] = own_call_of(request)
    page = "hotline/take_page.html" if call is None else "hotline/call_page.html"
    return render(request, page, context)


def _may_join(request: StaffRequest) -> bool:
    return REQUEST_JOIN.role_refusal(request.actor) is None


def _after(number: str, *, joins: str, call: Call | None) -> HttpResponse:
    """The page of the request, that of the call it came in, or where its joining is confirmed."""
    if joins:
        return redirect("hotline_repeat", number=number, matter=joins)
    if call is not None:
        return redirect("hotline_call", number=call.number)
    return redirect("hotline_request", number=number)


def _take(request: StaffRequest, form: TakeForm, *, call: Call | None, taken: list[str]) -> None:
    told = new_report(form.cleaned_data)
    if call is None:
        made = report.receive(told, by=request.user, at=request.at)
    else:
        made = register_in_call(call, told=told, by=request.user, at=request.at)
    taken.append(str(made.number))


def _hints(request: StaffRequest, form: TakeForm) -> Hints:
    form.is_valid()
    data = form.cleaned_data
    heard = Heard(
        text=data.get("text", ""),
        phone=data.get("phone", ""),
        latitude=data.get("latitude"),
        longitude=data.get("longitude"),
        kind=data.get("kind", ""),
        grade=data.get("grade"),
        service_type=data.get("service_type"),
        area=data.get("area"),
    )
    return hints(heard, city=request.city, at=request.at)


@staff(REQUEST_REGISTER)
def hints_part(request: StaffRequest) -> HttpResponse:
    shown = _hints(request, TakeForm(request.POST))
    context = {"hints": shown, "may_join": _may_join(request), "call": held_call(request)}
    return render(request, "hotline/hints_part.html", context)


@staff(REQUEST_SEE)
def inbox_page(request: StaffRequest) -> HttpResponse:
    listing = triage_inbox(request.actor, number=page_number(request))
    tiles = triage_tiles(triage_tally(request.actor), at=request.at)
    return render(request, "hotline/inbox_page.html", {"listing": listing, "tiles": tiles})


@staff(REQUEST_SEE)
def request_page(request: StaffRequest, *, number: str) -> HttpResponse:
    asked = seen_request(request, number)
    hidden = why_unnamed(IDENTITY_SEE, request.actor, asked)
    context = {
        "asked": asked,
        "person": None if hidden else seen_person(request, asked.requester_id, subject=number),
        "person_hidden": hidden,
        "events": request_events(asked),
        "hints": _hints_on(request, asked),
        "may_join": REQUEST_JOIN(request.actor, asked) is None,
        "steps": step_forms(request.actor, asked),
        "own": own_call_of(request),
    }
    return render(request, "hotline/request_page.html", context)


def _hints_on(request: StaffRequest, asked: ServiceRequest) -> Hints | None:
    """Proposals while the request is not decided; afterwards they would only mislead."""
    if asked.state not in UNDECIDED:
        return None
    heard = Heard(
        text=asked.text,
        latitude=asked.latitude,
        longitude=asked.longitude,
        known=asked,
        kind=asked.kind,
        grade=asked.grade,
        service_type=asked.service_type,
        area=asked.area,
    )
    return hints(heard, city=request.city, at=request.at)
