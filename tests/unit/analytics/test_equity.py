"""Equity panel: rates by group, unevenness, and tables that give nobody away."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cityloop_analytics.measures.equity import (
    channel_mix,
    concentration,
    corrected_concentration,
    gini,
    group_rates,
    theil,
    theil_between,
)
from cityloop_analytics.measures.suppression import (
    bordered,
    exposed_cells,
    possible_values,
    safe_table,
)

TABLES = arrays(np.int64, (3, 4), elements=st.integers(0, 40))


def test_group_rate_has_the_wilson_interval_of_the_scores() -> None:
    found = group_rates(np.array([10.0, 127.5]), trials=np.array([10.0, 150.0]))

    assert (round(found.low[0], 3), round(found.high[0], 3)) == (0.722, 1)
    assert (round(found.low[1], 3), round(found.high[1], 3)) == (0.784, 0.898)


def test_ratio_to_the_others_holds_one_for_like_groups() -> None:
    found = group_rates(np.array([80.0, 240.0]), trials=np.array([100.0, 300.0]))

    assert found.ratio_low[0] < 1 < found.ratio_high[0]


def test_group_without_a_case_has_no_rate() -> None:
    found = group_rates(np.array([0.0, 5.0]), trials=np.array([0.0, 9.0]))

    assert np.isnan([found.rate[0], found.low[0], found.ratio[0]]).all()


def test_group_with_more_successes_than_trials_is_refused() -> None:
    with pytest.raises(ValueError, match="more successes"):
        group_rates(np.array([3.0]), trials=np.array([2.0]))


def test_channel_mix_sums_to_one_in_each_group() -> None:
    mix = channel_mix(np.array([0, 0, 0, 1]), channel=np.array([0, 1, 1, 1]), groups=2, channels=2)

    assert mix == pytest.approx(np.array([[1 / 3, 2 / 3], [0, 1]]))


def test_even_value_is_not_concentrated() -> None:
    even, people = np.full(5, 3.0), np.array([1.0, 2, 3, 4, 5])

    assert concentration(even, people=people, order=np.arange(5.0)) == pytest.approx(0)
    assert theil(even, people=people) == pytest.approx(0)


def test_concentration_is_below_zero_when_the_poor_have_more() -> None:
    value, income = np.array([9.0, 5, 1]), np.array([1.0, 2, 3])

    assert concentration(value, people=np.ones(3), order=income) < 0


def test_corrected_concentration_needs_room_between_its_bounds() -> None:
    with pytest.raises(ValueError, match="hold nothing"):
        corrected_concentration(np.ones(2), people=np.ones(2), order=np.ones(2), bounds=(1, 1))


def test_gini_of_one_who_has_all_is_nearly_one() -> None:
    assert gini(np.array([0.0] * 99 + [1.0]), people=np.ones(100)) == pytest.approx(0.99)


def test_theil_between_groups_and_within_make_the_whole() -> None:
    value = np.array([1.0, 2, 3, 4])
    people, group = np.ones(4), np.array([0, 0, 1, 1])

    within = sum(
        (value[group == g].sum() / 10) * theil(value[group == g], people=np.ones(2)) for g in (0, 1)
    )

    between = theil_between(value, people=people, group=group)
    assert between + within == pytest.approx(theil(value, people=people))


def test_lone_small_cell_takes_others_with_it() -> None:
    table = safe_table(np.array([[3, 50, 60], [70, 80, 90], [75, 85, 95]]), minimum=5)

    assert table.hidden[0, 0]
    assert table.hidden.sum() >= 4


def test_table_without_a_small_cell_is_shown_whole() -> None:
    assert not safe_table(np.array([[9, 0], [12, 7]]), minimum=5).hidden.any()


def test_possible_values_of_a_lone_hidden_cell_are_one() -> None:
    counts = bordered(np.array([[3, 50], [70, 80]]))
    hidden = np.zeros(counts.shape, dtype=bool)
    hidden[0, 0] = True

    assert possible_values(counts, hidden=hidden, cell=(0, 0)) == (3, 3)


def test_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        safe_table(np.array([[-1]]), minimum=5)


@settings(max_examples=15, deadline=None)
@given(TABLES)
def test_no_small_cell_can_be_worked_out(inner: np.ndarray) -> None:
    table = safe_table(inner, minimum=6)
    small = (table.counts > 0) & (table.counts < 6)

    assert not (small & ~table.hidden).any()
    assert not exposed_cells(table.counts, hidden=table.hidden, watched=small, minimum=6)


@settings(max_examples=15, deadline=None)
@given(TABLES)
def test_shown_cells_are_the_counts(inner: np.ndarray) -> None:
    table = safe_table(inner, minimum=6)

    shown = [value for row in table.shown() for value in row]
    counts = table.counts.ravel().tolist()
    assert all(value in (None, count) for value, count in zip(shown, counts, strict=True))
