"""Dead letters: what could not be delivered, why, and what becomes of it."""

import re
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from cityloop.accounts.permissions import OUTBOX_MEND
from cityloop.core.dead_letters import (
    dead_letters,
    drop_message,
    get_message,
    retry_all,
    retry_message,
)
from cityloop.core.models import OutboxMessage
from cityloop.intake.queries import listing_of
from cityloop.web.components.attempts import done
from cityloop.web.components.forms import ReasonForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number

DECISIONS = {"retry": retry_message, "drop": drop_message}
# By whole topic first, then by its first word.
TOPICS: dict[str, str | Promise] = {
    "request": gettext_lazy("To the requester"),
    "rating.asked": gettext_lazy("To the requester"),
    "rating": gettext_lazy("To supervision"),
    "exclusion": gettext_lazy("To the requester"),
    "appeal": gettext_lazy("To the requester and the agency"),
    "work_order.answered": gettext_lazy("To everybody who reported the matter"),
    "work_order.extended": gettext_lazy("To everybody who reported the matter"),
    "work_order.paused": gettext_lazy("To everybody who reported the matter"),
    "work_order.deferred": gettext_lazy("To everybody who reported the matter"),
    "work_order.reopened": gettext_lazy("To everybody who reported the matter"),
    "work_order": gettext_lazy("To an agency"),
    "objection": gettext_lazy("To an agency"),
    "extension": gettext_lazy("To an agency"),
    "agency": gettext_lazy("To an agency"),
    "whistle": gettext_lazy("To the agencies called"),
    "period": gettext_lazy("To every agency that is scored"),
    "person": gettext_lazy("To a person of the staff"),
}
REFUSED = re.compile(r"refused with code (\d+)")


@dataclass(frozen=True, slots=True)
class DeadLine:
    """One dead message; nothing in it tells what the request says or who made it."""

    pk: int
    receiver: str
    topic: str
    number: str
    attempts: int
    created_at: datetime
    ended_at: datetime | None
    reason: str


class DecisionForm(ReasonForm):
    """Another try needs no reason; the end of a message does."""

    decision = forms.ChoiceField(
        choices=[("retry", gettext_lazy("Try again")), ("drop", gettext_lazy("Drop"))],
        widget=forms.HiddenInput,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)

    def clean(self) -> dict[str, str]:
        cleaned: dict[str, str] = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "drop" and not cleaned.get("reason"):
            self.add_error("reason", _("Say why nobody is told of it."))
        return cleaned


@staff(OUTBOX_MEND)
def outbox_page(request: StaffRequest) -> HttpResponse:
    return _page(request)


@require_POST
@staff(OUTBOX_MEND)
def decide(request: StaffRequest, *, pk: int) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid() or not done(form, lambda: _decide(form, pk=pk, request=request)):
        return _page(request, refused=form, pk=pk)
    messages.success(request, _("The decision is recorded."))
    return redirect("office_outbox")


@require_POST
@staff(OUTBOX_MEND)
def retry_every_one(request: StaffRequest) -> HttpResponse:
    count = retry_all(reason="", by=request.user, at=request.at)
    said = ngettext("%(n)s message is tried again.", "%(n)s messages are tried again.", count)
    messages.success(request, said % {"n": count})
    return redirect("office_outbox")


def _decide(form: DecisionForm, *, pk: int, request: StaffRequest) -> OutboxMessage:
    decision = DECISIONS[form.cleaned_data["decision"]]
    reason = form.cleaned_data["reason"]
    return decision(get_message(pk), reason=reason, by=request.user, at=request.at)


def _page(
    request: StaffRequest, *, refused: DecisionForm | None = None, pk: int = 0
) -> HttpResponse:
    listing = listing_of(dead_letters(), line=_line, number=page_number(request))
    context = {"listing": listing, "refused": refused, "refused_pk": pk}
    return render(
        request, "office/outbox_page.html", context, status=200 if refused is None else 409
    )


def _line(message: OutboxMessage) -> DeadLine:
    return DeadLine(
        pk=message.pk,
        receiver=_receiver(message.topic),
        topic=message.topic,
        number=message.subject,
        attempts=message.attempts,
        created_at=message.created_at,
        ended_at=message.ended_at,
        reason=_reason(message.error),
    )


def _receiver(topic: str) -> str:
    return str(TOPICS.get(topic) or TOPICS.get(topic.partition(".")[0], ""))


def _reason(error: str) -> str:
    """The reason in the reader's language; the kind and place of a fault as they are."""
    if refused := REFUSED.fullmatch(error):
        return _("The mail server refused it with code %(code)s.") % {"code": refused[1]}
    if error == "every try ended with its process":
        return _("Every try ended the program that made it.")
    return error


urlpatterns = [
    path("", outbox_page, name="office_outbox"),
    path("all/", retry_every_one, name="office_outbox_all"),
    path("<int:pk>/", decide, name="office_outbox_decide"),
]
