"""Columns of the files of insight: what whoever downloads them may rely on."""

from typing import Final

from cityloop_analytics.contracts import Column, Contract


def _word(name: str, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name, "word", meaning, nullable=nullable)


def _count(name: str, meaning: str) -> Column:
    return Column(name, "count", meaning, nullable=True)


def _number(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning, nullable=True)


SCORECARDS: Final = Contract(
    "scorecards",
    "",
    (),
    (
        _word("month", "whole month, as 2026-09"),
        _word("against", "month that it is compared with"),
        _word("agency", "code of the unit; all: every unit together"),
        _word("name", "its name in the language of the page"),
        _word("measure", "which share or time"),
        _count("part", "orders that count; empty: kept back"),
        _count("whole", "orders in all; empty: kept back"),
        _number("low", "lower end of the interval, 95 %"),
        _number("high", "upper end of the interval, 95 %"),
        _number("median_seconds", "exact, of those it happened to"),
        _number("p90_seconds", "nine in ten took no longer"),
        _count("part_then", "as part, in the earlier month"),
        _count("whole_then", "as whole, in the earlier month"),
        _number("change", "share now less share then"),
        _number("change_low", "lower end of its interval"),
        _number("change_high", "upper end of its interval"),
    ),
)

BACKLOG: Final = Contract(
    "backlog",
    "",
    (),
    (
        _word("agency", "code of the unit"),
        _word("day", "date, as 2026-09-30; at its end"),
        _count("age", "days since it came: this many or more"),
        _count("open", "open main orders; empty: kept back"),
    ),
)

FAIR: Final = Contract(
    "fair",
    "",
    (),
    (
        _word("period", "period of the evaluation"),
        _word("unit_kind", "agency, department or area"),
        _word("unit", "code of the unit"),
        _word("name", "its name in the language of the page"),
        _word("peer_group", "units that it is compared with", nullable=True),
        _word("rate", "response, on_time, resolution or satisfaction"),
        _number("numerator", "of the rate by H5"),
        _number("denominator", "of the rate by H5"),
        _number("cases", "effective number of cases"),
        _number("shrunk", "rate drawn to its peers by H5"),
        _number("expected", "of a middling unit with these cases"),
        _number("estimate", "fair estimate, a share"),
        _number("low", "lower end of its interval"),
        _number("high", "upper end of its interval"),
        _count("best_place", "first place that it may hold"),
        _count("worst_place", "last place that it may hold"),
        _count("units", "units among which it is placed"),
        _number("chance_better", "to lie above the middle of its peers"),
        _word("band", "better, same, worse"),
    ),
)

NEED: Final = Contract(
    "need",
    "",
    (),
    (
        _word("first", "first month, as 2025-11"),
        _word("last", "last month"),
        _word("area", "code of the area"),
        _word("name", "its name in the language of the page"),
        _count("population", "people of the area"),
        _count("reported", "matters reported; empty: kept back"),
        _number("reported_low", "lower end of its interval, 90 %"),
        _number("reported_high", "upper end of its interval, 90 %"),
        _number("heard", "chance that a matter is ever reported"),
        _number("heard_low", "lower end of its interval, 90 %"),
        _number("heard_high", "upper end of its interval, 90 %"),
        _number("corrected", "matters there must have been"),
        _number("corrected_low", "lower end of its interval, 90 %"),
        _number("corrected_high", "upper end of its interval, 90 %"),
        _count("raw_place", "place by reports per person, 1 the most"),
        _count("need_place", "place by corrected need per person"),
    ),
)

HEARD: Final = Contract(
    "heard",
    "",
    (),
    (
        _word("by", "requester_kind, language, requester_group or district"),
        _word("group", "code of the group; unknown: not known"),
        _word("name", "its name in the language of the page"),
        _word("figure", "a channel, or ended: answered or closed by now"),
        _count("part", "requests that count; empty: kept back"),
        _count("whole", "requests of the group; empty: kept back"),
        _number("low", "lower end of the interval, 95 %"),
        _number("high", "upper end of the interval, 95 %"),
        _number("ratio", "share over that of all others"),
        _number("ratio_low", "lower end of its interval"),
        _number("ratio_high", "upper end of its interval"),
    ),
)
