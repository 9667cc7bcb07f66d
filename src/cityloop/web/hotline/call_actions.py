"""What is done in a call: warn, bring in, note what came of it, tell, end, wrap up."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cityloop.accounts.permissions import require
from cityloop.core.errors import InputError, NotFound
from cityloop.core.sentences import Sentence
from cityloop.intake import operations
from cityloop.intake.choices import CallStep
from cityloop.intake.models import Call, CallParty
from cityloop.intake.permissions import CALL_HOLD, CALL_TAKE
from cityloop.intake.queries.calls import get_call
from cityloop.web.components.attempts import done
from cityloop.web.components.forms import EmptyForm, StaffForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.hotline.call_forms import BringInForm, SettleForm, ToldForm, WrapUpForm
from cityloop.web.hotline.call_sheet import held_text, parties_of, tools
from cityloop.web.hotline.calls import TOLD, call_context, tell

TOOLS = "hotline/call_tools.html"
Wanted = tuple[StaffForm, Callable[[], object]]


@staff(CALL_TAKE)
def call_step(request: StaffRequest, *, number: str, step: str) -> HttpResponse:
    """One thing that is done in a call; the part that changes comes back, or the whole page."""
    call = get_call(number)
    require(CALL_HOLD, request.actor, call)
    if step not in STEPS:
        raise NotFound(Sentence("There is no such step."))
    if request.method != "POST":
        return redirect("hotline_call", number=number)
    form, act = STEPS[step](request, call)
    if form.is_valid() and done(form, act):
        return _after(request, call=get_call(number), step=step)
    context = {"problems": form}
    if step == CallStep.WRAP_UP or not request.htmx:  # type: ignore[attr-defined]
        page = {**call_context(request, call=call), **context}
        page |= {"wrap_up": form} if step == CallStep.WRAP_UP else {}
        return render(request, "hotline/call_page.html", page)
    return render(request, TOOLS, {**_tools(request, call), **context})


def _after(request: StaffRequest, *, call: Call, step: str) -> HttpResponse:
    if step == CallStep.WRAP_UP:
        messages.success(request, _("Call %(number)s is wrapped up.") % {"number": call.number})
        return redirect("hotline_calls")
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("hotline_call", number=call.number)
    if step == TOLD:
        return render(request, "hotline/told_part.html", {})
    return render(request, TOOLS, _tools(request, call))


def _tools(request: StaffRequest, call: Call) -> dict[str, Any]:
    return tools(request, call=call, text=held_text(request).text)


def _warn(request: StaffRequest, call: Call) -> Wanted:
    return EmptyForm(request.POST), partial(
        operations.warn_caller, call, by=request.user, at=request.at
    )


def _end(request: StaffRequest, call: Call) -> Wanted:
    return EmptyForm(request.POST), partial(
        operations.end_call, call, by=request.user, at=request.at
    )


def _add_party(request: StaffRequest, call: Call) -> Wanted:
    known = parties_of(request, text=held_text(request).text)
    form = BringInForm(request.POST, known=known, auto_id="bring-%s")

    def act() -> CallParty:
        party = known[form.cleaned_data["who"]]
        return operations.add_party(call, party=party, by=request.user, at=request.at)

    return form, act


def _settle(request: StaffRequest, call: Call) -> Wanted:
    form = SettleForm(request.POST, auto_id="settle-%s")

    def act() -> CallParty:
        party = CallParty.objects.select_related("call").filter(call=call, settled_at=None).first()
        if party is None:
            raise InputError(Sentence("It is noted already what came of this."))
        told = form.cleaned_data
        return operations.settle_party(party, **told, by=request.user, at=request.at)

    return form, act


def _tell(request: StaffRequest, call: Call) -> Wanted:
    return ToldForm(request.POST), partial(tell, request, call)


def _wrap_up(request: StaffRequest, call: Call) -> Wanted:
    form = WrapUpForm(request.POST, text=held_text(request).text, auto_id="wrap-%s")

    def act() -> Call:
        told = form.cleaned_data
        return operations.wrap_up(call, **told, by=request.user, at=request.at)

    return form, act


STEPS: dict[str, Callable[[StaffRequest, Call], Wanted]] = {
    CallStep.WARN: _warn,
    CallStep.END: _end,
    CallStep.ADD_PARTY: _add_party,
    CallStep.SETTLE_PARTY: _settle,
    CallStep.WRAP_UP: _wrap_up,
    TOLD: _tell,
}
