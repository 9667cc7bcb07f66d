"""Pages of a whistle: blowing it, and every step of either side."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cityloop.accounts.permissions import require
from cityloop.core.definitions import from_plain
from cityloop.flows import whistle
from cityloop.intake.rules.definitions import CitySettings
from cityloop.web.agency.whistle_forms import WhistleForm
from cityloop.web.agency.whistle_steps import get_call_step
from cityloop.web.components.attempts import taken
from cityloop.web.components.forms import EmptyForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.sight import seen_order
from cityloop.web.components.words import said
from cityloop.workorders.models import WhistleCall
from cityloop.workorders.permissions import ORDER_SEE, WHISTLE_CALL
from cityloop.workorders.queries.whistles import get_call, whistles_this_month
from cityloop.workorders.rules.dispatching import whistle_warning


@staff(WHISTLE_CALL)
def blow(request: StaffRequest, *, number: str) -> HttpResponse:
    order = seen_order(request, number)
    require(WHISTLE_CALL, request.actor, order)
    form = WhistleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and taken(form, whistle.blow, on=order, request=request):
        messages.success(request, _("The agencies are called; each has a work order now."))
        if warning := _warning(request, count=_count(request)):
            messages.warning(request, warning)
        return redirect("agency_order", number=number)
    count = _count(request)
    context = {
        "form": form,
        "order": order,
        "warning": _warning(request, count=count + 1),
        "count_words": _count_words(count),
    }
    part = "agency/whistle_part.html" if request.htmx else "agency/whistle_page.html"  # type: ignore[attr-defined]
    return render(request, part, context)


def _count(request: StaffRequest) -> int:
    caller = request.actor.agency_id or 0
    return whistles_this_month(caller, at=request.at, zone=request.city.zone)


def _count_words(count: int) -> str:
    return ngettext(
        "Your office has blown %(count)d whistle this month.",
        "Your office has blown %(count)d whistles this month.",
        count,
    ) % {"count": count}


def _warning(request: StaffRequest, *, count: int) -> str:
    settings = from_plain(request.city.settings, kind=CitySettings)
    return said(whistle_warning(count, warn_above=settings.whistle.monthly_warning) or "")


@staff(ORDER_SEE)
def take_call_step(request: StaffRequest, *, number: str, step: str) -> HttpResponse:
    order, call, wanted = seen_order(request, number), get_call(number), get_call_step(step)
    require(wanted.permission, request.actor, call)
    form = (wanted.form or EmptyForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and taken(form, wanted.take, on=call, request=request):
        messages.success(request, _("Done: %(step)s.") % {"step": wanted.label})
        return redirect("agency_order", number=_page_after(request, call))
    context = {"form": form, "order": order, "step": wanted, "call": call}
    part = "agency/call_step_part.html" if request.htmx else "agency/call_step_page.html"  # type: ignore[attr-defined]
    return render(request, part, context)


def _page_after(request: StaffRequest, call: WhistleCall) -> str:
    """The called agency goes back to its own order, the caller to the order it leads."""
    own = call.order if call.agency_id == request.actor.agency_id else call.whistle.order
    return own.number if own else ""
