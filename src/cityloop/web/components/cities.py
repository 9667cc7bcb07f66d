"""The city whose pages these are: its zone for every time that a page prints."""

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from cityloop.core.errors import NotFound
from cityloop.core.models import City


def get_city() -> City:
    """Return the city of this deployment; raises NotFound before definitions are loaded."""
    city = next(iter(City.objects.all()[:1]), None)
    if city is None:
        raise NotFound(
            _("No city is loaded yet."),
            mend=_("Run `cityloop demo`, or load the definitions of your city."),
        )
    return city


def activate_zone(city: City) -> ZoneInfo:
    """Print times in the city's zone for the rest of this request."""
    zone = ZoneInfo(city.zone)
    timezone.activate(zone)
    return zone
