"""Reporting rates from repeats, corrected need, and events nobody reported."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr

from cityloop_analytics.bench.reporting import FAST, WORLDS, simulated
from cityloop_analytics.measures.need import corrected_need, raw_interval
from cityloop_analytics.measures.reporting import (
    CONDITIONS,
    Matters,
    decay_rate,
    lasting_days,
    reporting_rates,
)


def matters_of(repeats: list[float], *, watched: float = 10.0) -> Matters:
    """Areas with one matter each, its repeats spread evenly over the watched time."""
    counts = np.array(repeats)
    return Matters(
        area=np.arange(len(counts)),
        watched=np.full(len(counts), watched),
        repeats=counts,
        lag_sum=counts * watched / 2,
        areas=len(counts),
    )


def test_decay_is_found_from_how_late_repeats_come() -> None:
    _, matters = simulated(FAST, source=np.random.default_rng(1))

    assert decay_rate(matters) == pytest.approx(1 / FAST.life, rel=0.05)


def test_repeats_spread_evenly_show_no_decay() -> None:
    assert decay_rate(matters_of([5.0] * 20)) == 0


def test_lasting_days_without_decay_are_the_watched_days() -> None:
    watched = np.array([0.0, 3.0, 30.0])

    assert (lasting_days(watched, decay=0) == watched).all()


def test_reporting_rate_is_repeats_over_days() -> None:
    found = reporting_rates(matters_of([40.0, 50.0, 60.0, 45.0] * 10))

    assert found.mean.mean() == pytest.approx(4.875, rel=0.01)


def test_reporting_rate_of_an_area_with_little_to_go_by_is_drawn_to_the_others() -> None:
    counts = matters_of([0.0, *[2.0, 8.0] * 20], watched=10)
    watched = counts.watched.copy()
    watched[0] = 0.1

    found = reporting_rates(replace(counts, watched=watched))

    assert found.mean[0] == pytest.approx(0.5, rel=0.1)


def test_covariate_that_matters_moves_an_area_nobody_watched() -> None:
    column = np.tile([-1.0, 1.0], 50)
    counts = np.where(column > 0, 20.0, 5.0)
    counts[:2] = 0
    matters = matters_of(counts.tolist())
    watched = matters.watched.copy()
    watched[:2] = 0

    found = reporting_rates(replace(matters, watched=watched), covariates=column[:, None])

    assert found.mean[1] > 3 * found.mean[0]


def test_corrected_need_ranks_areas_better_than_raw_numbers() -> None:
    truth, matters = simulated(FAST, source=np.random.default_rng(2))

    need = corrected_need(matters)

    raw = spearmanr(need.reported, truth).statistic
    assert spearmanr(need.corrected, truth).statistic > max(0.92, raw + 0.1)


def test_corrected_need_intervals_hold_the_truth() -> None:
    truth, matters = simulated(FAST, source=np.random.default_rng(3))

    need = corrected_need(matters, confidence=0.9)

    assert np.mean((need.low <= truth) & (truth <= need.high)) > 0.85


def test_corrected_need_with_a_known_life_divides_by_the_chance_to_be_heard() -> None:
    matters = matters_of([10.0] * 40, watched=10)

    need = corrected_need(matters, life_days=2)

    assert need.heard == pytest.approx(np.full(40, 1 - np.exp(-2)), abs=0.02)


def test_corrected_need_without_an_end_of_matters_is_refused() -> None:
    with pytest.raises(ValueError, match="give life_days"):
        corrected_need(matters_of([10.0] * 40))


def test_echoes_make_the_intervals_too_narrow() -> None:
    """Reports that bring others break the first condition, and the page says so."""
    truth, matters = simulated(WORLDS["echoes"], source=np.random.default_rng(4))

    need = corrected_need(matters)

    assert np.mean((need.low <= truth) & (truth <= need.high)) < 0.8
    assert "independently" in CONDITIONS[0]


def test_matters_nobody_watched_are_refused() -> None:
    with pytest.raises(ValueError, match="watched after its first report"):
        reporting_rates(matters_of([0.0, 0.0], watched=0))


def test_repeat_after_the_watched_time_is_refused() -> None:
    with pytest.raises(ValueError, match="after the time"):
        replace(matters_of([1.0]), lag_sum=np.array([11.0]))


def test_raw_interval_of_nothing_starts_at_nothing() -> None:
    low, high = raw_interval(np.array([0.0, 10.0]), confidence=0.95)

    assert low == pytest.approx([0, 4.795], abs=0.001)
    assert high == pytest.approx([3.689, 18.390], abs=0.001)
