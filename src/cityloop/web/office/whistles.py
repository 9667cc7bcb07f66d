"""Whistles before the district: refused, missed, not come, open, and how many a month."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.accounts.permissions import require
from cityloop.core.definitions import from_plain
from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.flows import whistle
from cityloop.intake.rules.definitions import CitySettings
from cityloop.web.components.attempts import taken
from cityloop.web.components.forms import ReasonForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number
from cityloop.web.components.sight import seen_order
from cityloop.workorders.choices import OrderState
from cityloop.workorders.permissions import CALL_RULE, WHISTLE_SEE
from cityloop.workorders.queries import whistles

TITLES: dict[str, str | Promise] = {
    "refused": gettext_lazy("Refused, awaiting a ruling"),
    "missed": gettext_lazy("No answer in time"),
    "late": gettext_lazy("Accepted, but not on site in time"),
    "open": gettext_lazy("All open calls"),
}


class RefusalRulingForm(ReasonForm):
    must_come = forms.TypedChoiceField(
        label=gettext_lazy("Ruling"),
        choices=[
            ("yes", gettext_lazy("Must come: the refusal is not upheld")),
            ("no", gettext_lazy("Need not come: the refusal is upheld")),
        ],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    come_by = forms.DateTimeField(
        label=gettext_lazy("By when it must come"),
        help_text=gettext_lazy("Needed when the time to meet has gone by."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        required=False,
    )
    field_order = ("must_come", "come_by", "reason")


@staff(WHISTLE_SEE)
def whistles_page(request: StaffRequest) -> HttpResponse:
    settings = from_plain(request.city.settings, kind=CitySettings)
    boards = whistles.call_boards(request.actor, at=request.at)
    limit = settings.whistle.monthly_warning
    context = {
        "boards": [(board, TITLES[board.code]) for board in boards],
        "months": whistles.whistle_months(
            request.actor, at=request.at, zone=request.city.zone, warn_above=limit
        ),
        "limit": limit,
        "rules": CALL_RULE.role_refusal(request.actor) is None,
    }
    return render(request, "office/whistles_page.html", context)


@staff(WHISTLE_SEE)
def one_board_page(request: StaffRequest, *, code: str) -> HttpResponse:
    listing = whistles.call_board(
        code, actor=request.actor, at=request.at, number=page_number(request)
    )
    context = {
        "listing": listing,
        "title": TITLES[code],
        "rules": CALL_RULE.role_refusal(request.actor) is None,
    }
    return render(request, "office/whistle_board_page.html", context)


@staff(CALL_RULE)
def rule_refusal(request: StaffRequest, *, number: str) -> HttpResponse:
    order, call = seen_order(request, number), whistles.get_call(number)
    require(CALL_RULE, request.actor, call)
    if order.state != OrderState.OBJECTED and request.method != "POST":
        raise NotFound(Sentence("No refusal of this call waits for a ruling."))
    form = RefusalRulingForm(request.POST if request.method == "POST" else None)
    if taken(form, whistle.rule, on=call, request=request):
        messages.success(request, _("The ruling is recorded."))
        return redirect("office_whistles")
    context = {"form": form, "order": order, "call": call}
    return render(request, "office/whistle_ruling_page.html", context)


urlpatterns = [
    path("", whistles_page, name="office_whistles"),
    path("list/<slug:code>/", one_board_page, name="office_whistle_board"),
    path("<str:number>/", rule_refusal, name="office_whistle_ruling"),
]
