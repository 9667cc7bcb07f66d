"""Pictures of the public pages, each with its table, definition, denominator and downloads."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cityloop.evaluation.queries import RateFigure, UnitLine
from cityloop.web.components.charts import Chart
from cityloop.web.public.figures import Figures
from cityloop.web.public.rates import CityRate
from cityloop.web.public.wording import count_words, rate_meaning
from cityloop.web.templatetags.cityloop import percent, short
from cityloop_analytics.measures.funnel import funnel_limits
from cityloop_analytics.pictures import Axis, Points, lines, scatter
from cityloop_analytics.pictures.funnel import Dot, Limits, funnel

WHOLE = 100
COVERAGES = (0.95, 0.998)
STEPS = 60
# Places of an axis that have room for the name of a month.
MONTHS_BETWEEN = 4
Cell = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart with what it means: `definition` in a sentence, `base` of what it is a share.

    dataset, query: the file of the same figures, and which of its rows.
    """

    chart: Chart
    definition: str
    base: str
    dataset: str
    query: str = ""

    @property
    def csv(self) -> str:
        return self._address("csv")

    @property
    def parquet(self) -> str:
        return self._address("parquet")

    def _address(self, ending: str) -> str:
        return reverse("public_file", args=[self.dataset, ending]) + self.query


def months_picture(figures: Figures, *, unit: str, table: str, title: str) -> Picture:
    """A count over the last whole months, of an area (requests) or a body (orders)."""
    months = figures.published.months
    read = figures.requests if table == "requests" else figures.orders
    counts = [read(unit, period=month) for month in months]
    labels = [
        (float(place), month) for place, month in enumerate(months) if place % MONTHS_BETWEEN == 0
    ]
    svg = lines(
        title,
        across=Axis(name=_("Month"), labels=labels),
        up=Axis(name=_("Requests") if table == "requests" else _("Orders")),
        series=[
            Points(
                name=title,
                across=[float(place) for place in range(len(months))],
                up=[math.nan if count is None else float(count) for count in counts],
            )
        ],
    )
    rows = [(month, count_words(count)) for month, count in zip(months, counts, strict=True)]
    columns = (_("Month"), _("Requests") if table == "requests" else _("Orders"))
    field = "area" if table == "requests" else "agency"
    return Picture(
        chart=Chart(svg=svg, caption=_whole_months(), columns=columns, rows=rows[::-1]),
        definition=_requests_mean() if table == "requests" else _orders_mean(),
        base=_("A count of all, not a sample: it has no interval."),
        dataset="requests-by-month" if table == "requests" else "orders-by-month",
        query=f"?{urlencode({field: unit})}" if unit else "",
    )


def quarters_picture(figures: Figures, *, unit: str) -> Picture:
    """Residents' requests of a community by quarter."""
    quarters = figures.published.quarters
    counts = [figures.requests(unit, period=quarter) for quarter in quarters]
    title = _("Requests each quarter")
    svg = lines(
        title,
        across=Axis(
            name=_("Quarter"), labels=[(float(place), one) for place, one in enumerate(quarters)]
        ),
        up=Axis(name=_("Requests")),
        series=[
            Points(
                name=title,
                across=[float(place) for place in range(len(quarters))],
                up=[math.nan if count is None else float(count) for count in counts],
            )
        ],
    )
    rows = [(quarter, count_words(one)) for quarter, one in zip(quarters, counts, strict=True)]
    return Picture(
        chart=Chart(
            svg=svg,
            caption=_("Each whole quarter. A gap is a count kept back."),
            columns=(_("Quarter"), _("Requests")),
            rows=rows[::-1],
        ),
        definition=_(
            "Requests of residents whose place and type are known; those that staff or sensors "
            "made are left out, so that communities together have fewer than their sub-district."
        ),
        base=_("A count of all, not a sample: it has no interval."),
        dataset="requests-by-quarter",
        query=f"?{urlencode({'area': unit})}",
    )


def _whole_months() -> str:
    return _("Each whole month; the month that runs is not printed. A gap is a count kept back.")


def _requests_mean() -> str:
    return _(
        "Every request that came in by any channel, in the month in which it came; reports of "
        "wrongdoing and types that are not public are left out."
    )


def _orders_mean() -> str:
    return _(
        "Work orders that made this body responsible for a matter, in the month in which they "
        "were sent to it."
    )


def funnel_picture(
    units: Iterable[UnitLine], *, rate: CityRate, period: str, marked: str = ""
) -> Picture | None:
    """Where units of their size would fall by chance; None with fewer than two, or no middle."""
    drawn = _drawn(units, rate.rate)
    target = None if rate.value is None else float(rate.value)
    if len(drawn) <= 1 or target is None or not 0 < target < 1:
        return None
    most = max(_size(figure) for _line, figure in drawn)
    # Whole cases: the binomial knows no others.
    across = np.unique(np.round(np.linspace(1, most * 1.06, STEPS)))
    limits = [
        Limits(
            name=f"{coverage * WHOLE:g} %",
            across=across.tolist(),
            low=(found.low * WHOLE).tolist(),
            high=(found.high * WHOLE).tolist(),
        )
        for coverage in COVERAGES
        for found in [funnel_limits(across, target=target, coverage=coverage)]
    ]
    svg = funnel(
        _("%(rate)s by number of cases") % {"rate": rate.label},
        axes=(Axis(name=_("Number of cases")), Axis(name="%")),
        dots=[
            Dot(
                name=line.name,
                across=_size(figure),
                up=_percent(figure.value),
                marked=line.code == marked,
            )
            for line, figure in drawn
        ],
        limits=limits,
        target=target * WHOLE,
    )
    return Picture(
        chart=Chart(
            svg=svg,
            caption=_(
                "Between the broken lines a unit of that size would lie by chance, were all units "
                "alike. Small units scatter more: being far from the middle there says nothing."
            ),
            columns=_columns(),
            rows=[_row(line, figure) for line, figure in drawn],
        ),
        definition=rate_meaning(rate.rate),
        base=_("Cases due in %(period)s; units with fewer cases than may be printed are left out.")
        % {"period": period},
        dataset="rates",
        query=f"?{urlencode({'rate': rate.rate})}",
    )


def peers_picture(
    units: Iterable[UnitLine], *, rate: CityRate, period: str, marked: str
) -> Picture | None:
    """A unit among its peers, each with its interval, in the order of their names."""
    drawn = _drawn(units, rate.rate)
    if len(drawn) <= 1:
        return None
    places = list(enumerate(drawn, start=1))
    sides = {
        _("Its peers"): [one for one in places if one[1][0].code != marked],
        _("This one"): [one for one in places if one[1][0].code == marked],
    }
    svg = scatter(
        rate.label,
        across=Axis(
            name=_("Number of the unit in the table"),
            labels=[(float(place), str(place)) for place, _unit in places],
        ),
        up=Axis(name="%", high=float(WHOLE)),
        series=[_points(name, placed=side) for name, side in sides.items() if side],
    )
    rows = [_row(line, figure, place=place) for place, (line, figure) in places]
    return Picture(
        chart=Chart(
            svg=svg,
            caption=_("Where intervals reach over each other, the difference may be chance."),
            columns=_columns(),
            rows=rows,
        ),
        definition=rate_meaning(rate.rate),
        base=_("Cases due in %(period)s; units with fewer cases than may be printed are left out.")
        % {"period": period},
        dataset="rates",
        query=f"?{urlencode({'rate': rate.rate})}",
    )


def _points(name: str, *, placed: Sequence[tuple[int, tuple[UnitLine, RateFigure]]]) -> Points:
    return Points(
        name=name,
        across=[float(place) for place, _unit in placed],
        up=[_percent(figure.value) for _place, (_line, figure) in placed],
        low=[_percent(figure.low) for _place, (_line, figure) in placed],
        high=[_percent(figure.high) for _place, (_line, figure) in placed],
    )


def _size(figure: RateFigure) -> float:
    """How many cases a rate rests on: of a sample fewer than it speaks for."""
    return float(figure.effective or figure.denominator)


def _drawn(units: Iterable[UnitLine], rate: str) -> list[tuple[UnitLine, RateFigure]]:
    found = [
        (line, figure)
        for line in units
        if (figure := line.rates.get(rate)) and not figure.hidden and figure.value is not None
    ]
    return sorted(found, key=lambda pair: pair[0].name)


def _columns() -> tuple[str, ...]:
    return _("Unit"), _("Rate"), _("Of"), _("Interval")


def _row(line: UnitLine, figure: RateFigure, *, place: int | None = None) -> tuple[str, ...]:
    name = line.name if place is None else f"{place}. {line.name}"
    ends = "" if figure.low is None else f"{percent(figure.low)} – {percent(figure.high)}"
    of = f"{short(figure.numerator)} / {short(figure.denominator)}"
    return name, percent(figure.value), of, ends


def _percent(share: Decimal | None) -> float:
    return math.nan if share is None else round(float(share) * WHOLE, 2)
