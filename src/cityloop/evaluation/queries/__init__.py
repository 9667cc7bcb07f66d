"""Reads of the evaluation."""

from cityloop.evaluation.queries.exclusions import (
    ExclusionLine,
    count_exclusions,
    count_open_exclusions,
    exclusion_of,
    exclusion_rules,
    exclusions_to_review,
    get_exclusion,
    get_scheme,
)
from cityloop.evaluation.queries.protected import protected
from cityloop.evaluation.queries.tables import (
    CaseLine,
    RateFigure,
    UnitLine,
    cases_of,
    get_period,
    periods,
    showing,
    unit_table,
)
from cityloop.evaluation.queries.verifying import Difference, verify_period

__all__ = [
    "CaseLine",
    "Difference",
    "ExclusionLine",
    "RateFigure",
    "UnitLine",
    "cases_of",
    "count_exclusions",
    "count_open_exclusions",
    "exclusion_of",
    "exclusion_rules",
    "exclusions_to_review",
    "get_exclusion",
    "get_period",
    "get_scheme",
    "periods",
    "protected",
    "showing",
    "unit_table",
    "verify_period",
]
