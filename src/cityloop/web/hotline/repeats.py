"""Somebody asks again about a matter that is known: what is proposed, and one confirmation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.accounts.permissions import require
from cityloop.flows.repeats import Repeat, repeat_of, settle_repeat
from cityloop.intake.permissions import REQUEST_JOIN
from cityloop.intake.rules.repeats import RepeatDecision, RepeatOutcome
from cityloop.web.components.attempts import done
from cityloop.web.components.forms import ReasonForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.sight import seen_request
from cityloop.web.components.words import said

OUTCOMES: dict[RepeatOutcome, str | Promise] = {
    RepeatOutcome.NEW: gettext_lazy("A matter of its own"),
    RepeatOutcome.LINK: gettext_lazy("Join the matter and tell how it stands"),
    RepeatOutcome.CLUSTER: gettext_lazy("Join the matter"),
    RepeatOutcome.REOPEN: gettext_lazy("Open the order again and join"),
}


class RepeatForm(ReasonForm):
    """Whether there is something new; each answer says what follows from it."""

    new_fact = forms.ChoiceField(label=gettext_lazy("Is there a new fact?"))
    reason = forms.CharField(
        label=gettext_lazy("Why it is the same, and what is new"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    field_order = ("new_fact", "reason")

    def __init__(self, *args: Any, repeat: Repeat, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["new_fact"].choices = [  # type: ignore[attr-defined]
            ("no", _("No: %(what)s") % {"what": in_words(repeat.unchanged)}),
            ("yes", _("Yes: %(what)s") % {"what": in_words(repeat.changed)}),
        ]
        self.fields["new_fact"].widget = forms.RadioSelect(
            choices=self.fields["new_fact"].choices  # type: ignore[attr-defined]
        )


def in_words(decision: RepeatDecision) -> str:
    """What follows, and why, in the reader's language."""
    return f"{OUTCOMES[decision.outcome]}. {said(decision.reason)}"


@staff(REQUEST_JOIN)
def repeat_page(request: StaffRequest, *, number: str, matter: str) -> HttpResponse:
    asked = seen_request(request, number)
    require(REQUEST_JOIN, request.actor, asked)
    repeat = repeat_of(asked, matter=matter, at=request.at)
    form = RepeatForm(request.POST if request.method == "POST" else None, repeat=repeat)
    made: list[RepeatDecision] = []

    def settle() -> None:
        made.append(
            settle_repeat(
                asked,
                matter=matter,
                has_new_fact=form.cleaned_data["new_fact"] == "yes",
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=request.at,
            )
        )

    if form.is_valid() and done(form, settle):
        messages.success(request, _("Done: %(step)s.") % {"step": OUTCOMES[made[0].outcome]})
        return redirect("hotline_request", number=number)
    return render(
        request, "hotline/repeat_page.html", {"asked": asked, "repeat": repeat, "form": form}
    )
