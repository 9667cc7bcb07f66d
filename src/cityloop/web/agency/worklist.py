"""The worklist by the clock, with what it is narrowed to, and the lists that a person saves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cityloop.web.agency.bulk import bulk_steps, new_key
from cityloop.web.agency.desk import desk_tabs
from cityloop.web.agency.tiles import knowledge_tiles, worklist_tiles
from cityloop.web.agency.worklist_forms import FIELDS, SaveForm, WorklistForm
from cityloop.web.components.attempts import done
from cityloop.web.components.forms import EmptyForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number
from cityloop.workorders import operations
from cityloop.workorders.permissions import ORDER_LIST
from cityloop.workorders.queries.handlers import handlers_of
from cityloop.workorders.queries.lists import worklist, worklist_tally
from cityloop.workorders.queries.saved import get_saved, saved_filters
from cityloop.workorders.rules.saved_filters import kept_query


@staff(ORDER_LIST)
def worklist_page(request: StaffRequest) -> HttpResponse:
    return _worklist(request, SaveForm())


def _worklist(request: StaffRequest, save_form: SaveForm, *, query: str = "") -> HttpResponse:
    zone = request.city.zone
    today = localdate(request.at)
    people = handlers_of(request.actor.agency_id or 0, on=today)
    form = WorklistForm(request.GET, people=people)
    wanted = form.wanted()
    shown = query or kept_query(request.GET.urlencode(), fields=FIELDS)
    tiles = worklist_tiles(worklist_tally(request.actor, at=request.at), wanted=wanted)
    context = {
        "form": form,
        "listing": worklist(
            request.actor, wanted=wanted, at=request.at, zone=zone, number=page_number(request)
        ),
        "tiles": [*tiles, *knowledge_tiles(request.actor, city=request.city, on=today)],
        "narrowed": bool(shown) and not any(tile.current for tile in tiles),
        "query": shown,
        "saved": saved_filters(request.user.pk),
        "save_form": save_form,
        "bulk_steps": bulk_steps(request.actor),
        "all_ticked": request.GET.get("tick") == "all",
        "key": new_key(),
        "tabs": desk_tabs(request.actor),
    }
    return render(request, "agency/worklist_page.html", context)


@require_POST
@staff(ORDER_LIST)
def save_list(request: StaffRequest) -> HttpResponse:
    """Save the worklist as it is shown; what does not do is said on the same page."""
    query = kept_query(request.POST.get("query", ""), fields=FIELDS)
    form = SaveForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: operations.save_filter(
            form.cleaned_data["name"], query=query, by=request.user, at=request.at
        ),
    ):
        messages.success(request, _("Saved: %(name)s.") % {"name": form.cleaned_data["name"]})
        return redirect(f"{reverse('agency_worklist')}?{query}")
    return render(request, "agency/list_save_page.html", {"form": form, "query": query})


@staff(ORDER_LIST)
def lists_page(request: StaffRequest) -> HttpResponse:
    context = {"saved": saved_filters(request.user.pk), "tabs": desk_tabs(request.actor)}
    return render(request, "agency/lists_page.html", context)


@staff(ORDER_LIST)
def rename_list(request: StaffRequest, *, pk: int) -> HttpResponse:
    saved = get_saved(pk, owner=request.user.pk)
    form = SaveForm(request.POST if request.method == "POST" else {"name": saved.name})
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            form,
            lambda: operations.rename_filter(
                pk, name=form.cleaned_data["name"], by=request.user, at=request.at
            ),
        )
    ):
        messages.success(request, _("The list has its new name."))
        return redirect("agency_lists")
    return render(request, "agency/list_rename_page.html", {"form": form, "saved": saved})


@staff(ORDER_LIST)
def delete_list(request: StaffRequest, *, pk: int) -> HttpResponse:
    saved = get_saved(pk, owner=request.user.pk)
    if request.method == "POST":
        operations.delete_filter(pk, by=request.user, at=request.at)
        messages.success(request, _("Deleted: %(name)s.") % {"name": saved.name})
        return redirect("agency_lists")
    return render(request, "agency/list_delete_page.html", {"form": EmptyForm(), "saved": saved})
