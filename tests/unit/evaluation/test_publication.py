"""When a draft may be published."""

from datetime import UTC, datetime, timedelta

from cityloop.evaluation.rules.publication import Showing, why_not_publish_yet

SHOWN = datetime(2026, 3, 2, 8, tzinfo=UTC)


def refusal(*, shown_at: datetime | None, days: int = 5, after: int = 0) -> str | None:
    return why_not_publish_yet(
        Showing(shown_at=shown_at, days=days), at=SHOWN + timedelta(days=after)
    )


def test_draft_that_nobody_saw_waits() -> None:
    assert refusal(shown_at=None) == (
        "The agencies see an evaluation 5 days before it is published."
    )


def test_shown_draft_says_from_when() -> None:
    assert refusal(shown_at=SHOWN, after=4) == (
        "The agencies see it for 5 days: it can be published from 2026-03-07 08:00 UTC."
    )


def test_last_moment_of_the_days_is_enough() -> None:
    assert refusal(shown_at=SHOWN, after=5) is None


def test_scheme_without_days_asks_for_no_showing() -> None:
    assert refusal(shown_at=None, days=0) is None
