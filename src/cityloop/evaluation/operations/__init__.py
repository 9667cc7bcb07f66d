"""Every write of the evaluation."""

from cityloop.evaluation.operations.exclusions import request_exclusion, review_exclusion
from cityloop.evaluation.operations.periods import (
    Differences,
    publish_period,
    run_period,
    show_period,
    verify_period,
)

__all__ = [
    "Differences",
    "publish_period",
    "request_exclusion",
    "review_exclusion",
    "run_period",
    "show_period",
    "verify_period",
]
