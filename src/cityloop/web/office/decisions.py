"""Decisions of the office: rulings, extensions, checks of answers, exclusions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cityloop.accounts.permissions import require
from cityloop.evaluation.permissions import EXCLUSION_REQUEST, EXCLUSION_REVIEW
from cityloop.evaluation.queries import get_exclusion
from cityloop.flows import dispatch, handle, score
from cityloop.web.components.attempts import taken
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.sight import seen_order
from cityloop.web.office import forms
from cityloop.workorders.permissions import EXTENSION_DECIDE, OBJECTION_RULE, ORDER_CHECK
from cityloop.workorders.queries.boards import get_open_objection, get_pending_extension


@staff(OBJECTION_RULE)
def rule_objection(request: StaffRequest, *, number: str) -> HttpResponse:
    order = seen_order(request, number)
    objection = get_open_objection(order)
    require(OBJECTION_RULE, request.actor, objection)
    form = forms.RulingForm(request.POST if request.method == "POST" else None)
    if taken(form, dispatch.rule_on_objection, on=objection, request=request):
        messages.success(request, _("The ruling is recorded."))
        return redirect("office_objections")
    context = {"form": form, "order": order, "objection": objection}
    return render(request, "office/ruling_page.html", context)


@staff(EXTENSION_DECIDE)
def decide_extension(request: StaffRequest, *, number: str) -> HttpResponse:
    order = seen_order(request, number)
    extension = get_pending_extension(order)
    require(EXTENSION_DECIDE, request.actor, extension)
    form = forms.ExtensionDecisionForm(request.POST if request.method == "POST" else None)
    if taken(form, handle.decide_extension, on=order, request=request):
        messages.success(request, _("The decision is recorded."))
        return redirect("office_extensions")
    context = {"form": form, "order": order, "extension": extension}
    return render(request, "office/extension_page.html", context)


@staff(ORDER_CHECK)
def check_answer(request: StaffRequest, *, number: str) -> HttpResponse:
    order = seen_order(request, number)
    require(ORDER_CHECK, request.actor, order)
    form = forms.CheckForm(request.POST if request.method == "POST" else None)
    if taken(form, handle.check_answer, on=order, request=request):
        messages.success(request, _("The check is recorded."))
        return redirect("office_checks")
    return render(request, "office/check_page.html", {"form": form, "order": order})


@staff(EXCLUSION_REQUEST)
def ask_exclusion(request: StaffRequest, *, number: str) -> HttpResponse:
    order = seen_order(request, number)
    require(EXCLUSION_REQUEST, request.actor, order)
    form = forms.ExclusionForm(request.POST if request.method == "POST" else None)
    if taken(form, score.request_exclusion, on=order, request=request):
        messages.success(request, _("Two people will review it. The duty to answer remains."))
        return redirect("agency_order", number=number)
    return render(request, "office/ask_exclusion_page.html", {"form": form, "order": order})


@staff(EXCLUSION_REVIEW)
def review_exclusion(request: StaffRequest, *, pk: int) -> HttpResponse:
    exclusion = get_exclusion(pk)
    order = seen_order(request, exclusion.order.number)
    require(EXCLUSION_REVIEW, request.actor, exclusion)
    form = forms.ReviewForm(request.POST if request.method == "POST" else None)
    if taken(form, score.review_exclusion, on=exclusion, request=request):
        messages.success(request, _("The review is recorded."))
        return redirect("office_exclusions")
    context = {"form": form, "order": order, "exclusion": exclusion}
    return render(request, "office/exclusion_page.html", context)
