"""Repeats, as printed in the manual: matching_repeats.txt."""

from datetime import UTC, datetime, timedelta

import pytest

from cityloop.intake.rules.repeats import EarlierMatter, ReopenRule, repeat_decision
from tests.spec.matching_tables import rows

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
YES_NO = {"yes": True, "no": False, "-": None}


@pytest.mark.parametrize("case", rows("repeats", "repeats"))
def test_repeat_is_taken_in_as_printed(case: dict[str, str]) -> None:
    closed = case["earlier"] == "closed"
    earlier = EarlierMatter(
        closed_at=NOW - timedelta(days=int(case["days"])) if closed else None,
        solved=YES_NO[case["solved"]],
        automatic_reopens=int(case["used"]),
    )
    found = repeat_decision(
        earlier,
        same_person=case["who"] == "same",
        new_fact=case["new fact"] == "yes",
        at=NOW,
        rule=ReopenRule(window=timedelta(days=15), automatic_limit=int(case["limit"])),
    )
    outcome = f"{found.outcome.value} automatic" if found.automatic else found.outcome.value
    assert outcome == case["outcome"]
