"""One unit: its figure over two years, by type and kind, and what lies open, by age and day."""

import math
from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

import numpy as np
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cityloop.core.errors import NotFound
from cityloop.core.models import localised
from cityloop.intake.choices import RequestKind
from cityloop.web.components.store import current_store, store_path
from cityloop.web.insight.guard import InsightRequest, insight_page
from cityloop.web.insight.pictures import InsightPicture, Row, chart_of
from cityloop.web.insight.scorecard_lines import DAY, WHOLE, Line, table_row
from cityloop.web.insight.scorecards import choice_of, filters, line_of, months_of, unit_name
from cityloop.web.insight.shares import MEASURES, NOTHING, kinds_shown, units_shown
from cityloop.web.public.wording import count_words
from cityloop_analytics.measures.linked import Sum, hidden_cells
from cityloop_analytics.measures.scorecards import backlog
from cityloop_analytics.months import local_day
from cityloop_analytics.pictures import Axis, Points, lines

# Open orders by the days since they came: first day of each band, the last without an end.
AGES: Final = (0, 7, 30, 90)
DAYS_SHOWN, MARKS_BETWEEN, MONTHS_BETWEEN = 91, 28, 4
Days = dict[date, list[int | None]]


@insight_page
def unit_page(request: InsightRequest, *, code: str) -> HttpResponse:
    body = request.figures.bodies.get(code)
    if body is None:
        raise NotFound(_("There is no body called '%(code)s'.") % {"code": code})
    choice = choice_of(request)
    context = {
        "tab": "scorecards",
        "code": code,
        "name": body.name,
        "choice": choice,
        "filters": [one for one in filters(request, choice=choice) if one["name"] != "kind"],
        "months": months_picture(request, code=code) if choice.month else None,
        "kinds": kind_rows(request, code=code) if choice.month else [],
        "time": MEASURES[choice.measure].time,
        "backlog": backlog_picture(request, code=code) if choice.month else None,
        "minimum": request.minimum,
    }
    return render(request, "insight/unit_page.html", context)


def months_picture(request: InsightRequest, *, code: str) -> InsightPicture:
    """The figure of the unit over the last months; a gap is one kept back."""
    choice = choice_of(request)
    measure = MEASURES[choice.measure]
    months = months_of(request)[::-1]
    name = unit_name(request.figures, code)
    shown = [
        units_shown(month, measure=choice.measure, minimum=request.minimum).get(code, NOTHING)
        for month in months
    ]
    found = [
        line_of(code, name=month, now=one, then=None)
        for month, one in zip(months, shown, strict=True)
    ]
    if measure.time:
        up = [math.nan if one.now.median is None else one.now.median / DAY for one in found]
    else:
        up = [math.nan if one.value is None else one.value * WHOLE for one in found]
    labels = [
        (float(place), one) for place, one in enumerate(months) if place % MONTHS_BETWEEN == 0
    ]
    svg = lines(
        f"{name}: {measure.label}",
        across=Axis(name=_("Month"), labels=labels),
        up=Axis(name=_("days") if measure.time else "%"),
        series=[
            Points(name=str(measure.label), across=[float(one) for one in range(len(up))], up=up)
        ],
    )
    head = (
        [_("Month"), _("Orders"), _("Median, days"), _("Nine in ten, days")]
        if measure.time
        else [_("Month"), _("Share"), _("Of"), _("Interval, %")]
    )
    rows = [table_row(one, place=None, time=measure.time)[:4] for one in found]
    query = {"month": choice.month, "measure": choice.measure, "against": choice.against}
    return InsightPicture(
        chart=chart_of(
            svg,
            caption=_("Each whole month. A gap is a figure kept back."),
            columns=head,
            rows=rows[::-1],
        ),
        definition=str(measure.definition),
        base=_("Main orders sent to the unit in each month; reports of wrongdoing are left out."),
        dataset="scorecards",
        query=f"?{urlencode(query)}",
    )


def kind_rows(request: InsightRequest, *, code: str) -> list[dict[str, object]]:
    """The figure of the month by type and kind; what is kept back together is counted only."""
    choice = choice_of(request)
    found = kinds_shown(choice.month, agency=code, measure=choice.measure, minimum=request.minimum)
    types, time = request.figures.types, MEASURES[choice.measure].time
    rows: list[dict[str, object]] = [
        {
            "type": localised(dict(types.get(kind[0], {}))) or kind[0] or _("not known"),
            "kind": RequestKind(kind[1]).label if kind[1] in RequestKind.values else kind[1],
            "cells": table_row(line_of(code, name="", now=one, then=None), place=None, time=time)[
                1:4
            ],
        }
        for kind, one in found.items()
        if one.is_whole
    ]
    return sorted(rows, key=lambda row: (str(row["type"]), str(row["kind"])))


def _cells(line: Line, *, time: bool) -> list[str]:
    """The first figures of a line, without its name."""
    return table_row(line, place=None, time=time)[1:4]


def backlog_picture(request: InsightRequest, *, code: str) -> InsightPicture:
    """Open main orders at the end of each day, by how long they have been open."""
    days = backlog_shown(code, minimum=request.minimum)
    order = sorted(days)
    labels = [
        (float(place), day.isoformat())
        for place, day in enumerate(order)
        if place % MARKS_BETWEEN == 0
    ]
    names = age_words()
    svg = lines(
        _("Open orders by age in days"),
        across=Axis(name=_("Day"), labels=labels),
        up=Axis(name=""),
        series=[
            Points(
                name=name,
                across=[float(place) for place in range(len(order))],
                up=[_number(days[day][place]) for day in order],
            )
            for place, name in enumerate(names)
        ],
    )
    rows = [(day.isoformat(), *(count_words(one) for one in days[day])) for day in order[::-1]]
    return InsightPicture(
        chart=chart_of(
            svg,
            caption=_("At the end of each day. A gap is a count kept back."),
            columns=[_("Day"), *names],
            rows=rows,
        ),
        definition=_(
            "Main orders that were with the unit and not closed, by the days since they came."
        ),
        base=_("A count of all, not a sample: it has no interval."),
        dataset="backlog",
        query=f"?{urlencode({'agency': code})}",
    )


def age_words() -> list[str]:
    """Names of the bands of age, in days."""
    ends = [f"–{later - 1}" for later in AGES[1:]]
    return [f"{age}{end}" for age, end in zip(AGES, [*ends, "+"], strict=True)]


def _number(count: int | None) -> float:
    return math.nan if count is None else float(count)


def backlog_shown(code: str, *, minimum: int) -> Days:
    """Counts of the last days by band of age; small ones and what gives them away are None."""
    return _backlog(str(store_path()), current_store().stamp, code, minimum)


@lru_cache(maxsize=64)
def _backlog(_path: str, _stamp: str, code: str, minimum: int) -> Days:
    store = current_store()
    until = local_day(store.facts.as_of, zone=store.facts.zone)
    counts: defaultdict[date, list[int]] = defaultdict(lambda: [0] * len(AGES))
    since = until - timedelta(days=DAYS_SHOWN)
    for number in range(DAYS_SHOWN):
        counts[since + timedelta(days=number)]
    for one in backlog(store, since=since, until=until, agency=code):
        counts[one.day][max(place for place, age in enumerate(AGES) if age <= one.age)] += (
            one.orders
        )
    return {day: _kept(row, minimum=minimum) for day, row in counts.items()}


def _kept(row: list[int], *, minimum: int) -> list[int | None]:
    total = len(row)
    sums = [Sum(total, tuple(range(total)))]
    hidden = hidden_cells(np.array([*row, sum(row)]), sums=sums, minimum=minimum)
    return [None if secret else one for one, secret in zip(row, hidden, strict=False)]


def backlog_rows(request: InsightRequest) -> list[Row]:
    """The rows of the file: those of the picture."""
    code = request.GET.get("agency", "")
    if code not in request.figures.bodies:
        raise NotFound(_("There is no body called '%(code)s'.") % {"code": code})
    return [
        {"agency": code, "day": day.isoformat(), "age": age, "open": count}
        for day, row in sorted(backlog_shown(code, minimum=request.minimum).items())
        for age, count in zip(AGES, row, strict=True)
    ]
