"""Lines, bars and points, each with the words that say what they show."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from cityloop_analytics.pictures.frame import LEFT, TOP, WIDTH, Axis, Frame, frame, picture
from cityloop_analytics.pictures.scales import number_text, span

SERIES = 4
KEY = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A named series: places across and up, of equal length; a gap is a value that is no number.

    `low` and `high` are the ends of an interval for each point, where it has one. Raises
    ValueError when the lengths differ.
    """

    name: str
    across: Sequence[float]
    up: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    dashed: bool = False

    def __post_init__(self) -> None:
        ends = {len(side) for side in (self.low, self.high) if len(side)}
        if len(self.across) != len(self.up) or ends - {len(self.up)}:
            raise ValueError(f"the columns of '{self.name}' have different lengths")


def lines(
    title: str, *, across: Axis, up: Axis, series: Sequence[Points], alone: bool = False
) -> str:
    """Return a chart of up to four series as lines, broken where a value is missing."""
    drawn = _framed(across, up, series, from_zero=True)
    parts = [*drawn.marks, *_key(series)]
    for number, one in enumerate(series):
        dash = " dash" if one.dashed else ""
        parts.append(f'<path class="line s{number}{dash}" d="{_path(one, on=drawn)}"/>')
    return picture(title, told=_told(series), parts=parts, alone=alone)


def bars(title: str, *, across: Axis, up: Axis, series: Points, alone: bool = False) -> str:
    """Return a chart of bars from zero, each as wide as the places leave room for."""
    half = 0.5 if len(series.across) < 2 else min(_steps(series.across)) * 0.4  # noqa: PLR2004
    places = [series.across[0] - half, series.across[-1] + half] if len(series.across) else []
    ends = span(places, from_zero=False), span(series.up, from_zero=True)
    drawn = frame(across, up=up, xs=ends[0], ys=ends[1])
    parts = [*drawn.marks]
    for place, value in zip(series.across, series.up, strict=True):
        left, right, top, floor = (
            drawn.x(place - half),
            drawn.x(place + half),
            drawn.y(max(value, 0.0)),
            drawn.y(min(value, 0.0)),
        )
        parts.append(
            f'<rect class="s0" x="{left}" y="{top}" width="{right - left:.1f}" '
            f'height="{floor - top:.1f}"/>'
        )
    return picture(title, told=_told([series]), parts=parts, alone=alone)


def scatter(
    title: str, *, across: Axis, up: Axis, series: Sequence[Points], alone: bool = False
) -> str:
    """Return a chart of points, with their intervals where they have them."""
    drawn = _framed(across, up, series, from_zero=False)
    parts = [*drawn.marks, *_key(series)]
    for number, one in enumerate(series):
        parts += _whiskers(one, number=number, on=drawn)
        parts += [
            f'<circle class="s{number}" cx="{drawn.x(x)}" cy="{drawn.y(y)}" r="3.5"/>'
            for x, y in zip(one.across, one.up, strict=True)
            if math.isfinite(x) and math.isfinite(y)
        ]
    return picture(title, told=_told(series), parts=parts, alone=alone)


def _framed(across: Axis, up: Axis, series: Sequence[Points], *, from_zero: bool) -> Frame:
    if not 1 <= len(series) <= SERIES:
        raise ValueError(f"a chart shows one to {SERIES} series, not {len(series)}")
    xs = span((x for one in series for x in one.across), from_zero=False)
    heights = (y for one in series for y in (*one.up, *one.low, *one.high))
    ys = span(heights, from_zero=from_zero)
    return frame(
        across, up=up, xs=xs if from_zero else _room(xs), ys=ys if from_zero else _room(ys)
    )


def _room(ends: tuple[float, float]) -> tuple[float, float]:
    """Leave a little room, so that no point sits on the frame."""
    margin = (ends[1] - ends[0]) * 0.04
    return ends[0] - margin, ends[1] + margin


def _path(one: Points, *, on: Frame) -> str:
    words, pen = [], "M"
    for x, y in zip(one.across, one.up, strict=True):
        if not math.isfinite(y):
            pen = "M"
            continue
        words.append(f"{pen}{on.x(x)} {on.y(y)}")
        pen = "L"
    return "".join(words)


def _whiskers(one: Points, *, number: int, on: Frame) -> list[str]:
    return [
        f'<path class="line s{number}" d="M{on.x(x)} {on.y(low)}V{on.y(high)}"/>'
        for x, low, high in zip(one.across, one.low, one.high, strict=bool(one.low))
    ]


def _steps(places: Sequence[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(places)]


def _key(series: Sequence[Points]) -> list[str]:
    """Return the names of the series, in words beside a stroke, where there are several."""
    if len(series) == 1:
        return []
    first = WIDTH - len(series) * KEY
    return [
        f'<path class="line s{number}{" dash" if one.dashed else ""}" '
        f'd="M{max(first, LEFT) + number * KEY} {TOP - 12}h18"/>'
        f'<text class="key" x="{max(first, LEFT) + number * KEY + 24}" y="{TOP - 8}">'
        f"{escape(one.name)}</text>"
        for number, one in enumerate(series)
    ]


def _told(series: Sequence[Points]) -> str:
    """Say the range of each series, for those who do not see the picture."""
    words = []
    for one in series:
        finite = [value for value in one.up if math.isfinite(value)]
        if not finite:
            words.append(f"{one.name}: no values.")
            continue
        low, high = number_text(min(finite)), number_text(max(finite))
        words.append(f"{one.name}: {low} – {high} ({len(finite)}).")
    return " ".join(words)
