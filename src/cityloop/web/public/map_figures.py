"""What the public map shows: requests of the areas of a level in a period, of a topic or all."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from cityloop.places.choices import AreaLevel
from cityloop.web.components.maps import Shading
from cityloop.web.public.figures import Figures, Place, is_known, topic_name
from cityloop.web.public.map_classes import breaks, class_of
from cityloop.web.public.places import THOUSAND
from cityloop.web.public.wording import count_words, month_words, quarter_words

LEVELS = (AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the map is about; `note` says what of a wish cannot be printed and was changed."""

    level: AreaLevel
    period: str
    topic: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An area with what was counted in it; None is kept back."""

    place: Place
    requests: int | None
    shade: int | None = None

    @property
    def per_thousand(self) -> float | None:
        """Requests per 1,000 inhabitants; None when either is not known."""
        if self.requests is None or not self.place.population:
            return None
        return self.requests * THOUSAND / self.place.population

    @property
    def words(self) -> str:
        """What the map says of the area when it is pointed at."""
        counted = count_words(self.requests)
        if self.per_thousand is None:
            return counted
        return _("%(count)s, %(rate)s per 1,000 people") % {
            "count": counted,
            "rate": f"{self.per_thousand:.1f}",
        }


def wanted_of(figures: Figures, *, asked: Mapping[str, str]) -> Wanted:
    """What was asked for, as far as it is printed.

    Topics are told for the last whole quarter only, communities by quarter and without topics.
    """
    whole = figures.published
    level = asked.get("level", "")
    wanted = Wanted(
        level=AreaLevel(level) if level in LEVELS else AreaLevel.SUBDISTRICT,
        period=_among(asked.get("period", ""), (*whole.quarters, *whole.months))
        or whole.last_quarter
        or whole.last_month,
        topic=_among(asked.get("topic", ""), topics_of(figures)),
    )
    if wanted.topic:
        return _with_topic(wanted, figures=figures)
    if wanted.level == AreaLevel.COMMUNITY and wanted.period not in whole.quarters:
        return replace(
            wanted,
            level=AreaLevel.COMMUNITY if whole.quarters else AreaLevel.SUBDISTRICT,
            period=whole.last_quarter or whole.last_month,
            note=_("Communities are told by quarter: a month has too few requests."),
        )
    return wanted


def _among(text: str, known: Collection[str]) -> str:
    return text if text in known else ""


def _with_topic(wanted: Wanted, *, figures: Figures) -> Wanted:
    quarter = figures.published.last_quarter
    if wanted.period == quarter and wanted.level != AreaLevel.COMMUNITY:
        return wanted
    known = wanted.level if wanted.level != AreaLevel.COMMUNITY else AreaLevel.SUBDISTRICT
    note = _("Topics are told for the last whole quarter, by district and sub-district.")
    return replace(wanted, level=known, period=quarter, note=note)


def topics_of(figures: Figures) -> dict[str, str]:
    """Topics that are told by area, with their names, by name."""
    cells = figures.published.cells
    codes = {one.topic for one in cells if one.table == "requests" and one.topic and not one.kind}
    named = {code: topic_name(figures, code) for code in codes if is_known(code)}
    return dict(sorted(named.items(), key=lambda one: one[1]))


def period_words(period: str) -> str:
    """A month or a quarter for readers; nothing for none."""
    if not period:
        return ""
    return quarter_words(period) if "Q" in period else month_words(period)


def lines_of(figures: Figures, *, wanted: Wanted) -> list[Line]:
    """The areas of the level by name, each with its class on the map."""
    places = [one for one in figures.places.values() if one.level == wanted.level]
    lines = [Line(place=one, requests=_count(figures, one, wanted=wanted)) for one in places]
    values = _values(lines)
    among = breaks([value for value in values if value is not None])
    shaded = [
        replace(one, shade=None if value is None else class_of(value, among=among))
        for one, value in zip(lines, values, strict=True)
    ]
    return sorted(shaded, key=lambda one: one.place.name)


def _count(figures: Figures, place: Place, *, wanted: Wanted) -> int | None:
    return figures.requests(place.code, period=wanted.period, topic=wanted.topic)


def _values(lines: list[Line]) -> list[float | None]:
    """What shades each area: by inhabitants where those of all are known, else the count.

    One map never has both: a count among rates would be in the darkest class.
    """
    if all(line.place.population for line in lines):
        return [line.per_thousand for line in lines]
    return [line.requests for line in lines]


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the legend."""

    shade: int | None
    words: str


def legend(lines: list[Line]) -> list[Key]:
    """The classes with the values that they hold, and what is kept back."""
    ends: dict[int, list[float]] = {}
    for line, value in zip(lines, _values(lines), strict=True):
        if line.shade is not None and value is not None:
            ends.setdefault(line.shade, []).append(value)
    keys = [Key(shade, _span(values)) for shade, values in sorted(ends.items())]
    if any(line.shade is None for line in lines):
        keys.append(Key(None, _("kept back")))
    return keys


def _span(values: list[float]) -> str:
    low, high = f"{min(values):.1f}", f"{max(values):.1f}"
    return low if low == high else f"{low} – {high}"


def shading(lines: list[Line], *, level: AreaLevel) -> Shading:
    """The lines as the map component takes them."""
    return Shading(
        level=level.value,
        classes={one.place.code: one.shade for one in lines},
        words={one.place.code: one.words for one in lines},
    )
