"""The page of an area, and its card to be shared."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cityloop.core.errors import NotFound
from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.evaluation.queries import UnitLine
from cityloop.places.choices import AreaLevel
from cityloop.web.components.words import said
from cityloop.web.public.card import area_card
from cityloop.web.public.city import request_tiles
from cityloop.web.public.datasets import Source
from cityloop.web.public.figures import Figures, Place
from cityloop.web.public.guard import FiguresRequest, figures_data, figures_page
from cityloop.web.public.pictures import Picture, months_picture, peers_picture, quarters_picture
from cityloop.web.public.places import area_lines, chain, topic_lines
from cityloop.web.public.rates import SHOWN, PublicRates
from cityloop.web.public.wording import rate_meaning


@figures_page
def area_page(request: FiguresRequest, *, code: str) -> HttpResponse:
    figures, rates = request.figures, request.rates
    place = get_place(figures, code=code)
    line = rates.areas.get(code) if rates else None
    community = place.level == AreaLevel.COMMUNITY
    context = {
        "place": place,
        "level": AreaLevel(place.level).label,
        "above": chain(figures, place=place),
        "figures": figures,
        "rates": rates,
        "line": line,
        "rows": rate_rows(line),
        "notes": [said(note) for note in line.notes] if line else [],
        "tiles": [] if community else request_tiles(figures, unit=code),
        "months": time_picture(figures, place=place),
        "peers": peers(rates, kind=UnitKind.AREA, code=code, wanted=request.GET.get("rate", "")),
        "topics": topic_lines(Source(figures, rates), unit=code) if not community else [],
        "areas": area_lines(figures, rates=rates, parent=code),
        "minimum": request.settings.privacy.min_cell,
        "card": request.build_absolute_uri("card.svg"),
    }
    return render(request, "public/area_page.html", context)


@figures_data
def card(request: FiguresRequest, *, code: str) -> HttpResponse:
    place = get_place(request.figures, code=code)
    line = request.rates.areas.get(code) if request.rates else None
    svg = area_card(request.figures, place=place, line=line, city=request.city.name)
    return HttpResponse(svg, content_type="image/svg+xml")


def get_place(figures: Figures, *, code: str) -> Place:
    """The area; raises NotFound, also for estates, which are too small to be printed."""
    place = figures.places.get(code)
    if place is None:
        raise NotFound(
            _("There is no page of an area called '%(code)s'.") % {"code": code},
            mend=_("Areas smaller than a community have none: their counts are too small."),
        )
    return place


def time_picture(figures: Figures, *, place: Place) -> Picture | None:
    """Requests of an area over time: by month, of a community by quarter."""
    if not figures.published.last_month:
        return None
    if place.level == AreaLevel.COMMUNITY:
        return quarters_picture(figures, unit=place.code) if figures.published.quarters else None
    title = _("Requests each month")
    return months_picture(figures, unit=place.code, table="requests", title=title)


def rate_rows(line: UnitLine | None) -> list[dict[str, object]]:
    """The rates of a unit that were measured, each with its meaning."""
    if line is None:
        return []
    return [
        {"label": rate.label, "figure": figure, "meaning": rate_meaning(rate.value)}
        for rate in SHOWN
        if (figure := line.rates.get(rate.value)) and figure.measured
    ]


def peers(
    rates: PublicRates | None, *, kind: str, code: str, wanted: str
) -> dict[str, object] | None:
    """The picture of a unit among those that it is compared with, and the rates to choose from."""
    lines = rates.lines(kind) if rates else ()
    own = next((line for line in lines if line.code == code), None)
    if rates is None or own is None:
        return None
    group = [line for line in lines if line.peer_group == own.peer_group]
    known = {one.rate: one for one in rates.city}
    order = (wanted, Rate.RESOLUTION, Rate.ON_TIME, Rate.RESPONSE, Rate.SATISFACTION)
    for rate in order:
        picture = (
            peers_picture(group, rate=known[rate], period=rates.code, marked=code)
            if rate in known
            else None
        )
        if picture is not None:
            tabs = [(one.rate, one.label) for one in rates.city]
            return {"picture": picture, "tabs": tabs, "rate": str(rate)}
    return None
