"""Every write of the evaluation."""

from cityloop.evaluation.operations.exclusions import Review, request_exclusion, review_exclusion
from cityloop.evaluation.operations.periods import publish_period, run_period, show_period

__all__ = [
    "Review",
    "publish_period",
    "request_exclusion",
    "review_exclusion",
    "run_period",
    "show_period",
]
