"""Every page of insight: for those who may see it, kept by browsers until a figure changes."""

from collections.abc import Callable, Iterable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cityloop.accounts.permissions import Permission
from cityloop.accounts.rules.rights import Right
from cityloop.core.definitions import from_plain
from cityloop.evaluation.queries import periods
from cityloop.intake.rules.definitions import CitySettings
from cityloop.web.components.guard import StaffRequest, View, staff
from cityloop.web.components.store import as_of, current_store, marked, page_tag, unchanged
from cityloop.web.public.figures import Figures, get_figures
from cityloop_analytics.store import Store, StoreUnreadable

INSIGHT_SEE = Permission[None](Right.INSIGHT_SEE)


class InsightRequest(StaffRequest):
    """A request of somebody who may see insight: the store, its names, the smallest count shown."""

    store: Store
    minimum: int
    figures: Figures


InsightView = Callable[..., HttpResponse]


def insight_page(view: InsightView) -> View:
    """Declare a page of the store; without a readable one it says that there are no figures yet."""

    def prepared(request: StaffRequest, **kwargs: object) -> HttpResponse:
        known = cast("InsightRequest", request)
        try:
            known.store = current_store()
        except StoreUnreadable:
            return render(known, "insight/no_figures_page.html")
        least = from_plain(known.city.settings, kind=CitySettings).privacy.min_cell
        # Whoever may open the cases themselves is told nothing by a small count.
        known.minimum = 1 if known.actor.has(Right.CASES_SEE) else least
        known.figures = get_figures(minimum=least)
        roles = ",".join(sorted(known.actor.roles))
        # An evaluation may be run again while the store stays the same.
        runs = [f"{one.pk} {one.state} {one.run_at}" for one in periods()]
        parts = (known.get_full_path(), known.store.stamp, known.minimum, roles, *runs)
        tag = page_tag(known, *parts)
        same = unchanged(known, tag=tag)
        if same is not None:
            return cast("HttpResponse", same)
        return marked(view(known, **kwargs), tag=tag, at=as_of(known.store), public=False)

    return staff(INSIGHT_SEE)(prepared)


def chosen(request: HttpRequest, *, name: str, among: Iterable[str]) -> str:
    """What a filter asks for, or the first where it asks for nothing that there is."""
    known = list(among)
    wanted = request.GET.get(name, "")
    return wanted if wanted in known else next(iter(known), "")
