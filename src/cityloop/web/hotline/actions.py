"""What is done with a request: answered at once, treated, joined to a matter, or dispatched."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.accounts.permissions import Permission, require
from cityloop.accounts.rules.roles import Actor
from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.flows import dispatch, report
from cityloop.intake import permissions as may
from cityloop.intake.choices import RequestStep
from cityloop.intake.models import ServiceRequest
from cityloop.intake.rules.lifecycle import REQUEST_LIFECYCLE, RequestFacts
from cityloop.web.components.attempts import taken
from cityloop.web.components.forms import StaffForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.sight import seen_request
from cityloop.web.components.words import said
from cityloop.web.hotline import forms as hotline_forms

Take = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do with a request; `request_step` is its row in the lifecycle."""

    code: str
    label: str | Promise
    permission: Permission[ServiceRequest]
    form: type[StaffForm]
    take: Take
    request_step: str


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
        "treat",
        gettext_lazy("Do not dispatch"),
        may.REQUEST_TREAT,
        hotline_forms.TreatForm,
        report.treat,
        RequestStep.REDIRECT,
    ),
)
_BY_CODE = {step.code: step for step in STEPS}


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step with its form, or with the sentence why it cannot be taken."""

    step: Step
    form: StaffForm | None
    why_not: str


def step_forms(actor: Actor, asked: ServiceRequest) -> list[StepForm]:
    """The steps that the person's roles know."""
    known = [step for step in STEPS if step.permission.role_refusal(actor) is None]
    return [_step_form(step, actor=actor, asked=asked) for step in known]


def _step_form(step: Step, *, actor: Actor, asked: ServiceRequest) -> StepForm:
    refusal = why_not(step, actor=actor, asked=asked)
    # Several forms stand on one page, so their fields need names of their own.
    form = None if refusal else step.form(auto_id=f"{step.code}-%s")
    return StepForm(step, form, refusal or "")


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
    form = wanted.form(request.POST if request.method == "POST" else None)
    if taken(form, wanted.take, on=asked, request=request):
        messages.success(request, _("Done: %(step)s.") % {"step": wanted.label})
        return redirect("hotline_request", number=number)
    context = {"asked": asked, "step": wanted, "form": form}
    return render(request, "hotline/step_page.html", context)
