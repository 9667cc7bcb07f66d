"""The city's page: what came in, how it was handled, what is rising, what was done."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.web.components.tiles import Tile
from cityloop.web.public.datasets import Source, outcome_rows, type_rows
from cityloop.web.public.figures import Figures
from cityloop.web.public.guard import FiguresRequest, figures_page
from cityloop.web.public.pictures import funnel_picture, months_picture
from cityloop.web.public.places import area_lines
from cityloop.web.public.rates import CityRate, PublicRates
from cityloop.web.public.wording import count_words, month_words, rate_meaning
from cityloop_analytics.measures.rise import rise
from cityloop_analytics.months import MONTHS_OF_YEAR, shifted

RISING = 8
# That any type at all is said to rise which does not.
CHANCE = 0.05
# The rate of the funnel plot when none is asked for.
FIRST_RATES = (Rate.RESOLUTION, Rate.ON_TIME, Rate.RESPONSE, Rate.SATISFACTION)


@figures_page
def city_page(request: FiguresRequest) -> HttpResponse:
    figures, rates = request.figures, request.rates
    source = Source(figures, rates)
    last = figures.published.last_month
    context = {
        "figures": figures,
        "rates": rates,
        "rate_cards": rate_cards(rates.city if rates else ()),
        "tiles": request_tiles(figures, unit=figures.city),
        "months": months_picture(
            figures, unit=figures.city, table="requests", title=_("Requests each month")
        )
        if last
        else None,
        "funnel": _funnel(rates, wanted=request.GET.get("rate", "")),
        "rising": rising(source)[:RISING],
        "outcomes": [row for row in outcome_rows(source) if row["closed"] != 0],
        "areas": area_lines(figures, rates=rates, parent=figures.city),
        "bodies": body_lines(figures, rates=rates),
        "minimum": request.settings.privacy.min_cell,
    }
    return render(request, "public/city_page.html", context)


def request_tiles(figures: Figures, *, unit: str) -> list[Tile]:
    """The last whole month of an area, against the month before and a year before."""
    last = figures.published.last_month
    if not last:
        return []
    earlier = ((-1, _("The month before")), (-MONTHS_OF_YEAR, _("A year before")))
    tiles = [
        Tile(
            _("Requests in %(month)s") % {"month": month_words(last)},
            count_words(figures.requests(unit, period=last)),
        )
    ]
    for by, label in earlier:
        month = shifted(last, by=by)
        if month in figures.published.months:
            tiles.append(
                Tile(
                    label,
                    count_words(figures.requests(unit, period=month)),
                    hint=month_words(month),
                )
            )
    return tiles


def rate_cards(rates: tuple[CityRate, ...]) -> list[dict[str, Any]]:
    """Each rate with the sentence that says what it is."""
    return [{"rate": one, "meaning": rate_meaning(one.rate)} for one in rates]


def rising(source: Source) -> list[dict[str, Any]]:
    """Service types that came certainly more often than a year before, the surest first.

    Certain all together: with 95 % no type is among them by chance (Bonferroni). By the interval
    of each alone, one in forty types that did not change would be.
    """
    compared = [row for row in type_rows(source) if row["low"] is not None]
    confidence = 1 - CHANCE / max(1, len(compared))
    rows = [row for row in compared if row["low"] > 1 and _rose(row, confidence=confidence)]
    return sorted(rows, key=lambda row: -row["low"])


def _rose(row: dict[str, Any], *, confidence: float) -> bool:
    found = rise(row["requests"], before=row["year_before"], confidence=confidence)
    return found is not None and found.is_certain


def _funnel(rates: PublicRates | None, *, wanted: str) -> dict[str, Any] | None:
    """The funnel plot of one rate, and the rates that there are plots of."""
    if rates is None:
        return None
    lines = rates.lines(UnitKind.DEPARTMENT)
    known = {one.rate: one for one in rates.city}
    for rate in (wanted, *FIRST_RATES):
        picture = (
            funnel_picture(lines, rate=known[rate], period=rates.code) if rate in known else None
        )
        if picture is not None:
            tabs = [(one.rate, one.label) for one in rates.city]
            return {"picture": picture, "tabs": tabs, "rate": str(rate)}
    return None


def body_lines(figures: Figures, *, rates: PublicRates | None) -> list[dict[str, Any]]:
    """Bodies that were sent orders in the last month, by name, with what is said of them."""
    last = figures.published.last_month
    lines = []
    for body in figures.bodies.values():
        count = figures.orders(body.code, period=last) if last else 0
        if body.department == body.code and count != 0:
            evaluated = rates.bodies.get(body.code) if rates else None
            lines.append({"body": body, "orders": count_words(count), "line": evaluated})
    return sorted(lines, key=lambda line: line["body"].name)
