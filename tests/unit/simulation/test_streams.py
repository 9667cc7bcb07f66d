"""Streams of chance: the same bytes everywhere, and nothing outside their range."""

import numpy as np
import pytest

from cityloop.simulation.arithmetic import lognormal_table
from cityloop.simulation.streams import cumulative_rows, draw_in_rows, stream

PINNED_UNIFORMS = [0.3035544138963344, 0.48074988565078647, 0.9761218132257806]
PINNED_SHARES = [0.6486225590342656, 0.008371868985705078, 0.5937807549489662]
PINNED_COUNTS = [0, 25, 950]
PINNED_TABLE = ["0x1.7aefc24759805p-5", "0x1.26173e5988a4cp-1", "0x1.59e4f19d7ae39p+4"]


def test_stream_gives_the_bytes_that_it_has_always_given() -> None:
    drawn = stream(7, "reports", "2025-03")
    assert drawn.uniforms(3).tolist() == PINNED_UNIFORMS
    assert drawn.shares(3).tolist() == PINNED_SHARES
    assert drawn.poisson(np.array([0.5, 20.0, 900.0])).tolist() == PINNED_COUNTS


def test_lognormal_table_gives_the_numbers_that_it_has_always_given() -> None:
    table = lognormal_table(0.8)
    assert [table[0].hex(), table[1000].hex(), table[4096].hex()] == PINNED_TABLE


def test_streams_of_other_names_differ() -> None:
    one, other = stream(7, "a", "bc").uniforms(8), stream(7, "ab", "c").uniforms(8)
    assert (one != other).all()


@pytest.mark.parametrize("draw", ["uniforms", "shares", "coins"])
def test_shares_are_even(draw: str) -> None:
    drawn = getattr(stream(3, draw), draw)(40_001)
    assert len(drawn) == 40_001
    assert drawn.min() >= 0
    assert drawn.max() < 1
    counts = np.histogram(drawn, bins=10, range=(0, 1))[0]
    assert np.abs(counts - 4000).max() < 5 * 60


def test_rows_are_drawn_by_their_weights() -> None:
    table = cumulative_rows(np.array([[1.0, 0.0, 3.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]))
    rows = np.repeat([0, 1, 2], 4000)
    drawn = draw_in_rows(table, rows=rows, shares=stream(1, "rows").shares(12_000))
    shares = [np.bincount(drawn[rows == row], minlength=3) / 4000 for row in range(3)]
    assert shares[0] == pytest.approx([0.25, 0, 0.75], abs=0.03)
    assert shares[1].tolist() == [0, 1, 0]
    assert shares[2] == pytest.approx([1 / 3] * 3, abs=0.03)


def test_integers_stay_below_their_bounds() -> None:
    high = np.array([1, 2, 7] * 500)
    drawn = stream(1, "integers").integers(1500, high=high)
    assert (drawn >= 0).all()
    assert (drawn < high).all()
