"""Small counts in public tables."""

import pytest

from cityloop.evaluation.rules.suppression import TOTAL, PublicTable, suppressed_table


def table(*rows: tuple[int, ...], minimum: int = 10) -> PublicTable:
    names = [f"r{place}" for place in range(len(rows))]
    columns = [f"c{place}" for place in range(len(rows[0]))]
    counts = {
        (name, column): count
        for name, row in zip(names, rows, strict=True)
        for column, count in zip(columns, row, strict=True)
    }
    return suppressed_table(counts, rows=names, columns=columns, minimum=minimum)


def test_nine_cases_are_suppressed() -> None:
    assert table((9, 40), (30, 50)).shown("r0", "c0") is None


def test_ten_cases_are_shown() -> None:
    assert table((10, 40), (30, 50)).shown("r0", "c0") == 10


def test_zero_is_shown() -> None:
    assert table((0, 40), (30, 50)).shown("r0", "c0") == 0


def test_second_cell_of_the_row_protects_the_first() -> None:
    assert table((9, 40, 70), (30, 50, 60)).shown("r0", "c1") is None


def test_margin_stays_when_cells_protect_each_other() -> None:
    assert table((9, 40, 70), (30, 50, 60)).shown("r0", TOTAL) == 119


def test_lone_small_cell_takes_its_total_along() -> None:
    found = table((9,))
    assert [found.shown("r0", TOTAL), found.shown(TOTAL, "c0"), found.shown(TOTAL, TOTAL)] == [
        None
    ] * 3


def test_two_small_cells_do_not_tell_their_small_sum() -> None:
    found = table((3, 4, 70), (30, 50, 60), (30, 50, 60))
    assert found.shown("r0", "c2") is None


@pytest.mark.parametrize("count", [-1])
def test_negative_count_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="Counts must be"):
        table((count,))


def test_unknown_row_is_refused() -> None:
    with pytest.raises(ValueError, match="Counts must be"):
        suppressed_table({("x", "c"): 1}, rows=["r"], columns=["c"], minimum=10)
