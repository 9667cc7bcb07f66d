"""What could be expected of a unit with such cases."""

from decimal import Decimal

import pytest

from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.evaluation.rules.case_mix import (
    EVERY_CASE,
    CaseMixTable,
    Cell,
    CellKey,
    case_mix_adjustment,
    case_mix_tables,
    expected_rate,
)
from cityloop.evaluation.rules.rates import Observation
from cityloop.evaluation.rules.scoring import ScoringHistory, score_units
from tests.unit.evaluation.cases import answered, entry, preset


def cell(numerator: str, denominator: str) -> Cell:
    return Cell(Decimal(numerator), Decimal(denominator))


TABLE = CaseMixTable(
    minimum=30,
    cells={
        EVERY_CASE: cell("80", "100"),
        CellKey(None, 3, hard=False): cell("30", "40"),
        CellKey("easy", None, None): cell("45", "50"),
        CellKey("easy", 3, None): cell("38", "40"),
        CellKey("easy", 3, hard=False): cell("29", "29"),
        CellKey("thick", 3, hard=True): cell("6", "30"),
        CellKey("rare", None, None): cell("1", "2"),
    },
)


@pytest.mark.parametrize(
    ("key", "probability"),
    [
        (CellKey("thick", 3, hard=True), "0.2"),
        (CellKey("easy", 3, hard=False), "0.95"),
        (CellKey("easy", 4, hard=True), "0.9"),
        (CellKey("rare", 3, hard=False), "0.75"),
        (CellKey("rare", 1, hard=True), "0.8"),
    ],
)
def test_thin_cell_backs_off_to_the_next_thick_one(key: CellKey, probability: str) -> None:
    assert TABLE.probability(key) == Decimal(probability)


def test_empty_table_expects_nothing() -> None:
    empty = CaseMixTable(cells={}, minimum=30)
    assert empty.probability(CellKey("easy", 3, hard=False)) is None


def seen(*keys: CellKey) -> list[Observation]:
    return [
        Observation(
            entry(str(place), service_type=key.service_type, grade=key.grade, hard=key.hard),
            Decimal(1),
        )
        for place, key in enumerate(keys)
    ]


def test_expected_rate_is_the_mean_over_the_cases() -> None:
    found = expected_rate(
        seen(CellKey("thick", 3, hard=True), CellKey("easy", 4, hard=False)), table=TABLE
    )
    assert found == Decimal("0.55")


def test_adjustment_compares_with_what_was_expected() -> None:
    found = case_mix_adjustment(
        Decimal("0.3"), observed=seen(CellKey("thick", 3, hard=True)), table=TABLE
    )
    assert found is not None
    assert (found.ratio, found.standardised) == (Decimal("1.5"), Decimal("1.2"))


def test_adjustment_of_an_empty_table_is_missing() -> None:
    empty = CaseMixTable(cells={}, minimum=30)
    observed = seen(CellKey("easy", 3, hard=False))
    assert case_mix_adjustment(Decimal(1), observed=observed, table=empty) is None


def test_tables_of_the_previous_months_hold_no_excluded_case() -> None:
    previous = [*answered(1, solved="1"), *answered(1, solved="0", first=1, exclusion="EX1")]
    tables = case_mix_tables(previous, rules=preset().case_mix)
    assert tables[Rate.RESOLUTION].city_rate == 1


def test_unit_with_hard_cases_is_not_marked_down_for_them() -> None:
    hard = answered(40, solved="1", agency="H", hard=True) + answered(
        60, solved="0", agency="H", hard=True, first=40
    )
    easy = answered(90, solved="1", agency="E") + answered(10, solved="0", agency="E", first=90)
    cohort = hard + easy
    tables = case_mix_tables(cohort, rules=preset().case_mix)
    scores = score_units(
        cohort,
        scheme=preset(),
        unit_kind=UnitKind.AGENCY,
        peers={},
        history=ScoringHistory(case_mix=tables),
    )
    assert [one.rate(Rate.RESOLUTION).standardised for one in scores] == [Decimal("0.65")] * 2
