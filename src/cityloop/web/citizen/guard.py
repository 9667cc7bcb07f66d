"""Every page for residents: open to all, in the city's zone, kept by no cache."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.intake.rules.definitions import CitySettings, ResidentSettings
from cityloop.web.components.cities import activate_zone, get_city
from cityloop.web.components.guard import View, open_to_all


class CitizenRequest(HttpRequest):
    """A request of anybody: the city, the moment, and what the city allows residents."""

    city: City
    at: datetime
    limits: ResidentSettings
    settings: CitySettings
    today: date


def resident(view: Callable[..., HttpResponse]) -> View:
    """Declare a page for residents, and add to its request what all of them need."""

    @never_cache
    @wraps(view)
    def prepared(request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - see View
        known = cast("CitizenRequest", request)
        known.at = timezone.now()
        known.city = get_city()
        known.settings = from_plain(known.city.settings, kind=CitySettings)
        known.limits = known.settings.resident
        zone = activate_zone(known.city)
        known.today = known.at.astimezone(zone).date()
        return view(known, **kwargs)

    return open_to_all(prepared)
