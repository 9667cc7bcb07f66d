"""The files of open data: which columns they have, and their rows from the printed figures.

A file holds the very cells that the pages print; null is what is kept back. None of them counts
anything of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext_lazy as _

from cityloop.core.models import localised
from cityloop.evaluation.choices import UnitKind
from cityloop.web.public.figures import Figures, topic_name
from cityloop.web.public.rates import SHOWN, PublicRates
from cityloop_analytics.contracts import Column, Contract
from cityloop_analytics.measures.published_cells import CLOSED, SOLVED, Cell
from cityloop_analytics.measures.rise import rise

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """What files are made of."""

    figures: Figures
    rates: PublicRates | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A file: its title, its columns, its rows, and the columns by which rows can be chosen."""

    title: str | Promise
    contract: Contract
    rows: Callable[[Source], Iterator[Row]]
    chosen_by: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.contract.name

    def chosen(self, source: Source, *, wanted: Mapping[str, str]) -> list[Row]:
        """The rows whose columns have the wanted values; a column that chooses none is passed."""
        keys = {name: value for name, value in wanted.items() if name in self.chosen_by and value}
        return [
            row
            for row in self.rows(source)
            if all(row[name] == value for name, value in keys.items())
        ]


def _word(name: str, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name, "word", meaning, nullable=nullable)


def _count(name: str, meaning: str) -> Column:
    return Column(name, "count", meaning, unit="", nullable=True)


def _number(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning, unit="", nullable=True)


AREA: Final = (
    _word("area", gettext_noop("code of the area; unknown: place not known")),
    _word("name", gettext_noop("its name in the language of the page")),
    _word("level", gettext_noop("city, district, subdistrict or community"), nullable=True),
    _word("parent", gettext_noop("code of the area above"), nullable=True),
)
TOPIC: Final = (
    _word("topic", gettext_noop("code of the group of service types")),
    _word("topic_name", gettext_noop("its name in the language of the page")),
)
MONTH: Final = _word("month", gettext_noop("whole month, as 2026-09"))
QUARTER: Final = _word("quarter", gettext_noop("whole quarter, as 2026-Q3"))
REQUESTS: Final = _count("requests", gettext_noop("requests that came in; empty: kept back"))


def _requests(source: Source, *, quarters: bool) -> Iterator[Row]:
    figures = source.figures
    for cell in figures.published.cells:
        if cell.table != "requests" or cell.topic or ("Q" in cell.period) != quarters:
            continue
        yield {
            "quarter" if quarters else "month": cell.period,
            **_area(figures, cell.unit),
            "requests": figures.published.shown(cell),
        }


def _area(figures: Figures, code: str) -> Row:
    place = figures.places.get(code)
    return {
        "area": code,
        "name": place.name if place else code,
        "level": place.level if place else None,
        "parent": (place.parent or None) if place else None,
    }


def _topics(source: Source) -> Iterator[Row]:
    figures = source.figures
    for cell in figures.published.cells:
        if cell.table == "requests" and cell.topic and not cell.kind:
            yield {
                "quarter": cell.period,
                **_area(figures, cell.unit),
                "topic": cell.topic,
                "topic_name": topic_name(figures, cell.topic),
                "requests": figures.published.shown(cell),
            }


def type_rows(source: Source) -> Iterator[Row]:
    """Service types of the last quarter against the same one a year before, by topic and code."""
    yield from _types(source.figures, get_language())


@lru_cache(maxsize=4)
def _types(figures: Figures, _language: str | None) -> tuple[Row, ...]:
    """The rows of types, kept: their intervals take a moment."""
    return tuple(_type_rows(figures))


def _type_rows(figures: Figures) -> Iterator[Row]:
    last = figures.published.last_quarter
    before = f"{int(last[:4]) - 1}{last[4:]}" if last else ""
    known = before in figures.published.quarters
    kinds = {(cell.topic, cell.kind) for cell in figures.published.cells if _is_type(cell)}
    for topic, kind in sorted(kinds):
        now = figures.requests(figures.city, period=last, topic=topic, kind=kind)
        then = figures.requests(figures.city, period=before, topic=topic, kind=kind)
        then = then if known else None
        change = None if now is None or then is None else rise(now, before=then)
        yield {
            "quarter": last,
            "topic": topic,
            "topic_name": topic_name(figures, topic),
            "type": kind,
            "type_name": localised(dict(figures.types.get(kind, {}))) or kind,
            "requests": now,
            "year_before": then,
            "ratio": change and change.ratio,
            "low": change and change.low,
            "high": change and change.high,
        }


def _is_type(cell: Cell) -> bool:
    return cell.table == "requests" and bool(cell.kind)


def _orders(source: Source) -> Iterator[Row]:
    figures = source.figures
    for cell in figures.published.cells:
        if cell.table == "orders" and not cell.topic and "Q" not in cell.period:
            body = figures.bodies.get(cell.unit)
            yield {
                "month": cell.period,
                "agency": cell.unit or "all",
                "name": body.name if body else cell.unit or "all",
                "orders": figures.published.shown(cell),
            }


def outcome_rows(source: Source) -> Iterator[Row]:
    """What became of the orders of the last settled quarter, by topic, and what people say."""
    figures, last = source.figures, source.figures.published.settled_quarter
    topics = {cell.topic for cell in figures.published.cells if cell.kind == CLOSED and cell.topic}
    for topic in sorted(topics):
        told = [figures.answers(topic, kind=kind, period=last) for kind in (SOLVED, "")]
        yield {
            "quarter": last,
            "topic": topic,
            "topic_name": topic_name(figures, topic),
            "closed": figures.orders("", period=last, topic=topic, kind=CLOSED),
            "asked": None if None in told else told[1],
            "solved": None if None in told else told[0],
        }


def _rates(source: Source) -> Iterator[Row]:
    if source.rates is None:
        return
    for kind in (UnitKind.DEPARTMENT, UnitKind.AREA):
        for line in source.rates.lines(kind):
            for rate in SHOWN:
                figure = line.rates.get(rate.value)
                if figure is None or not figure.measured:
                    continue
                seen = not figure.hidden
                yield {
                    "period": source.rates.code,
                    "unit_kind": kind.value,
                    "unit": line.code,
                    "name": line.name,
                    "peer_group": line.peer_group or None,
                    "rate": rate.value,
                    "numerator": float(figure.numerator) if seen else None,
                    "denominator": float(figure.denominator) if seen else None,
                    "low": None if figure.low is None else float(figure.low),
                    "high": None if figure.high is None else float(figure.high),
                    "band": figure.band,
                }


def _contract(name: str, meaning: str, *columns: Column) -> Contract:
    return Contract(name, meaning, (), columns)


DATASETS: Final[Mapping[str, Dataset]] = {
    one.name: one
    for one in (
        Dataset(
            title=_("Requests by area and month"),
            contract=_contract("requests-by-month", "", MONTH, *AREA, REQUESTS),
            rows=lambda source: _requests(source, quarters=False),
            chosen_by=("area", "month"),
        ),
        Dataset(
            title=_("Requests by area and quarter"),
            contract=_contract("requests-by-quarter", "", QUARTER, *AREA, REQUESTS),
            rows=lambda source: _requests(source, quarters=True),
            chosen_by=("area", "parent", "quarter"),
        ),
        Dataset(
            title=_("Requests by topic and area"),
            contract=_contract("requests-by-topic", "", QUARTER, *AREA, *TOPIC, REQUESTS),
            rows=_topics,
            chosen_by=("area", "topic"),
        ),
        Dataset(
            title=_("Requests by service type, against a year before"),
            contract=_contract(
                "requests-by-type", "", QUARTER, *TOPIC,
                _word("type", gettext_noop("code of the service type")),
                _word("type_name", gettext_noop("its name in the language of the page")),
                REQUESTS,
                _count("year_before", gettext_noop("the same quarter a year before")),
                _number("ratio", gettext_noop("now over then")),
                _number("low", gettext_noop("lower end of its interval, 95 %")),
                _number("high", gettext_noop("upper end of its interval, 95 %")),
            ),
            rows=type_rows,
            chosen_by=("topic",),
        ),
        Dataset(
            title=_("Work orders by body and month"),
            contract=_contract(
                "orders-by-month", "", MONTH,
                _word("agency", gettext_noop("code of the body; all: every body together")),
                _word("name", gettext_noop("its name in the language of the page")),
                _count("orders", gettext_noop("main orders sent to it; empty: kept back")),
            ),
            rows=_orders,
            chosen_by=("agency", "month"),
        ),
        Dataset(
            title=_("What became of work orders, by topic"),
            contract=_contract(
                "outcomes-by-topic", "", QUARTER, *TOPIC,
                _count("closed", gettext_noop("orders of the quarter closed by now")),
                _count("asked", gettext_noop("people who answered in call-backs of the quarter")),
                _count("solved", gettext_noop("of these, who say that it is solved; weighted")),
            ),
            rows=outcome_rows,
        ),
        Dataset(
            title=_("Rates of the last published evaluation"),
            contract=_contract(
                "rates", "",
                _word("period", gettext_noop("month, quarter or year of the evaluation")),
                _word("unit_kind", gettext_noop("department: a body; area: a place")),
                _word("unit", gettext_noop("code of the unit")),
                _word("name", gettext_noop("its name in the language of the page")),
                _word("peer_group", gettext_noop("units that it is compared with"), nullable=True),
                _word("rate", gettext_noop("response, on_time, resolution or satisfaction")),
                _number("numerator", gettext_noop("cases that count; empty: kept back")),
                _number("denominator", gettext_noop("cases in all; weighted where sampled")),
                _number("low", gettext_noop("lower end of the interval of the share")),
                _number("high", gettext_noop("upper end of the interval of the share")),
                _word("band", gettext_noop("better, same, worse than its peers; or unranked")),
            ),
            rows=_rates,
            chosen_by=("unit", "rate"),
        ),
    )
}  # fmt: skip
