"""What is done with a request: answered at once, treated, joined to a matter, or dispatched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.accounts.models import User
from cityloop.accounts.permissions import Permission, require
from cityloop.accounts.rules.roles import Actor
from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.flows import amend, dispatch, report
from cityloop.intake import permissions as may
from cityloop.intake.choices import RequestStep
from cityloop.intake.models import ServiceRequest
from cityloop.intake.operations.classifying import Classed
from cityloop.intake.rules.lifecycle import REQUEST_LIFECYCLE, RequestFacts
from cityloop.web.components.attempts import taken
from cityloop.web.components.forms import ReasonForm, StaffForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.sight import seen_request
from cityloop.web.components.words import said
from cityloop.web.hotline import forms as hotline_forms
from cityloop.web.hotline.proposals import proposed

Take = Callable[..., object]
TREAT = "treat"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do with a request; `request_step` is its row in the lifecycle."""

    code: str
    label: str | Promise
    permission: Permission[ServiceRequest]
    form: type[StaffForm]
    take: Take
    request_step: str


def _classify(asked: ServiceRequest, *, reason: str, by: User, at: datetime, **seen: Any) -> object:  # noqa: ANN401 - fields of the form
    return amend.classify(asked, classed=Classed(**seen), reason=reason, by=by, at=at)


STEPS = (
    Step(
        "dispatch",
        gettext_lazy("Dispatch"),
        may.REQUEST_DISPATCH,
        hotline_forms.DispatchForm,
        dispatch.dispatch_request,
        RequestStep.DISPATCH,
    ),
    Step(
        "answer",
        gettext_lazy("Answer at once"),
        may.REQUEST_ANSWER,
        hotline_forms.AnswerNowForm,
        report.answer_at_once,
        RequestStep.ANSWER,
    ),
    Step(
        "join",
        gettext_lazy("Join to an earlier matter"),
        may.REQUEST_JOIN,
        hotline_forms.JoinForm,
        report.join_matter,
        RequestStep.LINK,
    ),
    Step(
        TREAT,
        gettext_lazy("Do not dispatch"),
        may.REQUEST_TREAT,
        hotline_forms.TreatForm,
        report.treat,
        RequestStep.REDIRECT,
    ),
    Step(
        "classify",
        gettext_lazy("Classify anew"),
        may.REQUEST_TREAT,
        hotline_forms.ClassifyForm,
        _classify,
        RequestStep.CLASSIFY,
    ),
    Step(
        "withdraw",
        gettext_lazy("Withdraw as the requester wishes"),
        may.REQUEST_TREAT,
        ReasonForm,
        amend.withdraw,
        RequestStep.WITHDRAW,
    ),
)
_BY_CODE = {step.code: step for step in STEPS}


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step with its form when it stands ready, or with the sentence why it cannot be taken."""

    step: Step
    form: StaffForm | None
    why_not: str


def step_forms(actor: Actor, asked: ServiceRequest) -> list[StepForm]:
    """The steps that the person's roles know."""
    known = [step for step in STEPS if step.permission.role_refusal(actor) is None]
    refusals = {step.code: why_not(step, actor=actor, asked=asked) or "" for step in known}
    # The step that is taken most often stands ready; the forms of the others come when asked for.
    first = next((step.code for step in known if not refusals[step.code]), "")
    return [
        StepForm(step, _form(step, asked) if step.code == first else None, refusals[step.code])
        for step in sorted(known, key=lambda one: bool(refusals[one.code]))
    ]


def _form(
    step: Step,
    asked: ServiceRequest,
    *,
    sent: Any = None,  # noqa: ANN401 - a QueryDict or None
    known: Mapping[str, Any] | None = None,
) -> StaffForm:
    """The form of a step, filled in with what is known of the request.

    Several forms stand on one page, so their fields need names of their own.
    """
    initial = {
        "kind": asked.kind,
        "grade": asked.grade,
        "service_type": asked.service_type.code if asked.service_type else "",
        **(known or {}),
    }
    return step.form(sent, initial=initial, auto_id=f"{step.code}-%s")


def why_not(step: Step, *, actor: Actor, asked: ServiceRequest) -> str | None:
    """Why the person cannot take the step now, in their language, or None."""
    facts = RequestFacts(kind=asked.kind, shielded=asked.shielded)
    refusal = step.permission(actor, asked)
    sentence = REQUEST_LIFECYCLE.why_not(step.request_step, asked.state, facts=facts)
    return refusal or (said(sentence) if sentence else None)


@staff(may.REQUEST_SEE)
def take_step(request: StaffRequest, *, number: str, step: str) -> HttpResponse:
    asked = seen_request(request, number)
    if step not in _BY_CODE:
        raise NotFound(Sentence("There is no such step."))
    wanted = _BY_CODE[step]
    require(wanted.permission, request.actor, asked)
    found = proposed(request, asked) if step == TREAT else None
    known = found.initial if found else {}
    form = _form(
        wanted, asked, sent=request.POST if request.method == "POST" else None, known=known
    )
    if taken(form, wanted.take, on=asked, request=request):
        messages.success(request, _("Done: %(step)s.") % {"step": wanted.label})
        return redirect("hotline_request", number=number)
    context = {"asked": asked, "step": wanted, "form": form, "proposed": found}
    part = "hotline/step_part.html" if request.htmx else "hotline/step_page.html"  # type: ignore[attr-defined]
    return render(request, part, context)
