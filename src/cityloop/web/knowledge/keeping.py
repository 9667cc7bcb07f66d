"""Keep an answer: write, change, look over; say that it did not help, and put that away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cityloop.accounts.permissions import require
from cityloop.core.errors import InputError
from cityloop.core.sentences import Sentence
from cityloop.knowledge import operations, queries
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.permissions import KNOWLEDGE_ADD, KNOWLEDGE_KEEP, KNOWLEDGE_SEE
from cityloop.web.components.attempts import done
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.hotline.forms import grouped_types
from cityloop.web.knowledge.forms import (
    DAY,
    ItemForm,
    NewItemForm,
    ReviewForm,
    UnhelpfulForm,
    first_values,
)
from cityloop.web.knowledge.settings import knowledge_settings


@staff(KNOWLEDGE_ADD)
def add_page(request: StaffRequest) -> HttpResponse:
    owner = _own_agency(request)
    today = timezone.localdate(request.at)
    form = NewItemForm(
        request.POST if request.method == "POST" else None,
        languages=request.city.languages,
        initial={"first_day": today, "public": True},
    )
    _offer(form, request, owner=owner)
    if request.method == "POST" and form.is_valid() and _added(request, form, owner=owner):
        messages.success(request, _("The answer is kept."))
        return redirect("knowledge_item", code=form.cleaned_data["code"])
    return render(request, "knowledge/change_page.html", {"form": form, "item": None})


def _own_agency(request: StaffRequest) -> int:
    if request.actor.agency_id is None:
        raise InputError(Sentence("Only an agency keeps answers, and you belong to none."))
    return request.actor.agency_id


def _added(request: StaffRequest, form: NewItemForm, *, owner: int) -> bool:
    return done(
        form,
        lambda: operations.add_item(
            form.cleaned_data["code"],
            draft=form.draft(),
            owner=owner,
            by=request.user,
            at=request.at,
        ),
    )


@staff(KNOWLEDGE_ADD)
def change_page(request: StaffRequest, *, code: str) -> HttpResponse:
    item = _kept(request, code=code)
    sent = request.POST if request.method == "POST" else None
    form = ItemForm(sent, languages=request.city.languages, initial=dict(first_values(item)))
    _offer(form, request, owner=item.owner_id)
    if sent is not None and form.is_valid() and _changed(request, form, item=item):
        messages.success(request, _("The answer is kept."))
        return redirect("knowledge_item", code=code)
    return render(request, "knowledge/change_page.html", {"form": form, "item": item})


def _changed(request: StaffRequest, form: ItemForm, *, item: KnowledgeItem) -> bool:
    return done(
        form,
        lambda: operations.change_item(
            item,
            draft=form.draft(),
            seen=form.cleaned_data["seen"] or 0,
            by=request.user,
            at=request.at,
        ),
    )


@staff(KNOWLEDGE_ADD)
def review_page(request: StaffRequest, *, code: str) -> HttpResponse:
    """Say that an answer is still right, with its new end."""
    item = _kept(request, code=code)
    first = {"last_day": item.valid_to - DAY if item.valid_to else None}
    form = ReviewForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid() and _reviewed(request, form, item=item):
        messages.success(request, _("It is noted that the answer is still right."))
        return redirect("knowledge_item", code=code)
    return render(request, "knowledge/review_page.html", {"form": form, "item": item})


def _reviewed(request: StaffRequest, form: ReviewForm, *, item: KnowledgeItem) -> bool:
    last = form.cleaned_data["last_day"]
    return done(
        form,
        lambda: operations.review_item(
            item, valid_to=last + DAY if last else None, by=request.user, at=request.at
        ),
    )


@staff(KNOWLEDGE_SEE)
def unhelpful_page(request: StaffRequest, *, code: str) -> HttpResponse:
    item = queries.get_kept_item(code)
    form = UnhelpfulForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        operations.say_unhelpful(
            item,
            text=form.cleaned_data["text"],
            most=knowledge_settings(request.city).unhelpful_a_day,
            by=request.user,
            at=request.at,
        )
        messages.success(request, _("Thank you. The owner of the answer reads it."))
        return redirect("knowledge_item", code=code)
    return render(request, "knowledge/unhelpful_page.html", {"form": form, "item": item})


@require_POST
@staff(KNOWLEDGE_ADD)
def settle(request: StaffRequest, *, code: str, pk: int) -> HttpResponse:
    item = _kept(request, code=code)
    operations.settle_feedback(item, pk=pk, by=request.user, at=request.at)
    messages.success(request, _("Put away."))
    return redirect("knowledge_item", code=code)


def _kept(request: StaffRequest, *, code: str) -> KnowledgeItem:
    """The item, for somebody of its owner; raises NotFound or PermissionRefused."""
    item = queries.get_kept_item(code)
    require(KNOWLEDGE_KEEP, request.actor, item)
    return item


def _offer(form: ItemForm, request: StaffRequest, *, owner: int) -> None:
    keepers = queries.keepers_of(owner, on=timezone.localdate(request.at))
    form.offer(keepers, types=grouped_types(empty="")[1:])
