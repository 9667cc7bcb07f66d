"""The scale bench measures what it says, on a folder small enough for a test."""

from dataclasses import replace
from pathlib import Path

import pytest

from cityloop_analytics.bench.scale import ScaleFigures, scale_figures, slope

SMALL = ScaleFigures(
    rows=10**6, scorecard_seconds=1.0, bare_seconds=0.5, store_seconds=4.0, day_seconds=0.2,
    store_day_seconds=0.8, peak_gib=0.3, store_gib=0.1,
)  # fmt: skip


def test_time_that_grows_as_the_rows_has_slope_one() -> None:
    large = replace(SMALL, rows=10**8, scorecard_seconds=100.0)
    assert slope([large, SMALL]) == pytest.approx(1.0)


def test_time_that_grows_as_the_square_has_slope_two() -> None:
    large = replace(SMALL, rows=10**7, scorecard_seconds=100.0)
    assert slope([SMALL, large]) == pytest.approx(2.0)


def test_figures_of_one_folder_have_the_names_of_the_issue(shared_facts: Path) -> None:
    names = {one.name for one in scale_figures([shared_facts])}
    assert names == {
        "scale.seconds_1e4", "scale.store_seconds_1e4", "scale.day_seconds",
        "scale.store_day_seconds", "scale.peak_gib", "scale.ratio_bare_duckdb",
    }  # fmt: skip
