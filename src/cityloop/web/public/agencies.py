"""The page of a body that is given work."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cityloop.agencies.choices import AgencyKind
from cityloop.core.errors import NotFound
from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.web.components.tiles import Tile
from cityloop.web.components.words import said
from cityloop.web.public.areas import peers, rate_rows
from cityloop.web.public.figures import Body, Figures
from cityloop.web.public.guard import FiguresRequest, figures_page
from cityloop.web.public.pictures import Picture, funnel_picture, months_picture
from cityloop.web.public.rates import PublicRates
from cityloop.web.public.wording import count_words, month_words

DAY = 86_400


@figures_page
def agency_page(request: FiguresRequest, *, code: str) -> HttpResponse:
    figures, rates = request.figures, request.rates
    body = figures.bodies.get(code)
    if body is None:
        raise NotFound(_("There is no body called '%(code)s'.") % {"code": code})
    line = rates.bodies.get(code) if rates else None
    last = figures.published.last_month
    own = body.department == code
    context = {
        "body": body,
        "kind": AgencyKind(body.kind).label,
        "counted_under": None if own else figures.bodies.get(body.department),
        "territory": figures.places.get(body.territory),
        "figures": figures,
        "rates": rates,
        "line": line,
        "rows": rate_rows(line),
        "notes": [said(note) for note in line.notes] if line else [],
        "tiles": _tiles(figures, body=body) if own and last else [],
        "months": months_picture(figures, unit=code, table="orders", title=_("Orders each month"))
        if own and last
        else None,
        "peers": peers(
            rates, kind=UnitKind.DEPARTMENT, code=code, wanted=request.GET.get("rate", "")
        ),
        "funnel": _funnel(rates, code=code),
        "minimum": request.settings.privacy.min_cell,
    }
    return render(request, "public/agency_page.html", context)


def _tiles(figures: Figures, *, body: Body) -> list[Tile]:
    last = figures.published.last_month
    count = figures.orders(body.code, period=last)
    tiles = [Tile(_("Orders in %(month)s") % {"month": month_words(last)}, count_words(count))]
    times = figures.times.get(body.code)
    if count is not None and times and times.median is not None and times.p90 is not None:
        tiles += [
            Tile(_("Of those answered, half within"), _days(times.median)),
            Tile(_("Of those answered, nine in ten within"), _days(times.p90)),
        ]
    return tiles


def _days(seconds: float) -> str:
    return _("%(days)s days") % {"days": f"{seconds / DAY:.1f}"}


def _funnel(rates: PublicRates | None, *, code: str) -> Picture | None:
    """The body among all bodies, where it stands in that picture."""
    if rates is None or code not in rates.bodies:
        return None
    figure = rates.bodies[code].rates.get(Rate.RESOLUTION)
    chosen = next((one for one in rates.city if one.rate == Rate.RESOLUTION), None)
    if chosen is None or figure is None or figure.hidden or not figure.measured:
        return None
    lines = rates.lines(UnitKind.DEPARTMENT)
    return funnel_picture(lines, rate=chosen, period=rates.code, marked=code)
