"""Work on the spot: one's own open orders, and a page to write and photograph for each."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cityloop.accounts.permissions import require
from cityloop.core.errors import CityloopError, joined
from cityloop.flows import field as flow
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.sight import seen_order
from cityloop.web.components.words import said
from cityloop.web.field.forms import NoteForm
from cityloop.web.field.sending import kept, reasons, settings_of
from cityloop.web.middleware import status_of
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.permissions import FIELD_LIST, FIELD_SHOW, FIELD_WRITE
from cityloop.workorders.queries.field import field_notes, field_orders

BAD = 400


@staff(FIELD_LIST)
@never_cache
def list_page(request: StaffRequest) -> HttpResponse:
    context = {"orders": field_orders(request.actor), "settings": settings_of(request.city)}
    return render(request, "field/list_page.html", context)


@staff(FIELD_WRITE)
@never_cache
def note_page(request: StaffRequest, *, number: str) -> HttpResponse:
    if not wants_json(request):
        return _note(request, number)
    try:
        return _note(request, number)
    except CityloopError as error:
        text = joined(said(error.what), said(error.mend))
        return JsonResponse({"refused": text}, status=status_of(error))


def wants_json(request: HttpRequest) -> bool:
    """Whether a queue asks, which reads no pages."""
    return "application/json" in request.headers.get("Accept", "")


def _note(request: StaffRequest, number: str) -> HttpResponse:
    order = seen_order(request, number)
    require(FIELD_WRITE, request.actor, order)
    if request.method != "POST":
        return _note_page(request, order, NoteForm(initial={"key": secrets.token_hex(16)}))
    form = NoteForm(request.POST, request.FILES)
    taken = kept(form, order=order, request=request)
    if wants_json(request):
        return JsonResponse({"kept": True}) if taken else _refused(form)
    if taken:
        messages.success(request, _("The note is kept in the history of the order."))
        return redirect("field_note", number=number)
    return _note_page(request, order, form)


def _refused(form: NoteForm) -> JsonResponse:
    return JsonResponse({"refused": reasons(form)}, status=BAD)


def _note_page(request: StaffRequest, order: WorkOrder, form: NoteForm) -> HttpResponse:
    context = {
        "order": order,
        "form": form,
        "notes": field_notes(order),
        "may_show": FIELD_SHOW(request.actor, order) is None,
        "settings": settings_of(request.city),
    }
    return render(request, "field/note_page.html", context)


@staff(FIELD_SHOW)
def show_photos(request: StaffRequest, *, number: str) -> HttpResponse:
    order = seen_order(request, number)
    require(FIELD_SHOW, request.actor, order)
    if request.method == "POST":
        names = request.POST.getlist("shown")
        count = flow.show_photos(order, names=names, by=request.user, at=request.at)
        messages.success(
            request,
            _("Photos shown to the requester with the answer: %(count)s.") % {"count": count},
        )
    return redirect("field_note", number=number)
