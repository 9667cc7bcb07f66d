"""Fingerprints of published periods."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.evaluation.rules.digest import (
    canonical,
    digest,
    entries_digest,
    results_digest,
)
from cityloop.evaluation.rules.scoring import ScoringHistory, score_units
from tests.unit.evaluation.cases import DUE, answered, entry, preset

COHORT = answered(40, solved="1") + answered(10, solved="0.5", first=40)
SCORES = score_units(
    COHORT, scheme=preset(), unit_kind=UnitKind.AGENCY, peers={}, history=ScoringHistory()
)


def test_digest_of_a_cohort_ignores_the_order_of_rows() -> None:
    assert entries_digest(COHORT) == entries_digest(COHORT[::-1])


def test_digest_of_a_cohort_sees_one_changed_answer() -> None:
    changed = [*COHORT[1:], entry(COHORT[0].order_id, solved_weight=Decimal(0))]
    assert entries_digest(changed) != entries_digest(COHORT)


def test_recomputed_period_has_the_same_digest() -> None:
    again = score_units(
        COHORT[::-1],
        scheme=preset(),
        unit_kind=UnitKind.AGENCY,
        peers={},
        history=ScoringHistory(),
    )
    assert results_digest(again) == results_digest(SCORES)


@pytest.mark.parametrize("number", ["1", "1.0", "1.000000", "1E0"])
def test_number_has_one_canonical_form(number: str) -> None:
    assert canonical(Decimal(number)) == "1"


def test_moment_has_one_canonical_form() -> None:
    elsewhere = DUE.astimezone(timezone(timedelta(hours=8)))
    assert canonical(elsewhere) == "2026-01-20T16:00:00.000000+00:00"


def test_enum_is_written_as_its_value() -> None:
    assert digest(Rate.RESPONSE) == digest("response")


@pytest.mark.parametrize("value", [0.1, datetime(2026, 1, 1), {1, 2}])  # noqa: DTZ001 - the point
def test_value_without_a_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical(value)
