"""Lists of areas and topics as the public pages show them."""

from typing import Any

from cityloop.web.public.datasets import Source
from cityloop.web.public.figures import LEVELS, Figures, Place, topic_name
from cityloop.web.public.rates import PublicRates
from cityloop.web.public.wording import count_words

THOUSAND = 1000


def area_lines(figures: Figures, *, rates: PublicRates | None, parent: str) -> list[dict[str, Any]]:
    """The areas right below one, by name: requests of the last quarter, also per 1,000 people."""
    quarter = figures.published.last_quarter
    lines = []
    for place in figures.children(parent):
        count = figures.requests(place.code, period=quarter)
        per = None
        if count is not None and place.population:
            per = f"{count * THOUSAND / place.population:.1f}"
        lines.append(
            {
                "place": place,
                "requests": count_words(count) if quarter else "–",
                "per_thousand": per,
                "line": rates.areas.get(place.code) if rates else None,
            }
        )
    return sorted(lines, key=lambda line: line["place"].name)


def topic_lines(source: Source, *, unit: str) -> list[tuple[str, str]]:
    """Topics of an area in the last quarter, the most frequent first, those kept back last."""
    figures, quarter = source.figures, source.figures.published.last_quarter
    codes = {
        cell.topic
        for cell in figures.published.cells
        if cell.table == "requests" and cell.topic and not cell.kind
    }
    counts = [(topic_name(figures, code), _count(figures, unit, quarter, code)) for code in codes]
    some = [(name, count) for name, count in counts if count != 0]
    some.sort(key=lambda one: (one[1] is None, -(one[1] or 0), one[0]))
    return [(name, count_words(count)) for name, count in some]


def _count(figures: Figures, unit: str, quarter: str, topic: str) -> int | None:
    return figures.requests(unit, period=quarter, topic=topic)


def chain(figures: Figures, *, place: Place) -> list[Place]:
    """The areas that hold one, the city first."""
    found: list[Place] = []
    above = figures.places.get(place.parent)
    while above is not None and above.level in LEVELS:
        found.insert(0, above)
        above = figures.places.get(above.parent)
    return found
