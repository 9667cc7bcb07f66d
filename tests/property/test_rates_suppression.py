"""Nobody can work out a suppressed count from the shown ones."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.evaluation.rules.suppression import TOTAL, Place, PublicTable, suppressed_table

COUNT = st.one_of(st.integers(0, 14), st.integers(0, 60))


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[tuple[str, str], int], PublicTable]:
    rows = [f"r{place}" for place in range(draw(st.integers(1, 4)))]
    columns = [f"c{place}" for place in range(draw(st.integers(1, 4)))]
    counts = {place: draw(COUNT) for place in product(rows, columns)}
    return counts, suppressed_table(counts, rows=rows, columns=columns, minimum=10)


def known_combinations(table: PublicTable, hidden: list[Place]) -> np.ndarray:
    """One row per line of the table: which of the suppressed cells it adds up, margin as -1."""
    lines = [
        [Place(row, column) for column in (*table.columns, TOTAL)] for row in (*table.rows, TOTAL)
    ]
    lines += [
        [Place(row, column) for row in (*table.rows, TOTAL)] for column in (*table.columns, TOTAL)
    ]
    return np.array(
        [
            [(-1.0 if place == line[-1] else 1.0) if place in line else 0.0 for place in hidden]
            for line in lines
        ]
    )


@settings(max_examples=150, deadline=None)
@given(tables())
def test_suppressed_count_has_no_single_solution(
    drawn: tuple[dict[tuple[str, str], int], PublicTable],
) -> None:
    _, table = drawn
    hidden = [place for place, count in table.counts.items() if count is None]
    known = known_combinations(table, hidden) if hidden else np.zeros((1, 0))
    rank = np.linalg.matrix_rank(known) if hidden else 0
    for place in range(len(hidden)):
        unit = np.zeros((1, len(hidden)))
        unit[0, place] = 1
        assert np.linalg.matrix_rank(np.vstack([known, unit])) == rank + 1


@settings(max_examples=100, deadline=None)
@given(tables())
def test_small_count_is_never_shown(
    drawn: tuple[dict[tuple[str, str], int], PublicTable],
) -> None:
    _, table = drawn
    assert not [count for count in table.counts.values() if count is not None and 0 < count < 10]


@settings(max_examples=100, deadline=None)
@given(tables())
def test_shown_count_is_the_true_one(
    drawn: tuple[dict[tuple[str, str], int], PublicTable],
) -> None:
    counts, table = drawn
    shown = {place: table.counts[Place(*place)] for place in counts}
    assert all(count is None or count == counts[place] for place, count in shown.items())
