"""When an outside effect that failed is tried again, and when it is given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryRule:
    """At most `max_attempts` tries; the wait doubles from `first_wait` up to `longest_wait`.

    A try counts when it begins, so that one which ends the process counts too. `lease` is how long
    a copy that has taken a message may work on it before another copy takes it.
    """

    max_attempts: int
    first_wait: timedelta
    longest_wait: timedelta
    lease: timedelta

    def __post_init__(self) -> None:
        if self.max_attempts < 1:
            raise ValueError("max_attempts must be at least 1")
        if not timedelta(0) < self.first_wait <= self.longest_wait:
            raise ValueError("first_wait must be positive and no longer than longest_wait")
        if self.lease <= timedelta(0):
            raise ValueError("lease must be positive")


def wait_after(attempts: int, *, rule: RetryRule) -> timedelta:
    """The wait after so many tries (from 1): first_wait * 2^(attempts - 1), capped."""
    doublings = max(0, attempts - 1)
    # A power of two beyond the cap is never computed: attempts may be any number.
    if doublings >= (rule.longest_wait // rule.first_wait).bit_length():
        return rule.longest_wait
    return min(rule.longest_wait, rule.first_wait * (1 << doublings))


def next_attempt_at(at: datetime, *, attempts: int, rule: RetryRule) -> datetime | None:
    """When to try again after a try that failed at `at`; None when it is given up."""
    return None if attempts >= rule.max_attempts else at + wait_after(attempts, rule=rule)
