"""Fair estimates of a period beside the formulas of H5, as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.evaluation.choices import Band, Rate
from cityloop.evaluation.queries import RateFigure, UnitLine
from cityloop.evaluation.rules.unit_score import FairFigure
from cityloop.web.components.charts import Chart
from cityloop.web.templatetags.cityloop import peers, percent, short
from cityloop_analytics.pictures import Axis, Points, scatter

WHOLE = 100
EVERY_MARK_UP_TO = 30
SHORT: dict[str, str | Promise] = {
    Band.BETTER: gettext_lazy("Better"),
    Band.SAME: gettext_lazy("As its peers"),
    Band.WORSE: gettext_lazy("Worse"),
}


@dataclass(frozen=True, slots=True)
class FairUnit:
    """A unit with its rate by H5 and its fair figure."""

    line: UnitLine
    rate: RateFigure
    fair: FairFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class FairGroup:
    """Units of one peer group: the picture, and what may be said of them all together."""

    name: str
    chart: Chart
    units: int
    told_apart: int
    false: float
    middle: Decimal
    spread: Decimal | None


def rate_label(rate: str) -> str:
    """A rate in words."""
    return str(Rate(rate).label)


def fair_units(lines: Sequence[UnitLine], *, rate: str) -> list[FairUnit]:
    """Units whose fair figure of a rate may be shown, by peer group, the lowest first."""
    found = [
        FairUnit(line, figure, figure.fair)
        for line in lines
        if (figure := line.rates.get(rate)) and not figure.hidden and figure.fair is not None
    ]
    return sorted(found, key=lambda one: (one.line.peer_group, one.fair.estimate, one.line.name))


def fair_groups(lines: Sequence[UnitLine], *, rate: str, title: str) -> list[FairGroup]:
    """The fair comparison of one rate, one picture for each peer group of two and more."""
    groups = groupby(fair_units(lines, rate=rate), key=lambda one: one.line.peer_group)
    return [_group(name, list(units), title=title) for name, units in groups]


def _group(name: str, units: Sequence[FairUnit], *, title: str) -> FairGroup:
    flagged = [one.fair for one in units if one.fair.band in {Band.BETTER, Band.WORSE}]
    doubts = [min(one.chance_better, 1 - one.chance_better) for one in flagged]
    return FairGroup(
        name=peers(name) if name else "",
        chart=_chart(units, title=f"{title}: {peers(name)}" if name else title),
        units=len(units),
        told_apart=len(flagged),
        false=float(sum(doubts)),
        middle=units[0].fair.middle,
        spread=units[0].fair.spread,
    )


def _chart(units: Sequence[FairUnit], *, title: str) -> Chart:
    places = range(1, len(units) + 1)
    step = 1 if len(units) <= EVERY_MARK_UP_TO else 10
    series = []
    for band, words in SHORT.items():
        inside = [
            (place, one.fair)
            for place, one in zip(places, units, strict=True)
            if one.fair.band == band
        ]
        if inside:
            series.append(
                Points(
                    name=str(words),
                    across=[float(place) for place, _one in inside],
                    up=[float(one.estimate * WHOLE) for _place, one in inside],
                    low=[float(one.low * WHOLE) for _place, one in inside],
                    high=[float(one.high * WHOLE) for _place, one in inside],
                )
            )
    svg = scatter(
        title,
        across=Axis(
            name=_("Number of the unit in the table"),
            labels=[(float(one), str(one)) for one in places if one == 1 or one % step == 0],
        ),
        up=Axis(name="%", high=float(WHOLE)),
        series=series,
    )
    caption = f"{title}. " + _(
        "Each unit as it would do with the city's mix of cases, with its interval, the lowest "
        "first. A unit with few cases lies near the middle of its peers."
    )
    rows = [_row(place, one) for place, one in enumerate(units, start=1)]
    return Chart(svg=svg, caption=caption, columns=_columns(), rows=rows)


def _columns() -> tuple[str, ...]:
    return (
        _("Unit"), _("Cases"), _("H5: rate"), _("H5: shrunk"), _("Expected with these cases"),
        _("H5: rate over expected"), _("Fair estimate"), _("Interval, %"), _("May hold place"),
        _("Chance to be above the middle"), _("What may be said"),
    )  # fmt: skip


def _row(place: int, one: FairUnit) -> tuple[str, ...]:
    fair = one.fair
    return (
        f"{place}. {one.line.name}",
        short(fair.cases),
        f"{percent(one.rate.value)} ({short(one.rate.numerator)} / {short(one.rate.denominator)})",
        percent(one.rate.adjusted),
        percent(fair.expected),
        "–" if one.rate.ratio is None else f"{one.rate.ratio:.2f}",
        percent(fair.estimate),
        f"{fair.low * WHOLE:.1f} – {fair.high * WHOLE:.1f}",
        _("%(first)s to %(last)s of %(units)s")
        % {"first": fair.best_place, "last": fair.worst_place, "units": fair.units},
        percent(fair.chance_better),
        str(SHORT.get(fair.band, "")),
    )
