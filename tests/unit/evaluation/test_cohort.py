"""Which orders a period scores."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cityloop.evaluation.choices import UnitKind
from cityloop.evaluation.rules.cohort import OrderStanding, why_not_in_cohort
from cityloop.workorders.choices import OrderState, OrderType
from tests.unit.evaluation.cases import entry, preset

START = datetime(2025, 12, 31, 16, tzinfo=UTC)
END = datetime(2026, 1, 31, 16, tzinfo=UTC)


def reason(**facts: object) -> str | None:
    plain: dict[str, Any] = {
        "order_type": OrderType.MAIN,
        "state": OrderState.CLOSED,
        "kind": "complaint",
        "due_at": datetime(2026, 1, 10, tzinfo=UTC),
    }
    return why_not_in_cohort(
        OrderStanding(**{**plain, **facts}), start=START, end=END, scheme=preset()
    )


def test_order_due_in_the_period_is_scored() -> None:
    assert reason() is None


def test_order_still_open_is_scored_in_its_due_period() -> None:
    assert reason(state=OrderState.IN_PROGRESS) is None


@pytest.mark.parametrize(("due_at", "scored"), [(START, True), (END, False)])
def test_period_holds_its_start_and_not_its_end(due_at: datetime, *, scored: bool) -> None:
    assert (reason(due_at=due_at) is None) is scored


@pytest.mark.parametrize(
    ("facts", "part"),
    [
        ({"order_type": OrderType.CO}, "main orders"),
        ({"order_type": OrderType.WHISTLE}, "main orders"),
        ({"state": OrderState.REASSIGNED}, "not charged"),
        ({"state": OrderState.RECALLED}, "not charged"),
        ({"kind": "praise"}, "kind praise"),
        ({"kind": "inquiry", "answered_by_centre": True}, "centre itself"),
        ({"due_at": None}, "no time limit"),
        ({"due_at": datetime(2026, 3, 1, tzinfo=UTC)}, "another period"),
    ],
)
def test_order_outside_the_cohort_has_its_reason(facts: dict[str, Any], part: str) -> None:
    assert part in (reason(**facts) or "")


@pytest.mark.parametrize(
    ("unit_kind", "unit"),
    [(UnitKind.AGENCY, "A"), (UnitKind.DEPARTMENT, "works"), (UnitKind.AREA, "north")],
)
def test_entry_has_a_unit_of_each_kind(unit_kind: UnitKind, unit: str) -> None:
    assert entry("1").unit(unit_kind) == unit
