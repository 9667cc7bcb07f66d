"""Intervals and shrinkage, as printed in the manual: intervals.txt (domain.md H19, 11)."""

from decimal import Decimal

import pytest

from cityloop.evaluation.rules.intervals import wilson
from cityloop.evaluation.rules.shrinkage import shrunk
from tests.spec.tables import rows
from tests.unit.evaluation.cases import preset


@pytest.mark.parametrize("row", rows("intervals", "wilson"))
def test_interval_is_as_printed(row: dict[str, str]) -> None:
    found = wilson(
        Decimal(row["solved"]), trials=Decimal(row["answers"]), confidence=preset().confidence
    )
    assert (str(found.low), str(found.high)) == (row["low"], row["high"])


@pytest.mark.parametrize("row", rows("intervals", "shrinkage"))
def test_rate_is_drawn_towards_its_peers_as_printed(row: dict[str, str]) -> None:
    found = shrunk(
        Decimal(row["solved"]),
        denominator=Decimal(row["answers"]),
        mean=Decimal(row["peers"]),
        prior=preset().prior_cases,
    )
    assert str(found) == row["drawn towards the peers"]
