"""Fair comparison of units: the published anchors, and what each step must do."""

import csv
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from scipy.special import expit

from cityloop_analytics.bench.fair import World, simulated
from cityloop_analytics.measures.bands import Band, bands
from cityloop_analytics.measures.case_mix import fit_case_mix
from cityloop_analytics.measures.cells import Cells, grouped, units_only
from cityloop_analytics.measures.fair import Settings, fair_evaluation
from cityloop_analytics.measures.likelihood import unit_likelihood
from cityloop_analytics.measures.population import fit_population, scarce_gamma
from cityloop_analytics.measures.posterior import joint_draws, posterior
from cityloop_analytics.measures.rank_intervals import RankIntervals, rank_intervals
from cityloop_analytics.measures.shrinkage import stein_factor
from tests.shared_data import shared_file

ABOUT = -2.5


def rows(name: str) -> list[Mapping[str, str]]:
    with shared_file(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def surgical() -> tuple[np.ndarray, RankIntervals]:
    """Posterior means and 95 % rank intervals of the twelve hospitals, priors as in BUGS."""
    hospitals = rows("golden/surgical/surgical.csv")
    cells = units_only(
        [float(one["r"]) for one in hospitals], trials=[float(one["n"]) for one in hospitals]
    )
    evidence = unit_likelihood(cells, offsets=np.full(12, ABOUT), spread=0.5)
    people = fit_population(evidence, log_prior=scarce_gamma)
    known = posterior(evidence, population=people)
    draws = joint_draws(evidence, population=people, count=20_000, seed=1)
    return known.mean_of(expit(ABOUT + known.nodes)), rank_intervals(draws, confidence=0.95)


def test_surgical_posterior_means_are_those_of_bugs() -> None:
    means, _ = surgical()

    published = [
        float(one["mean"])
        for one in rows("golden/surgical/published.csv")
        if one["node"].startswith("p[")
    ]
    assert means == pytest.approx(published, abs=0.001)


@pytest.mark.parametrize(("hospital", "low", "high"), [(0, 1, 10), (3, 1, 8), (7, 9, 12)])
def test_surgical_rank_intervals_are_those_stated(hospital: int, low: int, high: int) -> None:
    _, ranks = surgical()

    assert (ranks.low[hospital], ranks.high[hospital]) == (low, high)


def test_stein_factor_of_the_batters_is_the_published_one() -> None:
    averages = np.array([float(one["y"]) for one in rows("golden/efron_morris/batters.csv")])
    mean = averages.mean()

    factor = stein_factor(averages, noise=mean * (1 - mean) / 45)

    assert factor == pytest.approx(0.212, abs=0.0005)


def test_rank_intervals_hold_the_true_rank_nine_times_in_ten() -> None:
    source = np.random.default_rng(7)
    held = []
    for _ in range(4):
        truth, cells = simulated(World(), source=source)
        ranks = fair_evaluation(cells).rank
        places = np.argsort(np.argsort(truth)) + 1
        held.append(np.mean((ranks.low <= places) & (places <= ranks.high)))

    # Four worlds of 343 units: the standard error is about 0.008. The bench takes sixty.
    assert np.mean(held) == pytest.approx(0.90, abs=0.025)


def two_units(hard_cases: Sequence[float]) -> Cells:
    """Two equally good units, 400 cases each; cases of type 1 succeed half as often."""
    source = np.random.default_rng(3)
    types = np.concatenate([source.random(400) < share for share in hard_cases]).astype(np.int64)
    success = (source.random(800) < np.where(types, 0.45, 0.9)).astype(float)
    unit = np.repeat(np.arange(2), 400)
    return grouped(unit, success=success, factors={"type": types}, kind=np.zeros(2, dtype=int))


def test_ratio_forgives_hard_cases() -> None:
    cells = two_units([0.8, 0.2])

    ratio = fair_evaluation(cells).ratio

    assert cells.raw_rates()[1] - cells.raw_rates()[0] > 0.2
    assert ratio == pytest.approx([1, 1], abs=0.06)


def test_case_mix_does_not_take_a_bad_unit_for_hard_cases() -> None:
    """Unit 0 does only type 0 and is bad at it; units 1 to 19 share the types evenly."""
    unit = np.concatenate([[0], np.repeat(np.arange(1, 20), 2)])
    kind_of_case = np.concatenate([[0], np.tile([0, 1], 19)])
    trials = np.where(unit == 0, 2000.0, 100.0)
    cells = Cells(
        unit=unit,
        successes=np.where(unit == 0, 1000.0, 80.0),
        trials=trials,
        factors={"type": kind_of_case},
        kind=np.zeros(20, dtype=np.int64),
    )

    expected = fit_case_mix(cells).expected_rates(cells)

    assert expected[0] > 0.7


def test_small_unit_is_drawn_to_its_kind_more_than_a_large_one() -> None:
    cells = units_only([9, 900, *[75] * 20], trials=[10, 1000, *[100] * 20])

    effect = fair_evaluation(cells).effect

    assert 0 < effect[0] < effect[1]


def test_kinds_of_unit_have_a_spread_of_their_own() -> None:
    source = np.random.default_rng(5)
    kind = np.repeat([0, 1], 200)
    chance = expit(1 + source.normal(0, np.where(kind, 1.0, 0.1)))
    cells = Cells(
        unit=np.arange(400),
        successes=source.binomial(200, chance).astype(float),
        trials=np.full(400, 200.0),
        kind=kind,
    )

    found = fair_evaluation(cells).populations

    assert found[0].spread == pytest.approx(0.1, abs=0.06)
    assert found[1].spread == pytest.approx(1.0, abs=0.15)


def test_unit_without_a_case_cannot_be_told_apart() -> None:
    cells = units_only([90, 0, 75, 80], trials=[100, 0, 100, 100])

    fair = fair_evaluation(cells)

    assert np.isnan(fair.raw[1])
    assert fair.bands.band[1] == Band.SAME


def test_evaluation_is_the_same_whatever_the_order_of_the_cells() -> None:
    _, cells = simulated(World(units=40), source=np.random.default_rng(1))
    order = np.random.default_rng(2).permutation(len(cells.unit))
    shuffled = Cells(
        unit=cells.unit[order],
        successes=cells.successes[order],
        trials=cells.trials[order],
        factors={name: codes[order] for name, codes in cells.factors.items()},
        kind=cells.kind,
    )

    one, other = fair_evaluation(cells), fair_evaluation(shuffled)

    assert one.effect == pytest.approx(other.effect, abs=1e-9)
    assert (one.rank.low == other.rank.low).all()


def test_evaluation_repeats_itself_from_its_seed() -> None:
    _, cells = simulated(World(units=40), source=np.random.default_rng(1))

    one, other = (fair_evaluation(cells, settings=Settings(seed=9)) for _ in range(2))

    assert (one.rank.mean == other.rank.mean).all()


def test_bands_flag_no_more_wrongly_than_stated() -> None:
    source = np.random.default_rng(11)
    chance = source.beta(0.3, 0.3, 20_000)
    better = source.random(20_000) < chance

    found = bands(chance, false_flag_rate=0.1)

    flagged = found.band != Band.SAME
    wrong = (found.band == Band.BETTER) != better
    assert wrong[flagged].mean() == pytest.approx(found.false_flags, abs=0.005)
    assert found.false_flags < 0.05


def test_bands_refuse_a_rate_that_is_none() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        bands(np.array([0.5]), false_flag_rate=0)


def test_cells_refuse_more_successes_than_trials() -> None:
    with pytest.raises(ValueError, match="more successes than trials"):
        units_only([3], trials=[2])


def test_nobody_to_compare_gives_an_empty_evaluation() -> None:
    fair = fair_evaluation(units_only([], trials=[]))

    assert len(fair.effect) == 0


def test_month_without_a_case_leaves_every_unit_in_the_middle() -> None:
    fair = fair_evaluation(units_only([0, 0, 0], trials=[0, 0, 0]))

    assert (fair.bands.band == Band.SAME).all()
