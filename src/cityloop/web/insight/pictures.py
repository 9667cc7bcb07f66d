"""Pictures of insight: those of the public pages, with downloads of their own."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cityloop.web.components.charts import Chart
from cityloop.web.public.pictures import WHOLE, Picture
from cityloop_analytics.pictures import Axis, Points, scatter

EVERY_MARK_UP_TO = 30
BESIDE = 0.3


class InsightPicture(Picture):
    """A picture whose figures come as files of insight."""

    def _address(self, ending: str) -> str:
        return reverse("insight_file", args=[self.dataset, ending]) + self.query


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A unit in a picture of intervals; the ends may be missing, `group` says its series."""

    name: str
    value: float
    low: float | None
    high: float | None
    group: str = ""


def interval_svg(
    title: str, *, marks: Sequence[Mark], unit: str, groups: Mapping[str, str], together: int = 1
) -> str:
    """Each unit at its number in the table with its interval, one series for each group.

    together: so many marks in a row are of one unit and stand beside each other. "" without any
    mark: the table says what is not told.
    """
    if not marks:
        return ""
    places = range(1, len(marks) // together + 1)
    step = 1 if len(places) <= EVERY_MARK_UP_TO else 10
    series = []
    for group, name in groups.items():
        inside = [
            (1 + number // together + BESIDE * (number % together), one)
            for number, one in enumerate(marks)
            if one.group == group
        ]
        if inside:
            series.append(
                Points(
                    name=name,
                    across=[float(place) for place, _one in inside],
                    up=[one.value for _place, one in inside],
                    low=[_end(one.low, one.value) for _place, one in inside],
                    high=[_end(one.high, one.value) for _place, one in inside],
                )
            )
    labels = [(float(place), str(place)) for place in places if place == 1 or place % step == 0]
    return scatter(
        title,
        across=Axis(name=_("Number of the unit in the table"), labels=labels),
        up=Axis(name=unit),
        series=series,
    )


def _end(end: float | None, value: float) -> float:
    return value if end is None or math.isnan(end) else end


def chart_of(
    svg: str, *, caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> Chart:
    """A chart with its table."""
    return Chart(svg=svg, caption=caption, columns=columns, rows=list(rows))


def share_words(share: float | None) -> str:
    """A share in per cent with one decimal, or a dash."""
    return "–" if share is None or math.isnan(share) else f"{share * WHOLE:.1f} %"


def span_words(low: float | None, high: float | None, *, places: int = 1) -> str:
    """An interval of numbers, or a dash."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return "–"
    return f"{low:.{places}f} – {high:.{places}f}"


def none_if_nan(value: float | None) -> float | None:
    """A number as files hold it: null where there is none."""
    return None if value is None or not math.isfinite(value) else float(value)


Row = dict[str, Any]
