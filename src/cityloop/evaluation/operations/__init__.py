"""Every write of the evaluation."""

from cityloop.evaluation.operations.exclusions import Review, request_exclusion, review_exclusion
from cityloop.evaluation.operations.periods import (
    publish_period,
    run_period,
    show_period,
    verify_period,
)
from cityloop.evaluation.operations.storing import Difference

__all__ = [
    "Difference",
    "Review",
    "publish_period",
    "request_exclusion",
    "review_exclusion",
    "run_period",
    "show_period",
    "verify_period",
]
