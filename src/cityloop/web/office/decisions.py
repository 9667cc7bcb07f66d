"""Decisions of the office on one order: rulings, extensions, checks of answers, exclusions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.permissions import Permission, require
from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.evaluation.models import Exclusion
from cityloop.evaluation.permissions import EXCLUSION_REQUEST, EXCLUSION_REVIEW
from cityloop.evaluation.queries import exclusion_rules, get_exclusion
from cityloop.evaluation.rules.exclusions import needs_panel
from cityloop.flows import dispatch, handle, score
from cityloop.intake.rules.definitions import CitySettings
from cityloop.web.components.attempts import taken
from cityloop.web.components.forms import StaffForm
from cityloop.web.components.guard import StaffRequest, View, staff
from cityloop.web.components.sight import seen_order
from cityloop.web.office import forms
from cityloop.workorders.models import Extension, WorkOrder
from cityloop.workorders.permissions import EXTENSION_DECIDE, OBJECTION_RULE, ORDER_CHECK
from cityloop.workorders.queries.boards import get_open_objection, get_pending_extension
from cityloop.workorders.rules.answer_check import AnswerWords, answer_defects
from cityloop.workorders.rules.facts import AnswerDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One kind of decision: on what, by whom, with which form and flow, and which page follows.

    `find` gets the thing from its order and `facts` is the template that shows it, with the
    sentences of `hints`; `form` gets what was sent, the thing and the moment.
    """

    title: str | Promise
    button: str | Promise
    done: str | Promise
    permission: Permission[Any]
    find: Callable[[WorkOrder], Any]
    form: Callable[[Any, Any, datetime], StaffForm]
    take: Callable[..., object]
    then: str
    facts: str = ""
    hints: Callable[[Any], Sequence[str]] = lambda _thing: ()


def _page(decision: Decision) -> View:
    @staff(decision.permission)
    def decide(request: StaffRequest, *, number: str) -> HttpResponse:
        order = seen_order(request, number)
        thing = decision.find(order)
        require(decision.permission, request.actor, thing)
        sent = request.POST if request.method == "POST" else None
        form = decision.form(sent, thing, request.at)
        if taken(form, decision.take, on=thing, request=request):
            messages.success(request, str(decision.done))
            return redirect(decision.then)
        context = {
            "form": form,
            "order": order,
            "thing": thing,
            "decision": decision,
            "defects": decision.hints(thing),
        }
        return render(request, "office/decision_page.html", context)

    return decide


def _plain(form: type[StaffForm]) -> Callable[[Any, Any, datetime], StaffForm]:
    return lambda sent, _thing, _at: form(sent)


def _itself(order: WorkOrder) -> WorkOrder:
    return order


def _defects(order: WorkOrder) -> Sequence[str]:
    """What may be wrong with the answer, by the words of the city; hints, never a decision."""
    settings = from_plain(City.objects.get().settings, kind=CitySettings).answer_check
    words = AnswerWords(
        promise=settings.promise,
        not_done=settings.not_done,
        done=settings.done,
        shortest=settings.shortest,
    )
    draft = AnswerDraft(outcome=order.outcome, text=order.answer, planned_date=order.planned_date)
    return answer_defects(draft, words=words)


def _decide_extension(extension: Extension, **decided: Any) -> object:  # noqa: ANN401 - see the flow
    return handle.decide_extension(extension.order, **decided)


def _review_form(sent: Any, exclusion: Exclusion, at: datetime) -> StaffForm:  # noqa: ANN401 - a QueryDict or None
    panel = needs_panel(exclusion.code, rules=exclusion_rules(at=at))
    return forms.ReviewForm(sent, panel=panel, record=exclusion.panel_record)


rule_objection = _page(
    Decision(
        title=_("Ruling on an objection"),
        button=_("Record the ruling"),
        done=_("The ruling is recorded."),
        permission=OBJECTION_RULE,
        find=get_open_objection,
        form=_plain(forms.RulingForm),
        take=dispatch.rule_on_objection,
        then="office_objections",
        facts="office/objection_facts.html",
    )
)
decide_extension = _page(
    Decision(
        title=_("Decide on an extension"),
        button=_("Record the decision"),
        done=_("The decision is recorded."),
        permission=EXTENSION_DECIDE,
        find=get_pending_extension,
        form=_plain(forms.ExtensionDecisionForm),
        take=_decide_extension,
        then="office_extensions",
        facts="office/extension_facts.html",
    )
)
check_answer = _page(
    Decision(
        title=_("Check of an answer"),
        button=_("Record the check"),
        done=_("The check is recorded."),
        permission=ORDER_CHECK,
        find=_itself,
        form=_plain(forms.CheckForm),
        take=handle.check_answer,
        then="office_checks",
        facts="office/answer_facts.html",
        hints=_defects,
    )
)
ask_exclusion = _page(
    Decision(
        title=_("Ask for an exclusion"),
        button=_("Ask for the exclusion"),
        done=_("Two people will review it. The duty to answer remains."),
        permission=EXCLUSION_REQUEST,
        find=_itself,
        form=_plain(forms.ExclusionForm),
        take=score.request_exclusion,
        then="office_exclusions",
    )
)
review_exclusion = _page(
    Decision(
        title=_("Review of an exclusion"),
        button=_("Record the review"),
        done=_("The review is recorded."),
        permission=EXCLUSION_REVIEW,
        find=get_exclusion,
        form=_review_form,
        take=score.review_exclusion,
        then="office_exclusions",
        facts="office/exclusion_facts.html",
    )
)
