"""Look up an answer: the list, one item with what it said on any day, what a version changed."""

from datetime import date, datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cityloop.intake.queries import PAGE_SIZE
from cityloop.intake.queries.told import times_told
from cityloop.knowledge import queries
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.permissions import KNOWLEDGE_ADD, KNOWLEDGE_KEEP, KNOWLEDGE_SEE
from cityloop.knowledge.rules.standing import missing_languages, standing
from cityloop.web.components.forms import EmptyForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number
from cityloop.web.knowledge.forms import DayForm, ListForm, UnhelpfulForm
from cityloop.web.knowledge.presenters import differences, own_tiles, shown_page
from cityloop.web.knowledge.settings import knowledge_settings


@staff(KNOWLEDGE_SEE)
def list_page(request: StaffRequest) -> HttpResponse:
    form = ListForm(request.GET)
    wanted = form.wanted(agency=request.actor.agency_id)
    on, days = timezone.localdate(request.at), knowledge_settings(request.city).remind_days
    found = queries.items(wanted, on=on, days=days, languages=request.city.languages)
    listing = shown_page(found, number=page_number(request), size=PAGE_SIZE)
    keeps = KNOWLEDGE_ADD(request.actor, None) is None
    context = {
        "form": form,
        "listing": listing,
        "told": times_told(row.pk for row in listing.rows),
        "keeps": keeps and request.actor.agency_id is not None,
        "tiles": own_tiles(request.actor, on=on, days=days, wanted=wanted),
        "narrowed": bool(wanted.text or wanted.show or wanted.owner),
    }
    return render(request, "knowledge/list_page.html", context)


@staff(KNOWLEDGE_SEE)
def item_page(request: StaffRequest, *, code: str) -> HttpResponse:
    item = queries.get_kept_item(code)
    on, days = timezone.localdate(request.at), knowledge_settings(request.city).remind_days
    may_keep = KNOWLEDGE_KEEP(request.actor, item) is None
    form = DayForm(request.GET or None)
    context = {
        "item": item,
        "standing": standing(item.span, on=on, days=days),
        "texts": [(one, item.titles.get(one), item.bodies.get(one)) for one in _languages(item)],
        "missing": missing_languages(
            item.titles, bodies=item.bodies, languages=request.city.languages
        ),
        "told": times_told([item.pk])[item.pk],
        "types": item.service_types.order_by("code"),
        "versions": queries.versions_of(item),
        "feedback": queries.open_feedback(item) if may_keep else (),
        "may_keep": may_keep,
        "day_form": form,
        "then": _then(item, form=form),
        "unhelpful_form": UnhelpfulForm(),
        "settle_form": EmptyForm(),
    }
    return render(request, "knowledge/item_page.html", context)


@staff(KNOWLEDGE_SEE)
def version_page(request: StaffRequest, *, code: str, number: int) -> HttpResponse:
    item = queries.get_kept_item(code)
    version, *before = queries.get_version(item, number=number)
    context = {
        "item": item,
        "version": version,
        "before": before[0] if before else None,
        "differences": differences(version, before=before[0] if before else None),
    }
    return render(request, "knowledge/version_page.html", context)


def _languages(item: KnowledgeItem) -> list[str]:
    return list(dict.fromkeys([*item.titles, *item.bodies]))


def _then(item: KnowledgeItem, *, form: DayForm) -> dict[str, object] | None:
    """What the item said at the end of the day that was asked for, or None when none was."""
    day: date | None = form.cleaned_data.get("on") if form.is_valid() else None
    if day is None:
        return None
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    version = queries.version_on(item, before=end)
    held = version is not None and version.span.holds(day)
    return {"day": day, "version": version, "held": held}
