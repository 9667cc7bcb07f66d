"""Pages of the call-back: the queue, one interview, attempts that came to nothing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cityloop.accounts.permissions import require
from cityloop.flows import follow_up as flow
from cityloop.followups.models import FollowUp
from cityloop.followups.permissions import FOLLOWUP_ANSWER, FOLLOWUP_LIST, FOLLOWUP_SEE
from cityloop.followups.queries import (
    attempts_of,
    call_advice,
    call_queue,
    call_sheet,
    next_in_queue,
)
from cityloop.web.components.attempts import done, taken
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number
from cityloop.web.components.sight import record_look, seen_follow_up
from cityloop.web.follow_up.forms import AnswersForm, AttemptForm


@staff(FOLLOWUP_LIST)
def queue_page(request: StaffRequest) -> HttpResponse:
    listing = call_queue(request.actor, at=request.at, number=page_number(request))
    return render(request, "follow_up/queue_page.html", {"listing": listing})


@staff(FOLLOWUP_SEE)
def interview_page(request: StaffRequest, *, pk: int) -> HttpResponse:
    follow_up = seen_follow_up(request, pk)
    form = AnswersForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(FOLLOWUP_ANSWER, request.actor, follow_up)
        if form.is_valid() and done(form, lambda: _record(request, follow_up, form)):
            messages.success(request, _("Thank you: the answers are recorded."))
            return _to_next(request, held=pk)
    return _interview(request, follow_up, form=form)


def _record(request: StaffRequest, follow_up: FollowUp, form: AnswersForm) -> None:
    flow.record_answers(follow_up, answers=form.cleaned_data, by=request.user, at=request.at)


def _interview(
    request: StaffRequest,
    follow_up: FollowUp,
    *,
    form: AnswersForm | None = None,
    attempt: AttemptForm | None = None,
) -> HttpResponse:
    sheet = call_sheet(follow_up)
    if sheet.phone:
        record_look(request, subject=follow_up.order.number)
    context = {
        "follow_up": follow_up,
        "sheet": sheet,
        "advice": call_advice(follow_up, at=request.at),
        "attempts": attempts_of(follow_up),
        "form": form or AnswersForm(),
        "attempt_form": attempt or AttemptForm(),
    }
    return render(request, "follow_up/interview_page.html", context)


@require_POST
@staff(FOLLOWUP_ANSWER)
def log_attempt(request: StaffRequest, *, pk: int) -> HttpResponse:
    follow_up = seen_follow_up(request, pk)
    require(FOLLOWUP_ANSWER, request.actor, follow_up)
    form = AttemptForm(request.POST)
    if taken(form, flow.log_attempt, on=follow_up, request=request):
        messages.success(request, _("The attempt is recorded."))
        return _to_next(request, held=pk)
    return _interview(request, follow_up, attempt=form)


def _to_next(request: StaffRequest, *, held: int) -> HttpResponse:
    following = next_in_queue(request.actor, at=request.at, after=held)
    if following is None:
        return redirect("follow_up_queue")
    return redirect("follow_up_interview", pk=following)
