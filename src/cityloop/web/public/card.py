"""A card of an area, drawn by the server: name, last month, two years as a line, one rate."""

import math
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from cityloop.evaluation.choices import Rate
from cityloop.evaluation.queries import RateFigure, UnitLine
from cityloop.places.choices import AreaLevel
from cityloop.web.public.figures import Figures, Place
from cityloop.web.public.wording import count_words
from cityloop.web.templatetags.cityloop import percent, short

WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT, TOP, FLOOR = 80, 1120, 330, 520
FONT = "system-ui, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
INK, SOFT = "#1a2126", "#4d565c"
# Attributes, not a style sheet: opened by itself it stands under the policy of the pages.
PEN = 'fill="none" stroke="#005b96" stroke-width="6" stroke-linejoin="round"'


def area_card(figures: Figures, *, place: Place, line: UnitLine | None, city: str) -> str:
    """Return the SVG, 1200 by 630, as those who show links ask for; its words are escaped."""
    community = place.level == AreaLevel.COMMUNITY
    published = figures.published
    periods = published.quarters if community else published.months
    counts = [figures.requests(place.code, period=period) for period in periods]
    lines = [
        _text(city, x=LEFT, y=100, size=32, style="soft"),
        _text(place.name, x=LEFT, y=180, size=68, style="big"),
    ]
    if counts:
        told = _("%(count)s requests in %(period)s") % {
            "count": count_words(counts[-1]),
            "period": periods[-1],
        }
        lines.append(_text(told, x=LEFT, y=250, size=40))
        lines.append(f'<path {PEN} d="{_line(counts)}"/>')
        lines.append(_text(periods[0], x=LEFT, y=FLOOR + 40, size=24, style="soft"))
        lines.append(_text(periods[-1], x=RIGHT, y=FLOOR + 40, size=24, style="soft", end=True))
    lines.append(_text(_rate(line), x=LEFT, y=604, size=28, style="soft"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img"><title>{escape(place.name)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#f6f5f1"/>'
        f'<rect width="{WIDTH}" height="16" fill="#12525f"/>{"".join(lines)}</svg>\n'
    )


def _rate(line: UnitLine | None) -> str:
    """The rate of what is solved, with its cases and interval, where it may be printed."""
    figure = line.rates.get(Rate.RESOLUTION) if line else None
    if figure is None or figure.hidden or figure.value is None or figure.low is None:
        return ""
    return _told(figure)


def _told(figure: RateFigure) -> str:
    return _("Solved: %(rate)s (%(part)s of %(whole)s; %(low)s to %(high)s)") % {
        "rate": percent(figure.value),
        "part": short(figure.numerator),
        "whole": short(figure.denominator),
        "low": percent(figure.low),
        "high": percent(figure.high),
    }


def _line(counts: list[int | None]) -> str:
    """The counts as a line from zero, broken where one is kept back."""
    most = max((count for count in counts if count is not None), default=1) or 1
    step = (RIGHT - LEFT) / max(len(counts) - 1, 1)
    words, pen = [], "M"
    for place, count in enumerate(counts):
        if count is None:
            pen = "M"
            continue
        y = FLOOR - (FLOOR - TOP) * count / most
        words.append(f"{pen}{math.floor(LEFT + step * place)} {y:.0f}")
        pen = "L"
    return "".join(words)


def _text(words: str, *, x: int, y: int, size: int, style: str = "", end: bool = False) -> str:
    more = ' text-anchor="end"' if end else ""
    more += ' font-weight="700"' if style == "big" else ""
    colour = SOFT if style == "soft" else INK
    return (
        f'<text x="{x}" y="{y}" font-family="{FONT}" font-size="{size}" fill="{colour}"{more}>'
        f"{escape(words)}</text>"
    )
