"""What a requester does with a request: adds, answers, withdraws, asks again, appeals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.flows import amend, handle, resident
from cityloop.intake.choices import RequestStep
from cityloop.intake.models import ServiceRequest
from cityloop.intake.rules.numbering import reference
from cityloop.web.citizen import forms
from cityloop.web.citizen.guard import CitizenRequest
from cityloop.web.citizen.sending import add_photos
from cityloop.web.citizen.standing import Standing, main_order, standing_of
from cityloop.web.citizen.track import opened
from cityloop.web.components.attempts import done
from cityloop.web.components.forms import StaffForm
from cityloop.workorders.choices import OrderStep, Party
from cityloop.workorders.models import WorkOrder


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the requester can do; `step` opens it, of the request or of its order."""

    label: str | Promise
    form: type[StaffForm]
    step: str
    take: Callable[..., object]


def _withdraw(asked: ServiceRequest, *, reason: str, at: datetime) -> object:
    why = reason.strip() or Sentence("The requester withdrew it.")
    return amend.withdraw(asked, reason=why, party=Party.REQUESTER, by=None, at=at)


def _reopen(asked: ServiceRequest, *, reason: str, has_new_fact: bool, at: datetime) -> object:
    return handle.reopen(
        _order(asked),
        reason=reason,
        has_new_fact=has_new_fact,
        party=Party.REQUESTER,
        by=None,
        at=at,
    )


def _appeal(asked: ServiceRequest, *, reason: str, at: datetime) -> object:
    return amend.appeal(_order(asked), reason=reason, party=Party.REQUESTER, by=None, at=at)


def _add(asked: ServiceRequest, *, text: str, photos: list[str], at: datetime) -> object:
    return resident.add_fact(asked, text=text, photos=photos, by=None, at=at)


def _order(asked: ServiceRequest) -> WorkOrder:
    order = main_order(asked)
    if order is None:
        raise NotFound(Sentence("Nobody works on this request yet."))
    return order


ACTIONS = {
    "add": Action(gettext_lazy("Add something"), forms.FactForm, RequestStep.ADD_FACT, _add),
    "reply": Action(
        gettext_lazy("Answer the question"), forms.ReplyForm, RequestStep.ADD_FACT, _add
    ),
    "withdraw": Action(
        gettext_lazy("Withdraw the request"), forms.WithdrawForm, RequestStep.WITHDRAW, _withdraw
    ),
    "again": Action(
        gettext_lazy("It is not solved: open it again"),
        forms.ReopenForm,
        OrderStep.REOPEN,
        _reopen,
    ),
    "appeal": Action(gettext_lazy("Appeal"), forms.AppealForm, OrderStep.APPEAL, _appeal),
}


@opened
def action_page(request: CitizenRequest, *, asked: ServiceRequest, action: str) -> HttpResponse:
    if action not in ACTIONS:
        raise NotFound(Sentence("There is no such step."))
    wanted = ACTIONS[action]
    stands = standing_of(asked, city=request.city, at=request.at)
    if wanted.step not in stands.steps:
        messages.warning(request, _("This is not possible any more."))
        return redirect("citizen_request", number=asked.number)
    posted = request.method == "POST"
    form = wanted.form(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid() and _taken(request, asked, wanted=wanted, form=form):
        messages.success(request, _("Done. Thank you."))
        return redirect("citizen_request", number=asked.number)
    return render(request, "citizen/action_page.html", _context(asked, action, form, stands))


def _context(
    asked: ServiceRequest, action: str, form: StaffForm, stands: Standing
) -> dict[str, Any]:
    return {
        "asked": asked,
        "reference": reference(asked.number),
        "code": action,
        "action": ACTIONS[action],
        "form": form,
        "stands": stands,
    }


def _taken(
    request: CitizenRequest, asked: ServiceRequest, *, wanted: Action, form: StaffForm
) -> bool:
    given = dict(form.cleaned_data)
    if "photos" in given:
        held = asked.photos.count()
        given["photos"] = add_photos(given["photos"], form=form, held=held, request=request)
    return form.is_valid() and done(form, lambda: wanted.take(asked, **given, at=request.at))
