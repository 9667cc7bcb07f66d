"""A funnel plot: each unit at its number of cases, between the limits of chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from cityloop_analytics.pictures.frame import LEFT, TOP, WIDTH, Axis, Frame, frame, picture
from cityloop_analytics.pictures.scales import number_text

KEY = 120
RADIUS = 4
# Room at both sides, so that no point sits on the frame.
MARGIN = 0.06


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One unit: cases across, its value up; `marked` for the one that a page is about."""

    name: str
    across: float
    up: float
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """A pair of limit lines over rising numbers of cases, with the name of their coverage."""

    name: str
    across: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


def funnel(
    title: str, *, axes: tuple[Axis, Axis], dots: Sequence[Dot], limits: Sequence[Limits],
    target: float,
) -> str:  # fmt: skip
    """Return the SVG; a point has its name as a tool tip. axes: across, then up.

    Raises ValueError without a dot.
    """
    if not dots:
        raise ValueError("a funnel plot shows at least one unit")
    across, up = axes
    ys = [*(dot.up for dot in dots), target]
    room = (max(ys) - min(ys)) * MARGIN or 1.0
    on = frame(
        across,
        up=up,
        xs=(0.0, max(dot.across for dot in dots) * (1 + MARGIN)),
        ys=(min(ys) - room, max(ys) + room),
    )
    parts = [*on.marks, *_key(limits)]
    parts.append(f'<path class="axis" d="M{LEFT} {on.y(target)}H{on.x.end}"/>')
    for number, one in enumerate(limits, start=1):
        parts += [
            f'<path class="line s{number} dash" d="{_path(one.across, ends, on=on)}"/>'
            for ends in (one.low, one.high)
        ]
    parts += [_dot(dot, on=on) for dot in sorted(dots, key=lambda one: one.marked)]
    told = f"{len(dots)} units, the middle at {number_text(target)}."
    return picture(title, told=told, parts=parts, alone=False)


def _dot(dot: Dot, *, on: Frame) -> str:
    style, size = ("s3", RADIUS * 1.75) if dot.marked else ("s0", RADIUS)
    return (
        f'<circle class="{style}" cx="{on.x(dot.across)}" cy="{on.y(dot.up)}" r="{size}">'
        f"<title>{escape(dot.name)}</title></circle>"
    )


def _path(across: Sequence[float], ends: Sequence[float], *, on: Frame) -> str:
    """The line, drawn where it lies inside the frame."""
    words, pen = [], "M"
    for x, y in zip(across, ends, strict=True):
        if not math.isfinite(y) or not on.y.low <= y <= on.y.high:
            pen = "M"
            continue
        words.append(f"{pen}{on.x(x)} {on.y(y)}")
        pen = "L"
    return "".join(words)


def _key(limits: Sequence[Limits]) -> list[str]:
    first = WIDTH - len(limits) * KEY
    return [
        f'<path class="line s{number} dash" d="M{first + place * KEY} {TOP - 12}h18"/>'
        f'<text class="key" x="{first + place * KEY + 24}" y="{TOP - 8}">{escape(one.name)}</text>'
        for place, (number, one) in enumerate(enumerate(limits, start=1))
    ]
