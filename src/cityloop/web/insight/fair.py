"""Which differences between units are real: fair estimates beside the formulas of H5."""

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import urlencode

import numpy as np
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cityloop.evaluation import permissions as may
from cityloop.evaluation import queries
from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.evaluation.models import EvaluationPeriod
from cityloop.evaluation.queries import UnitLine
from cityloop.web.components.charts import Chart
from cityloop.web.components.fair import fair_groups, fair_units
from cityloop.web.insight.guard import InsightRequest, chosen, insight_page
from cityloop.web.insight.pictures import InsightPicture, Row
from cityloop.web.office.evaluation import lines_shown
from cityloop.web.office.presenters import KINDS
from cityloop.web.public.pictures import Picture, funnel_picture
from cityloop.web.public.rates import CityRate
from cityloop.web.public.wording import rate_meaning
from cityloop_analytics.measures.oscillation import Oscillation, oscillation
from cityloop_analytics.store import Store

RATES = (Rate.RESOLUTION, Rate.SATISFACTION, Rate.ON_TIME, Rate.RESPONSE)
FEWEST_CASES, CONFIDENCE, SEED, MONTHS = 10, 0.90, 20150101, 12


@insight_page
def fair_page(request: InsightRequest) -> HttpResponse:
    periods = periods_of(request)
    period = period_of(request, periods=periods)
    kind = chosen(request, name="by", among=[code for code, _name in KINDS])
    rate = Rate(chosen(request, name="rate", among=[one.value for one in RATES]))
    lines = lines_shown(request, period, kind=kind) if period else ()
    groups = fair_groups(lines, rate=rate, title=str(rate.label))
    context = {
        "tab": "fair",
        "filters": filters(request, periods=periods, kind=kind, rate=rate),
        "period": period,
        "pictures": [
            (group, _picture(group.chart, period, kind=kind, rate=rate))
            for group in groups
            if period
        ],
        "composite": [line for line in lines if line.fair is not None],
        "funnel": _funnel(lines, period=period, rate=rate) if period else None,
        "told_apart": sum(group.told_apart for group in groups),
        "units": sum(group.units for group in groups),
        "false": sum(group.false for group in groups),
        "oscillation": effort(request.store),
        "h5": period.scheme.content if period else {},
        "minimum": request.minimum,
    }
    return render(request, "insight/fair_page.html", context)


def periods_of(request: InsightRequest) -> list[EvaluationPeriod]:
    """Periods that the reader may see, the newest first."""
    return [one for one in queries.periods() if not may.PERIOD_SEE(request.actor, one)]


def period_of(
    request: InsightRequest, *, periods: list[EvaluationPeriod]
) -> EvaluationPeriod | None:
    wanted = chosen(request, name="period", among=[str(one.pk) for one in periods])
    return next((one for one in periods if str(one.pk) == wanted), None)


def _picture(chart: Chart, period: EvaluationPeriod, *, kind: str, rate: Rate) -> InsightPicture:
    return InsightPicture(
        chart=chart,
        definition=rate_meaning(rate.value),
        base=_("Cases due in %(period)s.") % {"period": period.code},
        dataset="fair",
        query=f"?{urlencode({'period': period.pk, 'by': kind, 'rate': rate.value})}",
    )


def _funnel(lines: Sequence[UnitLine], *, period: EvaluationPeriod, rate: Rate) -> Picture | None:
    """The raw rates by size about the rate of all shown units together."""
    seen = [
        figure
        for line in lines
        if (figure := line.rates.get(rate.value)) and not figure.hidden and figure.measured
    ]
    whole = CityRate(
        rate=rate.value,
        label=str(rate.label),
        numerator=sum((one.numerator for one in seen), start=Decimal(0)),
        denominator=sum((one.denominator for one in seen), start=Decimal(0)),
        low=None,
        high=None,
    )
    return funnel_picture(lines, rate=whole, period=period.code)


def effort(store: Store) -> Oscillation | None:
    """Whether a good month is followed by less effort: answers in time over the last year.

    Units with ten and more settled orders in a month; None with fewer than ten such units, or
    where their standings hold nothing but chance.
    """
    rows = store.rows(
        "SELECT agency, month, judged, judged - breached AS in_time FROM unit_months "
        "WHERE judged >= ? AND month < (SELECT max(month) FROM unit_months) ORDER BY month",
        values=[FEWEST_CASES],
    )
    months = sorted({row["month"] for row in rows})[-MONTHS:]
    units = sorted({row["agency"] for row in rows})
    levels = np.full((len(units), len(months)), np.nan)
    noise = np.full_like(levels, np.nan)
    for row in rows:
        if row["month"] in months:
            place = units.index(row["agency"]), months.index(row["month"])
            part, rest = row["in_time"] + 0.5, row["judged"] - row["in_time"] + 0.5
            levels[place], noise[place] = np.log(part / rest), 1 / part + 1 / rest
    known = (~np.isnan(levels)).sum(axis=1) > 1
    try:
        return oscillation(levels[known], noise=noise[known], confidence=CONFIDENCE, seed=SEED)
    except ValueError:
        return None


def filters(
    request: InsightRequest, *, periods: list[EvaluationPeriod], kind: str, rate: str
) -> list[dict[str, object]]:
    """The choices of the page."""
    period = period_of(request, periods=periods)
    return [
        {"name": "period", "label": _("Period"), "chosen": str(period.pk) if period else "",
         "values": [(str(one.pk), f"{one.code} · {one.scheme.code}") for one in periods]},
        {"name": "by", "label": _("Units"), "chosen": kind, "values": KINDS},
        {"name": "rate", "label": _("Rate"), "chosen": rate,
         "values": [(one.value, one.label) for one in RATES]},
    ]  # fmt: skip


def fair_rows(request: InsightRequest) -> list[Row]:
    """The rows of the file: those of the page."""
    period = period_of(request, periods=periods_of(request))
    if period is None:
        return []
    kind = chosen(request, name="by", among=list(UnitKind.values))
    rate = chosen(request, name="rate", among=[one.value for one in RATES])
    units = fair_units(lines_shown(request, period, kind=kind), rate=rate)
    return [
        {
            "period": period.code,
            "unit_kind": kind,
            "unit": one.line.code,
            "name": one.line.name,
            "peer_group": one.line.peer_group or None,
            "rate": rate,
            "numerator": float(one.rate.numerator),
            "denominator": float(one.rate.denominator),
            "cases": float(one.fair.cases),
            "shrunk": None if one.rate.adjusted is None else float(one.rate.adjusted),
            "expected": None if one.fair.expected is None else float(one.fair.expected),
            "estimate": float(one.fair.estimate),
            "low": float(one.fair.low),
            "high": float(one.fair.high),
            "best_place": one.fair.best_place,
            "worst_place": one.fair.worst_place,
            "units": one.fair.units,
            "chance_better": float(one.fair.chance_better),
            "band": one.fair.band.value,
        }
        for one in units
    ]
