"""Pages of calls: who waits and whom to call back, and one call."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from cityloop.accounts.permissions import require
from cityloop.core.errors import InputError
from cityloop.core.sentences import Sentence
from cityloop.intake import operations
from cityloop.intake.models import Call, CallItem
from cityloop.intake.permissions import CALL_HOLD, CALL_TAKE
from cityloop.intake.queries.calls import (
    get_call,
    missed_callers,
    own_call,
    phone_of,
    waiting_calls,
)
from cityloop.knowledge.queries import get_item
from cityloop.web.components.attempts import done
from cityloop.web.components.forms import EmptyForm, StaffForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.hotline.call_forms import OpenCallForm
from cityloop.web.hotline.call_sheet import (
    held_text,
    may_hold,
    sheet,
    summary,
    wait_words,
)
from cityloop.web.hotline.forms import TakeForm
from cityloop.web.hotline.presenters import Hints

TOLD = "told"


@staff(CALL_TAKE)
def calls_page(request: StaffRequest) -> HttpResponse:
    """Who waits, whom to call back, and a call without the switch."""
    form = OpenCallForm(request.POST if request.method == "POST" else None)
    opened: list[Call] = []
    if form.is_valid() and done(form, lambda: opened.append(_open(request, form))):
        return redirect("hotline_call", number=opened[0].number)
    part = "hotline/calls_part.html" if request.htmx else "hotline/calls_page.html"  # type: ignore[attr-defined]
    return render(request, part, {"form": form, **_queue(request)})


def _open(request: StaffRequest, form: StaffForm) -> Call:
    ringing = operations.Ringing(**form.cleaned_data)
    return operations.open_call(ringing, by=request.user, at=request.at)


def _queue(request: StaffRequest) -> dict[str, Any]:
    text = held_text(request).text
    limit = timedelta(seconds=text.answer_seconds)
    waits = [(row, request.at - row.arrived_at) for row in waiting_calls()]
    return {
        "own": own_call(request.actor.user_id),
        "waiting": [(row, wait_words(wait), wait > limit) for row, wait in waits],
        "missed": [
            (row, wait_words(request.at - row.last_at))
            for row in missed_callers(since=request.at - timedelta(days=text.return_days))
        ],
        "days": text.return_days,
        "seconds": text.answer_seconds,
    }


@staff(CALL_TAKE)
def call_page(request: StaffRequest, *, number: str) -> HttpResponse:
    call = get_call(number)
    if not may_hold(request, call):
        return render(request, "hotline/call_done_page.html", summary(request, call=call))
    return render(request, "hotline/call_page.html", call_context(request, call=call))


def call_context(
    request: StaffRequest,
    *,
    call: Call,
    form: TakeForm | None = None,
    hints: Hints | None = None,
) -> dict[str, Any]:
    """The page of a call in progress, with the form in which a request is taken down."""
    known = {"phone": phone_of(call), "language": call.language or get_language()}
    return {
        **sheet(request, call=call),
        "form": form or TakeForm(initial=known),
        "hints": hints or Hints((), None, ()),
    }


def tell(request: StaffRequest, call: Call) -> CallItem:
    """Keep which answer the caller was told; raises NotFound for one that does not hold."""
    item = get_item(request.POST.get(TOLD, ""), on=timezone.localdate(request.at))
    return operations.tell_item(call, item=item, by=request.user, at=request.at)


def own_call_of(request: StaffRequest) -> Call | None:
    """The call that the person is in; no statement for whoever takes none."""
    if CALL_TAKE.role_refusal(request.actor):
        return None
    return own_call(request.actor.user_id)


def held_call(request: StaffRequest) -> Call | None:
    """The call in which a request is taken down, from the address or the form; None without.

    Raises NotFound, PermissionRefused, or InputError when it is over.
    """
    number = request.POST.get("call") or request.GET.get("call")
    if not number:
        return None
    call = get_call(number)
    require(CALL_HOLD, request.actor, call)
    if not may_hold(request, call):
        raise InputError(Sentence("The call is finished; nothing is added to it any more."))
    return call


@staff(CALL_TAKE)
def answer_call(request: StaffRequest, *, number: str) -> HttpResponse:
    return _begin(request, number, operations.answer_call)


@staff(CALL_TAKE)
def return_call(request: StaffRequest, *, number: str) -> HttpResponse:
    return _begin(request, number, operations.return_call)


def _begin(request: StaffRequest, number: str, begin: Callable[..., Call]) -> HttpResponse:
    """Take a call into one's hands, or read on the list why not."""
    form = EmptyForm(request.POST if request.method == "POST" else None)
    call, begun = get_call(number), list[Call]()
    if form.is_valid() and done(
        form, lambda: begun.append(begin(call, by=request.user, at=request.at))
    ):
        return redirect("hotline_call", number=begun[0].number)
    context = {"form": OpenCallForm(), "refused": form, **_queue(request)}
    return render(request, "hotline/calls_page.html", context)
