"""Reads of the evaluation."""

from cityloop.evaluation.queries.tables import (
    CaseLine,
    ExclusionLine,
    RateFigure,
    UnitLine,
    cases_of,
    exclusions_to_review,
    get_exclusion,
    get_period,
    get_scheme,
    periods,
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
    "exclusions_to_review",
    "get_exclusion",
    "get_period",
    "get_scheme",
    "periods",
    "unit_table",
    "verify_period",
]
