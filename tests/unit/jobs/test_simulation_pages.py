"""The pages of the simulated city: made parts in written pages, ranks that agree with scipy."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from cityloop.core.errors import InputError
from cityloop.jobs.simulation_pages.blocks import filled, table
from cityloop.jobs.simulation_pages.effects import ratio_text
from cityloop.jobs.simulation_pages.ranking import agreement, resampled, spearman, worst_first

PAGE = "Words.\n\n<!-- made: one -->\nold\n<!-- end -->\n\nMore words.\n"


def test_made_part_is_replaced_and_words_stay() -> None:
    page = filled(PAGE, blocks={"one": "new"}, name="page.md")
    assert page == "Words.\n\n<!-- made: one -->\n\nnew\n\n<!-- end -->\n\nMore words.\n"


def test_filling_again_changes_nothing() -> None:
    once = filled(PAGE, blocks={"one": "new"}, name="page.md")
    assert filled(once, blocks={"one": "new"}, name="page.md") == once


@pytest.mark.parametrize("blocks", [{}, {"one": "new", "two": "more"}])
def test_part_that_does_not_fit_is_refused(blocks: dict[str, str]) -> None:
    with pytest.raises(InputError, match="one" if not blocks else "two"):
        filled(PAGE, blocks=blocks, name="page.md")


def test_part_shown_twice_is_refused() -> None:
    with pytest.raises(InputError, match="stands twice"):
        filled(PAGE + PAGE, blocks={"one": "new"}, name="page.md")


def test_table_aligns_numbers_to_the_right() -> None:
    assert table(["a", "b"], rows=[["x", "1"]]) == "| a | b |\n|---|---:|\n| x | 1 |"


def test_spearman_agrees_with_scipy_where_there_are_ties() -> None:
    first, other = np.array([3, 1, 1, 7, 5, 5]), np.array([2, 2, 1, 9, 4, 6])
    assert spearman(first, other)[0] == pytest.approx(spearmanr(first, other)[0])


def test_highest_value_has_rank_one_and_ties_keep_their_order() -> None:
    assert worst_first(np.array([4, 9, 4, 1])).tolist() == [2, 1, 3, 4]


def test_resampling_draws_as_many_months_as_there_are() -> None:
    sums = resampled(np.ones((36, 2), dtype=np.int64))
    assert (sums == 36).all()


def test_agreement_counts_the_truly_worst_that_are_missing() -> None:
    true = np.tile(np.arange(1, 41), (6, 1))
    said = true.copy()
    said[:, [0, 39]] = said[:, [39, 0]]
    found = agreement("swapped", said=said, true=true, per=np.ones(40))
    assert found.missing == 1
    assert found.low <= found.rho <= found.high < 1


def test_ratio_of_counts_has_its_interval() -> None:
    assert ratio_text(100, other=100) == "1.00 (0.76 – 1.32)"
    assert ratio_text(0, other=5) == "–"
