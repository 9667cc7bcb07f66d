"""When a message is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from cityloop.core.rules.retries import RetryRule, next_attempt_at, wait_after

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RULE = RetryRule(max_attempts=5, first_wait=MINUTE, longest_wait=6 * MINUTE, lease=MINUTE)


def test_wait_doubles_up_to_the_longest() -> None:
    waits = [wait_after(attempts, rule=RULE) / MINUTE for attempts in range(1, 6)]
    assert waits == [1, 2, 4, 6, 6]


def test_wait_after_very_many_tries_is_the_longest() -> None:
    assert wait_after(10**9, rule=RULE) == 6 * MINUTE


def test_last_try_is_given_up() -> None:
    assert next_attempt_at(NOW, attempts=5, rule=RULE) is None


def test_try_before_the_last_is_repeated_after_its_wait() -> None:
    assert next_attempt_at(NOW, attempts=4, rule=RULE) == NOW + 6 * MINUTE


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_attempts": 0},
        {"first_wait": timedelta(0)},
        {"longest_wait": timedelta(seconds=1)},
        {"lease": timedelta(0)},
    ],
)
def test_rule_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    sound = {"max_attempts": 5, "first_wait": MINUTE, "longest_wait": MINUTE, "lease": MINUTE}
    with pytest.raises(ValueError, match="must be"):
        RetryRule(**{**sound, **wrong})  # type: ignore[arg-type]
