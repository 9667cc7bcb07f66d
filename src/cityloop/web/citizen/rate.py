"""The rating by mail: the click is kept at once, the page lets it be changed or said in full.

A letter's link is opened by a GET, and programs that check mail open every link of a letter. So a
GET keeps a provisional answer, each different one once: a lone one counts when the window ends,
several count for nothing until a person presses the button. Opening it twice changes nothing.
"""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from cityloop.flows import rating
from cityloop.followups.choices import FollowUpState, Solved
from cityloop.followups.models import FollowUp
from cityloop.intake.rules.numbering import reference
from cityloop.web.citizen.drafts import is_opened, keep_opened
from cityloop.web.citizen.forms import RateForm
from cityloop.web.citizen.guard import CitizenRequest, resident
from cityloop.web.components.attempts import done


@resident
def click_page(request: CitizenRequest, *, token: str, answer: str) -> HttpResponse:
    asked = rating.follow_up_of(token)
    if request.method == "GET":
        rating.open_answer(asked, solved=answer, by=None, at=request.at)
    return redirect("citizen_rate", token=token)


@resident
def rate_page(request: CitizenRequest, *, token: str) -> HttpResponse:
    asked = rating.follow_up_of(token)
    opened = rating.opened_answers(asked)
    posted = request.method == "POST"
    form = RateForm(
        request.POST if posted else None, initial={"solved": opened[-1] if opened else ""}
    )
    if posted and form.is_valid() and done(form, lambda: _rated(request, asked, form)):
        return redirect("citizen_rate", token=token)
    told = asked.request
    # A mailbox may be read by others: from there nothing leads to what was said in confidence.
    if not (told.shielded or told.confidential):
        keep_opened(request, told.number)
    context = {
        "asked": asked,
        "number": told.number if is_opened(request, told.number) else "",
        "reference": reference(told.number),
        "form": form,
        "opened": Solved(opened[-1]).label if opened else "",
        "several": len(set(opened)) > 1,
        "waiting": asked.state == FollowUpState.QUEUED,
        "reached": asked.state == FollowUpState.REACHED,
        "unsolved": asked.solved in {Solved.UNRESOLVED, Solved.PARTLY},
    }
    return render(request, "citizen/rate_page.html", context)


def _rated(request: CitizenRequest, asked: FollowUp, form: RateForm) -> None:
    rating.rate(asked, answers=form.cleaned_data, by=None, at=request.at)
