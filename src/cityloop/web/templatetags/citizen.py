"""Filters of the pages for residents: days as people say them."""

from datetime import date, datetime, time, timedelta

from django import template
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _

from cityloop.intake.rules.numbering import reference

register = template.Library()


@register.filter
def day(moment: datetime | date | None) -> str:
    """A day with its name, by the city's clock: "Monday 9 March"."""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return formatted(local, _day_format())


def _day_format() -> str:
    # How a day is written, in Django's letters; the year is left out: it is this one or the next.
    return _("l j F")


@register.filter
def until(moment: datetime | None) -> str:
    """A limit as people say it; midnight is the end of the day before."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if local.time() == time(0):
        return _("the end of %(day)s") % {"day": day(local - timedelta(days=1))}
    return _("%(day)s, %(time)s") % {"day": day(local), "time": f"{local:%H:%M}"}


@register.filter
def at_time(moment: datetime | None) -> str:
    """A moment: the day and the time."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return _("%(day)s, %(time)s") % {"day": day(local), "time": f"{local:%H:%M}"}


@register.filter
def as_reference(number: str) -> str:
    """A number with its check digit."""
    return reference(number)
