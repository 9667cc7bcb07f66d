"""The frame of a chart: title, axes and grid; classes carry the colours, so that pages set them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from cityloop_analytics.pictures.scales import Scale, number_text, ticks

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 40, 48
# Half the width of a digit at 13 pixels.
HALF_LETTER = 3.7
# Of a file that stands alone; inside a page the page's own style sheet holds the same names.
# Colours of Okabe and Ito, told apart by people with any colour vision.
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#222}.title{font-weight:600;font-size:15px}"
    ".grid{stroke:#ddd}.axis{stroke:#666}.line{fill:none;stroke-width:2}"
    ".s0{stroke:#0072b2;fill:#0072b2}.s1{stroke:#d55e00;fill:#d55e00}"
    ".s2{stroke:#009e73;fill:#009e73}.s3{stroke:#cc79a7;fill:#cc79a7}.line{fill:none}"
    ".key{stroke:none;fill:#222}.dash{stroke-dasharray:6 4}"
    "@media(prefers-color-scheme:dark){text,.key{fill:#eee}.grid{stroke:#444}.axis{stroke:#aaa}"
    ".s0{stroke:#56b4e9;fill:#56b4e9}.s1{stroke:#e69f00;fill:#e69f00}.line{fill:none}"
    "svg{background:#1b1b1b}}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """What an axis measures, with its unit; `labels` name its places where it has no numbers."""

    name: str
    labels: Sequence[tuple[float, str]] | None = None
    low: float | None = None
    high: float | None = None
    text: Callable[[float], str] = number_text

    def marks(self, low: float, high: float) -> list[tuple[float, str]]:
        """Return the places with their words, between two ends."""
        if self.labels is not None:
            return [(place, word) for place, word in self.labels if low <= place <= high]
        return [(place, self.text(place)) for place in ticks(low, high)]


@dataclass(frozen=True, slots=True)
class Frame:
    """The scales of a chart, and what it draws before its data."""

    x: Scale
    y: Scale
    marks: Sequence[str]


def frame(across: Axis, *, up: Axis, xs: tuple[float, float], ys: tuple[float, float]) -> Frame:
    """Return scales for the ends given, widened to what the axes ask for, and the drawn axes."""
    x_low, x_high = _ends(across, xs)
    y_low, y_high = _ends(up, ys)
    x = Scale(x_low, x_high, LEFT, WIDTH - RIGHT)
    y = Scale(y_low, y_high, HEIGHT - BOTTOM, TOP)
    drawn = [
        f'<path class="grid" d="M{LEFT} {y(place)}H{WIDTH - RIGHT}"/>'
        f'<text x="{LEFT - 8}" y="{y(place) + 4}" text-anchor="end">{escape(word)}</text>'
        for place, word in up.marks(y_low, y_high)
    ]
    floor = HEIGHT - BOTTOM
    drawn += [
        f'<text {_below(x(place), word)} y="{floor + 18}">{escape(word)}</text>'
        for place, word in across.marks(x_low, x_high)
    ]
    drawn += [
        f'<path class="axis" d="M{LEFT} {floor}H{WIDTH - RIGHT}"/>',
        (
            f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 10}" text-anchor="end">'
            f"{escape(across.name)}</text>"
        ),
        f'<text x="{LEFT}" y="{TOP - 8}">{escape(up.name)}</text>',
    ]
    return Frame(x=x, y=y, marks=drawn)


def _below(place: float, word: str) -> str:
    """Where a word stands below its place: in the middle, unless the picture would cut it off."""
    over = place + len(word) * HALF_LETTER > WIDTH
    return f'x="{WIDTH}" text-anchor="end"' if over else f'x="{place}" text-anchor="middle"'


def _ends(axis: Axis, found: tuple[float, float]) -> tuple[float, float]:
    low = found[0] if axis.low is None else axis.low
    high = found[1] if axis.high is None else axis.high
    return low, high


def picture(title: str, *, told: str, parts: Sequence[str], alone: bool) -> str:
    """Return the SVG: a title and a description for those who do not see it, then its parts.

    `alone` adds the style sheet; inside a page a strict content policy forbids one.
    """
    style = f"<style>{STYLE}</style>" if alone else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'class="picture"><title>{escape(title)}</title><desc>{escape(told)}</desc>{style}'
        f'<text class="title" x="8" y="18">{escape(title)}</text>{"".join(parts)}</svg>\n'
    )
