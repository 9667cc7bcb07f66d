"""Scorecards: every unit in a month, against the month before or the same one a year ago."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.agencies.choices import AgencyKind
from cityloop.web.insight.guard import InsightRequest, chosen, insight_page
from cityloop.web.insight.pictures import (
    InsightPicture,
    Mark,
    Row,
    chart_of,
    interval_svg,
)
from cityloop.web.insight.scorecard_lines import DAY, WHOLE, Line, column_words, table_row
from cityloop.web.insight.shares import MEASURES, NOTHING, TOTAL, Shown, units_shown
from cityloop.web.public.figures import Figures
from cityloop.web.public.wording import month_words
from cityloop_analytics.measures.difference import share_difference
from cityloop_analytics.measures.equity import wilson
from cityloop_analytics.months import shifted

CONFIDENCE = 0.95
MONTHS_BACK = 24
AGAINST: Mapping[str, tuple[int, str | Promise]] = {
    "month": (-1, gettext_lazy("the month before")),
    "year": (-12, gettext_lazy("the same month a year ago")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the filters of the page ask for."""

    month: str
    measure: str
    against: str
    kind: str

    @property
    def then(self) -> str:
        return shifted(self.month, by=AGAINST[self.against][0])


def choice_of(request: InsightRequest) -> Choice:
    """The filters, with the last whole month and the first of all else where none is chosen."""
    return Choice(
        month=chosen(request, name="month", among=months_of(request)),
        measure=chosen(request, name="measure", among=MEASURES),
        against=chosen(request, name="against", among=AGAINST),
        kind=chosen(request, name="kind", among=["", *AgencyKind.values]),
    )


def months_of(request: InsightRequest) -> list[str]:
    """Whole months with orders, the newest first."""
    last = request.figures.published.last_month
    rows = request.store.rows(
        "SELECT DISTINCT strftime(month, '%Y-%m') AS month FROM unit_months ORDER BY month DESC"
    )
    return [row["month"] for row in rows if row["month"] <= last][:MONTHS_BACK]


def lines_of(request: InsightRequest, *, choice: Choice) -> list[Line]:
    """The units of a kind by name, all units together first."""
    if not choice.month:
        return []
    now, then = (
        units_shown(month, measure=choice.measure, minimum=request.minimum)
        for month in (choice.month, choice.then)
    )
    bodies = request.figures.bodies
    units = [
        code for code in now if code and (not choice.kind or kind(bodies, code) == choice.kind)
    ]
    named = sorted(units, key=lambda code: unit_name(request.figures, code))
    total = [] if choice.kind else [TOTAL]
    return [
        line_of(code, name=unit_name(request.figures, code), now=now[code], then=then.get(code))
        for code in [*total, *named]
    ]


def kind(bodies: Mapping[str, object], code: str) -> str:
    """Kind of a unit, "" of one that the store has no row of."""
    return getattr(bodies.get(code), "kind", "")


def unit_name(figures: Figures, code: str) -> str:
    """Name of a unit; its code where the store has no row of it."""
    if code == TOTAL:
        return _("All units")
    body = figures.bodies.get(code)
    return body.name if body else code


def line_of(code: str, *, name: str, now: Shown, then: Shown | None) -> Line:
    """A line with its interval and, of a share that is shown both times, its change."""
    earlier = then or NOTHING
    low = high = change = None
    if now.is_whole:
        part, whole = float(now.part or 0), float(now.whole or 0)
        ends = wilson(np.array([part]), trials=np.array([whole]), confidence=CONFIDENCE)
        low, high = float(ends[0][0]), float(ends[1][0])
        if earlier.is_whole:
            before = (float(earlier.part or 0), float(earlier.whole or 0))
            change = share_difference((part, whole), then=before, confidence=CONFIDENCE)
    return Line(code=code, name=name, now=now, then=earlier, low=low, high=high, change=change)


def scorecard_rows(request: InsightRequest) -> list[Row]:
    """The rows of the file: those of the page."""
    choice = choice_of(request)
    return [
        {
            "month": choice.month,
            "against": choice.then,
            "agency": line.code or "all",
            "name": line.name,
            "measure": choice.measure,
            "part": line.now.part,
            "whole": line.now.whole,
            "low": line.low,
            "high": line.high,
            "median_seconds": line.now.median,
            "p90_seconds": line.now.p90,
            "part_then": line.then.part,
            "whole_then": line.then.whole,
            "change": line.change and line.change.value,
            "change_low": line.change and line.change.low,
            "change_high": line.change and line.change.high,
        }
        for line in lines_of(request, choice=choice)
    ]


def picture_of(lines: list[Line], *, choice: Choice) -> InsightPicture:
    """Every unit with what it is compared by: shares with intervals, times as median to p90."""
    measure = MEASURES[choice.measure]
    drawn = [line for line in lines if _drawable(line, time=measure.time)]
    if measure.time:
        marks = [
            Mark(
                name=line.name,
                value=(line.now.median or 0) / DAY,
                low=(line.now.median or 0) / DAY,
                high=(line.now.p90 or 0) / DAY,
            )
            for line in drawn
        ]
        caption = _("The point is the median, the line reaches up to where nine in ten were done.")
    else:
        marks = [
            Mark(
                name=line.name,
                value=WHOLE * (line.value or 0),
                low=WHOLE * (line.low or 0),
                high=WHOLE * (line.high or 0),
            )
            for line in drawn
        ]
        caption = _("Where intervals reach over each other, the difference may be chance.")
    title = _("%(measure)s, %(month)s") % {
        "measure": measure.label,
        "month": month_words(choice.month),
    }
    unit = _("days") if measure.time else "%"
    places = {line.code: place for place, line in enumerate(drawn, start=1)}
    query = {"month": choice.month, "measure": choice.measure, "against": choice.against}
    return InsightPicture(
        chart=chart_of(
            interval_svg(title, marks=marks, unit=unit, groups={"": str(measure.label)}),
            caption=caption,
            columns=column_words(month_words(choice.then), time=measure.time),
            rows=[
                table_row(line, place=places.get(line.code), time=measure.time) for line in lines
            ],
        ),
        definition=str(measure.definition),
        base=_("Main orders sent to the unit in %(month)s; reports of wrongdoing are left out.")
        % {"month": month_words(choice.month)},
        dataset="scorecards",
        query=f"?{urlencode({**query, 'kind': choice.kind})}",
    )


def _drawable(line: Line, *, time: bool) -> bool:
    return line.now.median is not None and line.now.p90 is not None if time else line.now.is_whole


@insight_page
def scorecards_page(request: InsightRequest) -> HttpResponse:
    choice = choice_of(request)
    lines = lines_of(request, choice=choice)
    context = {
        "tab": "scorecards",
        "choice": choice,
        "filters": filters(request, choice=choice),
        "picture": picture_of(lines, choice=choice) if lines else None,
        "lines": [line for line in lines if line.code],
        "minimum": request.minimum,
    }
    return render(request, "insight/scorecards_page.html", context)


def filters(request: InsightRequest, *, choice: Choice) -> list[dict[str, object]]:
    """The choices of the page, each a list of values with their words."""
    kinds = {one.kind for one in request.figures.bodies.values()}
    return [
        {"name": "month", "label": _("Month"), "chosen": choice.month,
         "values": [(one, month_words(one)) for one in months_of(request)]},
        {"name": "measure", "label": _("Figure"), "chosen": choice.measure,
         "values": [(name, one.label) for name, one in MEASURES.items()]},
        {"name": "against", "label": _("Compared with"), "chosen": choice.against,
         "values": [(name, words) for name, (_by, words) in AGAINST.items()]},
        {"name": "kind", "label": _("Units"), "chosen": choice.kind,
         "values": [("", _("All units")),
                    *((one.value, one.label) for one in AgencyKind if one in kinds)]},
    ]  # fmt: skip
