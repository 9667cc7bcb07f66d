"""The lifecycle of a called agency's order, as printed in the manual: whistle_lifecycle.txt."""

from datetime import UTC, datetime, timedelta

import pytest

from cityloop.workorders.choices import WhistleStep
from cityloop.workorders.rules.whistles import WHISTLE_LIFECYCLE, call_standing
from tests.spec.whistle_tables import rows

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def printed() -> set[tuple[str, ...]]:
    heads = ("step", "from", "to", "who", "reason")
    return {tuple(row[head] for head in heads) for row in rows("steps")}


def known() -> set[tuple[str, ...]]:
    return {
        (
            row.step,
            source or "(new)",
            row.target or "(same)",
            row.parties[0],
            "yes" if row.needs_reason else "no",
        )
        for row in WHISTLE_LIFECYCLE.transitions
        for source in row.sources or (None,)
    }


def test_lifecycle_is_as_printed() -> None:
    assert known() == printed()


def test_every_step_of_a_whistle_is_printed() -> None:
    assert {row["step"] for row in rows("steps")} == set(WhistleStep)


@pytest.mark.parametrize("case", rows("standings"))
def test_standing_is_as_printed(case: dict[str, str]) -> None:
    found = call_standing(
        case["state"],
        accept_by=at(4),
        come_by=at(8),
        absent=case["came by the caller's word"] == "absent",
        now=at(int(case["hour"])),
    )
    assert found == case["standing"]
