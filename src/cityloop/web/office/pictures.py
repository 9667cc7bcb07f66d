"""Pictures of an evaluation: every unit with its interval, so that nobody reads a bare rank."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.evaluation.choices import Band, Rate
from cityloop.evaluation.queries import RateFigure, UnitLine
from cityloop.web.components.charts import Chart
from cityloop.web.templatetags.cityloop import percent
from cityloop_analytics.pictures import Axis, Points, scatter

# The rate that is shown when none is asked for: whether it was solved.
FIRST = (Rate.RESOLUTION, Rate.ON_TIME, Rate.RESPONSE, Rate.SATISFACTION)
WHOLE = 100
EVERY_MARK_UP_TO = 30
# Short enough for the key of a picture.
SHORT: dict[str, str | Promise] = {
    Band.BETTER: gettext_lazy("Better"),
    Band.SAME: gettext_lazy("As its peers"),
    Band.WORSE: gettext_lazy("Worse"),
    Band.UNRANKED: gettext_lazy("Too few cases"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalChart:
    """The chart of one rate, and the rates that there are pictures of."""

    rate: str
    rates: tuple[tuple[str, str | Promise], ...]
    chart: Chart


def interval_chart(lines: Sequence[UnitLine], *, wanted: str) -> IntervalChart | None:
    """Return the picture of one rate of these units, or None where no rate has two intervals."""
    drawable = {rate.value: rate.label for rate in Rate if len(_drawn(lines, rate)) > 1}
    order = [wanted, *(rate.value for rate in FIRST), *drawable]
    rate = next((one for one in order if one in drawable), None)
    if rate is None:
        return None
    return IntervalChart(
        rate=rate,
        rates=tuple(drawable.items()),
        chart=_chart(_drawn(lines, rate), title=str(drawable[rate])),
    )


def _drawn(lines: Sequence[UnitLine], rate: str) -> list[tuple[UnitLine, RateFigure]]:
    """Units that may be shown with an interval, the lowest value first."""
    found = [
        (line, figure)
        for line in lines
        if (figure := line.rates.get(rate)) and not figure.hidden and figure.low is not None
    ]
    return sorted(found, key=lambda pair: (pair[1].value or Decimal(), pair[0].name))


def _chart(drawn: Sequence[tuple[UnitLine, RateFigure]], *, title: str) -> Chart:
    places = range(1, len(drawn) + 1)
    step = 1 if len(drawn) <= EVERY_MARK_UP_TO else 10
    svg = scatter(
        title,
        across=Axis(
            name=_("Number of the unit in the table"),
            labels=[(place, str(place)) for place in places if place == 1 or place % step == 0],
        ),
        up=Axis(name="%", high=WHOLE),
        series=_series(drawn),
    )
    rows = [
        (
            f"{place}. {line.name}",
            percent(figure.value),
            f"{_share(figure.low)}–{_share(figure.high)} %",
        )
        for place, (line, figure) in zip(places, drawn, strict=True)
    ]
    caption = _(
        "Each unit with the interval of its rate, the lowest first. Where intervals reach over "
        "each other, the order says nothing."
    )
    return Chart(svg=svg, caption=caption, columns=(_("Unit"), _("Rate"), _("Interval")), rows=rows)


def _series(drawn: Sequence[tuple[UnitLine, RateFigure]]) -> list[Points]:
    """One series for every band that occurs, each in the words of the band."""
    series = []
    for band in Band:
        found = [
            (place, figure)
            for place, (_line, figure) in enumerate(drawn, start=1)
            if figure.band == band
        ]
        if found:
            figures = [figure for _place, figure in found]
            series.append(
                Points(
                    name=str(SHORT[band]),
                    across=[float(place) for place, _figure in found],
                    up=[_number(one.value) for one in figures],
                    low=[_number(one.low) for one in figures],
                    high=[_number(one.high) for one in figures],
                )
            )
    return series


def _number(share: Decimal | None) -> float:
    return float("nan") if share is None else round(float(share) * WHOLE, 2)


def _share(share: Decimal | None) -> str:
    return "" if share is None else f"{share * WHOLE:.1f}"
