"""Need beside what is reported: areas corrected for who speaks, and where nobody calls."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

import numpy as np
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.places.choices import AreaLevel
from cityloop.web.components.store import current_store, store_path
from cityloop.web.insight.guard import InsightRequest, chosen, insight_page
from cityloop.web.insight.pictures import (
    InsightPicture,
    Mark,
    Row,
    chart_of,
    interval_svg,
    share_words,
    span_words,
)
from cityloop.web.public.wording import count_words, month_words
from cityloop_analytics.measures.area_need import AreaNeed, area_need
from cityloop_analytics.months import shifted

MONTHS, THOUSAND = 12, 1000
# Need in the upper half, reports in the lower half.
HALF = 0.5
LEVELS = (AreaLevel.COMMUNITY, AreaLevel.SUBDISTRICT)
CONDITIONS: tuple[str | Promise, ...] = (
    gettext_lazy("People report a matter independently: nobody reports because somebody else did."),
    gettext_lazy("Matters last until they are seen to, or end by themselves alike in every area."),
    gettext_lazy("Later reports about the same matter are recognised equally well everywhere."),
    gettext_lazy("Matters are not seen to sooner where more people report."),
    gettext_lazy("Matters of one kind are equally worth a report everywhere."),
    gettext_lazy("Only residents' own reports count, not those of staff and sensors."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """An area, all figures per 1,000 people; places count from 1, the most."""

    code: str
    name: str
    population: int
    reported: int
    place: int
    raw: tuple[float, float, float]
    heard: tuple[float, float, float]
    need: tuple[float, float, float]
    raw_place: int
    need_place: int
    sure: bool

    @property
    def shift(self) -> int:
        """Places that the area rises once silence is counted."""
        return self.raw_place - self.need_place


def span_of(request: InsightRequest) -> tuple[str, str]:
    """The last twelve whole months."""
    last = request.figures.published.last_month
    return shifted(last, by=1 - MONTHS), last


def needs(first: str, last: str, level: str) -> AreaNeed | None:
    """Need of the areas; None where the reports of these months do not tell it."""
    return _needs(str(store_path()), current_store().stamp, first, last, level)


@lru_cache(maxsize=16)
def _needs(_path: str, _stamp: str, first: str, last: str, level: str) -> AreaNeed | None:
    try:
        return area_need(current_store(), first=first, last=last, level=level)
    except ValueError:
        return None


def lines_of(request: InsightRequest, *, level: str) -> list[NeedLine]:
    """Areas whose people and number of reports may be shown, the greatest need first."""
    if not request.figures.published.last_month:
        return []
    found = needs(*span_of(request), level)
    if found is None:
        return []
    places = request.figures.places
    kept = [
        (place, code, int(places[code].population or 0))
        for place, code in enumerate(found.areas)
        if code in places
        and places[code].population
        and found.need.reported[place] >= request.minimum
    ]
    if not kept:
        return []
    index = np.array([place for place, _code, _people in kept])
    people = np.array([many for _place, _code, many in kept], dtype=float) / THOUSAND
    raw = _triples(found.need.reported, found.raw_low, found.raw_high, at=index) / people[:, None]
    need = (
        _triples(found.need.corrected, found.need.low, found.need.high, at=index) / people[:, None]
    )
    heard = _triples(found.need.heard, found.need.heard_low, found.need.heard_high, at=index)
    raw_places, need_places = _places(raw[:, 0]), _places(need[:, 0])
    middle = float(np.median(need[:, 0]))
    rows = [
        NeedLine(
            code=code,
            name=places[code].name,
            population=many,
            reported=int(found.need.reported[place]),
            place=row + 1,
            raw=tuple(raw[row]),
            heard=tuple(heard[row]),
            need=tuple(need[row]),
            raw_place=int(raw_places[row]),
            need_place=int(need_places[row]),
            sure=bool(need[row, 1] > middle),
        )
        for row, (place, code, many) in enumerate(kept)
    ]
    return sorted(rows, key=lambda one: one.need_place)


def _triples(value: np.ndarray, low: np.ndarray, high: np.ndarray, *, at: np.ndarray) -> np.ndarray:
    return np.column_stack([value[at], low[at], high[at]])


def _places(values: np.ndarray) -> np.ndarray:
    places = np.empty(len(values), dtype=np.int64)
    places[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
    return places


def unheard(lines: list[NeedLine]) -> list[NeedLine]:
    """Areas whose need is in the upper half and whose reports are in the lower half."""
    half = len(lines) * HALF
    found = [one for one in lines if one.need_place <= half < one.raw_place]
    return sorted(found, key=lambda one: -one.shift)


@insight_page
def need_page(request: InsightRequest) -> HttpResponse:
    level = chosen(request, name="level", among=[one.value for one in LEVELS])
    lines = lines_of(request, level=level)
    first, last = span_of(request) if lines else ("", "")
    context = {
        "tab": "need",
        "filters": [
            {"name": "level", "label": _("Areas"), "chosen": level,
             "values": [(one.value, one.label) for one in LEVELS]},
        ],
        "first": first,
        "last": last,
        "picture": picture_of(lines, level=level, span=(first, last)) if lines else None,
        "unheard": [(one, *row_of(one)) for one in unheard(lines)],
        "conditions": CONDITIONS,
        "minimum": request.minimum,
    }  # fmt: skip
    return render(request, "insight/need_page.html", context)


def picture_of(lines: list[NeedLine], *, level: str, span: tuple[str, str]) -> InsightPicture:
    """Reported and corrected matters per 1,000 people, each with its interval."""
    marks = [
        Mark(name=one.name, value=values[0], low=values[1], high=values[2], group=group)
        for one in lines
        for group, values in (("raw", one.raw), ("need", one.need))
    ]
    # Two marks share the number of their area.
    svg = interval_svg(
        _("Matters per 1,000 people"),
        marks=marks,
        unit=_("per 1,000 people"),
        groups={"raw": _("Reported"), "need": _("Corrected")},
        together=2,
    )
    caption = _(
        "Two marks for each area: what was reported, and what there must have been. Far apart: few "
        "of its matters are ever reported."
    )
    months = {"first": month_words(span[0]), "last": month_words(span[1])}
    return InsightPicture(
        chart=chart_of(
            svg,
            caption=caption,
            columns=[
                _("Area"), _("Reported"), _("Reported per 1,000"), _("Interval"),
                _("Chance to be heard"), _("Corrected per 1,000"), _("Interval, corrected"),
                _("Place by reports"), _("Place by need"),
            ],
            rows=[(f"{place}. {one.name}", *row_of(one)) for place, one in enumerate(lines, 1)],
        ),
        definition=_(
            "Matters about things at a place, reported by residents, and how many there must have "
            "been if each has the chance to be heard that repeats tell of."
        ),
        base=_("%(first)s to %(last)s, intervals of 90 %%.") % months,
        dataset="need",
        query=f"?{urlencode({'level': level})}",
    )  # fmt: skip


def row_of(one: NeedLine) -> tuple[str, ...]:
    """The figures of an area as the tables give them."""
    return (
        count_words(one.reported),
        f"{one.raw[0]:.1f}",
        span_words(one.raw[1], one.raw[2]),
        f"{share_words(one.heard[0])} ({span_words(100 * one.heard[1], 100 * one.heard[2])})",
        f"{one.need[0]:.1f}",
        span_words(one.need[1], one.need[2]),
        str(one.raw_place),
        str(one.need_place),
    )


def need_rows(request: InsightRequest) -> list[Row]:
    """The rows of the file: those of the page."""
    level = chosen(request, name="level", among=[one.value for one in LEVELS])
    lines = lines_of(request, level=level)
    if not lines:
        return []
    first, last = span_of(request)
    rows: list[Row] = []
    for one in lines:
        people = one.population / THOUSAND
        rows.append(
            {
                "first": first,
                "last": last,
                "area": one.code,
                "name": one.name,
                "population": one.population,
                "reported": one.reported,
                **_ends("reported", [value * people for value in one.raw])[1],
                "heard": one.heard[0],
                **_ends("heard", one.heard)[1],
                **_ends("corrected", [value * people for value in one.need])[0],
                "raw_place": one.raw_place,
                "need_place": one.need_place,
            }
        )
    return rows


def _ends(name: str, triple: object) -> tuple[Row, Row]:
    value, low, high = (float(one) for one in triple)  # type: ignore[attr-defined]
    ends = {f"{name}_low": low, f"{name}_high": high}
    return {name: value, **ends}, ends
