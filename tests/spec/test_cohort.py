"""In which month an order is scored, as printed in the manual: cohort.txt (domain.md H19, 9)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cityloop.core.periods import period_from_code
from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.evaluation.models import ScoreRate
from cityloop.evaluation.operations import run_period
from cityloop.evaluation.rules.cohort import OrderStanding, why_not_in_cohort
from cityloop.workorders.choices import OrderState, OrderType
from tests.factories import FEBRUARY, WEEK, Past, orders_with
from tests.people import NOW, Cast, cast
from tests.spec.tables import rows
from tests.unit.evaluation.cases import preset

__all__ = ["cast"]
ZONE = "Asia/Shanghai"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize("row", rows("cohort", "months"))
def test_order_is_scored_in_the_month_as_printed(row: dict[str, str]) -> None:
    january = period_from_code("2026-01", zone=ZONE)
    standing = OrderStanding(
        order_type=OrderType.MAIN,
        state=OrderState(row["state"]),
        kind="complaint",
        due_at=local(row["due"]),
    )
    refusal = why_not_in_cohort(standing, start=january.start, end=january.end, scheme=preset())
    assert (refusal or "yes") == row["scored in January"]


@pytest.mark.django_db
@pytest.mark.parametrize("row", rows("cohort", "answers"))
def test_late_answer_counts_in_the_due_month_as_printed(cast: Cast, row: dict[str, str]) -> None:
    due_at = local("2026-02-28 18:00")
    taken = local(row["answered"]) - (due_at - WEEK)
    orders_with(cast, [Past(due_at=due_at, answered=taken)])
    period = run_period(FEBRUARY, by=None, at=NOW)
    found = ScoreRate.objects.get(
        score__period=period, score__unit_kind=UnitKind.AGENCY, rate=Rate.ON_TIME
    )
    assert f"{found.numerator:.0f} of {found.denominator:.0f}" == row["on time"]
