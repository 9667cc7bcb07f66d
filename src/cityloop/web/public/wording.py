"""Counts, periods and rates in words."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def count_words(count: int | None) -> str:
    """A count for a table; what is kept back says so."""
    return _("kept back") if count is None else f"{count:,}".replace(",", "\u202f")


def month_words(month: str) -> str:
    """A month for readers: October 2026."""
    return date_format(date.fromisoformat(f"{month}-01"), "YEAR_MONTH_FORMAT")


def quarter_words(quarter: str) -> str:
    """A quarter for readers."""
    year, _dash, number = quarter.partition("-Q")
    return _("quarter %(number)s of %(year)s") % {"number": number, "year": year}


def rate_meaning(rate: str) -> str:
    """What a rate is, in one sentence."""
    return {
        "response": _("Of the cases due, those in which the requester was contacted in time."),
        "on_time": _("Of the cases due, those answered before their time was over."),
        "resolution": _(
            "Of the requesters reached in call-backs, those who say that it is solved; "
            "partly solved counts in part. Sampled answers are weighted."
        ),
        "satisfaction": _(
            "Of the requesters reached in call-backs, those who say that they are "
            "satisfied with the result. Sampled answers are weighted."
        ),
    }.get(rate, "")
