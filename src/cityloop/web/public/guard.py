"""Every public page of figures: open to all, kept by browsers until a figure changes."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.intake.rules.definitions import CitySettings
from cityloop.web.components.cities import activate_zone, get_city
from cityloop.web.components.guard import View, identify, open_to_all
from cityloop.web.components.store import (
    as_of,
    current_store,
    data_tag,
    marked,
    page_tag,
    unchanged,
)
from cityloop.web.public.figures import Figures, get_figures
from cityloop.web.public.rates import PublicRates, last_published, public_rates
from cityloop_analytics.store import StoreUnreadable

log = logging.getLogger(__name__)
NOT_THERE = 404


class FiguresRequest(HttpRequest):
    """A request of anybody: the city, its figures, and its last published evaluation, if any."""

    city: City
    at: datetime
    settings: CitySettings
    figures: Figures
    rates: PublicRates | None


FiguresView = Callable[..., HttpResponse]


def figures_page(view: FiguresView) -> View:
    """Declare a page of figures; without a readable store it says that there are none yet."""
    return _declared(view, page=True)


def figures_data(view: FiguresView) -> View:
    """Declare a file of figures: as a page, but the same for everybody, signed in or not."""
    return _declared(view, page=False)


def _declared(view: FiguresView, *, page: bool) -> View:
    @wraps(view)
    def prepared(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 - see View
        known = city_request(request)
        try:
            _add_figures(known)
        except StoreUnreadable as error:
            log.info("No figures can be shown: %s", error)
            status = None if page else NOT_THERE
            return render(known, "public/no_figures_page.html", status=status)
        # A smaller least count or wider bands of the map hold at once, and not from the night on.
        parts = (known.figures.stamp, known.city.name, known.city.settings, _seal(known))
        tag = page_tag(known, *parts) if page else data_tag(request.get_full_path(), *parts)
        same = unchanged(known, tag=tag, public=not page)
        if same is not None:
            return same
        return marked(view(known, **kwargs), tag=tag, at=known.at, public=not page)

    return open_to_all(prepared)


def city_request(request: HttpRequest) -> FiguresRequest:
    """Add to a request of anybody the city and its settings, and who they are if they said so."""
    if request.user.is_authenticated:
        identify(request)
    known = cast("FiguresRequest", request)
    known.city = get_city()
    known.settings = from_plain(known.city.settings, kind=CitySettings)
    known.at = timezone.now()
    activate_zone(known.city)
    return known


def _add_figures(known: FiguresRequest) -> None:
    minimum = known.settings.privacy.min_cell
    known.figures = get_figures(minimum=minimum)
    period = last_published()
    known.rates = None if period is None else public_rates(period, minimum=minimum)
    # What is printed is as of the store, not as of this moment.
    known.at = as_of(current_store())


def _seal(known: FiguresRequest) -> object:
    return None if known.rates is None else known.rates.pk
