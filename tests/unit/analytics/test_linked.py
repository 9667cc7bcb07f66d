"""Linked tables: nobody who reads all of them works out a small count."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cityloop_analytics.measures.linked import Sum, hidden_cells

MINIMUM = 10
Linked = tuple[np.ndarray, list[Sum]]


def linked(inner: np.ndarray) -> Linked:
    """A tree of areas by topics: two districts of parts, topics in all, each with totals."""
    parts, topics = inner.shape
    half = parts // 2
    rows = [*inner, inner[:half].sum(axis=0), inner[half:].sum(axis=0), inner.sum(axis=0)]
    table = np.array(rows)
    table = np.column_stack([table, table.sum(axis=1)])
    place = np.arange(table.size).reshape(table.shape)
    sums = [Sum(int(row[-1]), tuple(map(int, row[:-1]))) for row in place]
    for topic in range(topics + 1):
        column = place[:, topic]
        sums.append(Sum(int(column[parts]), tuple(map(int, column[:half]))))
        sums.append(Sum(int(column[parts + 1]), tuple(map(int, column[half:parts]))))
        sums.append(Sum(int(column[-1]), (int(column[parts]), int(column[parts + 1]))))
    return table.ravel(), sums


def reader_knows(counts: np.ndarray, sums: list[Sum], hidden: np.ndarray, cell: int) -> bool:
    """Whether the shown cells and all sums bound a cell tighter than 0 to the minimum."""
    matrix, right = np.zeros((len(sums), counts.size)), np.zeros(len(sums))
    for row, one in enumerate(sums):
        matrix[row, list(one.parts)] = 1
        matrix[row, one.total] = -1
    bounds = [
        (0, None) if secret else (count, count)
        for count, secret in zip(counts, hidden, strict=True)
    ]
    aim = np.zeros(counts.size)
    aim[cell] = 1
    low = linprog(aim, A_eq=matrix, b_eq=right, bounds=bounds)
    high = linprog(-aim, A_eq=matrix, b_eq=right, bounds=bounds)
    top = -high.fun if high.success else np.inf
    return bool(low.fun > 0.5 or top < MINIMUM - 0.5)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=4, max_size=4))
def test_no_small_cell_is_known_from_the_others(rows: list[list[int]]) -> None:
    counts, sums = linked(np.array(rows))
    hidden = hidden_cells(counts, sums=sums, minimum=MINIMUM)
    small = np.flatnonzero((counts > 0) & (counts < MINIMUM))
    assert hidden[small].all()
    if not hidden.all():
        assert [c for c in small if reader_knows(counts, sums, hidden, int(c))] == []


def test_tables_without_small_cells_are_shown_whole() -> None:
    counts, sums = linked(np.full((4, 3), MINIMUM))
    assert not hidden_cells(counts, sums=sums, minimum=MINIMUM).any()


def test_nought_is_shown() -> None:
    counts, sums = linked(np.array([[0, 20, 20], [20, 20, 20], [20, 20, 20], [20, 20, 20]]))
    assert not hidden_cells(counts, sums=sums, minimum=MINIMUM).any()


def test_small_cell_takes_another_along_in_each_of_its_sums() -> None:
    counts, sums = linked(np.array([[3, 20, 20], [20, 20, 20], [20, 20, 20], [20, 20, 20]]))
    hidden = hidden_cells(counts, sums=sums, minimum=MINIMUM)
    assert min(sum(hidden[list(one.cells)]) for one in sums if 0 in one.cells) >= 2


def test_withheld_cell_is_hidden_whatever_it_counts() -> None:
    counts, sums = linked(np.full((4, 3), 50))
    assert np.flatnonzero(hidden_cells(counts, sums=sums, minimum=10, withheld=[1])).tolist() == [1]


def test_sum_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="cell 2 is not the sum"):
        hidden_cells(np.array([1, 2, 4]), sums=[Sum(2, (0, 1))], minimum=MINIMUM)


def test_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        hidden_cells(np.array([-1, 2, 1]), sums=[Sum(2, (0, 1))], minimum=MINIMUM)
