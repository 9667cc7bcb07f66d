"""The arrays of the simulation against slow, obvious Python and against scipy."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from scipy.stats import poisson

from cityloop.core.rules.worktime import due_at
from cityloop.simulation.arithmetic import exponential, logarithm, normal_table
from cityloop.simulation.calendar import days_between, due_moments
from cityloop.simulation.queues import finished
from cityloop.simulation.streams import poisson_quantiles, stream
from tests.unit.simulation.small_world import SINCE, UNTIL, demo_parameters


def test_queues_agree_with_a_loop_over_orders() -> None:
    chance = stream(1, "queue")
    count, teams = 3000, 7
    arrivals, work = 2000 * chance.uniforms(count), 6 * chance.uniforms(count)
    team = chance.integers(count, high=teams)
    backlog = 40 * chance.uniforms(teams)
    done, busy = finished(arrivals, work=work, teams=team, backlog=backlog)
    free = backlog.copy()
    expected = np.empty(count)
    for row in np.argsort(arrivals, kind="stable"):
        free[team[row]] = max(arrivals[row], free[team[row]]) + work[row]
        expected[row] = free[team[row]]
    assert done == pytest.approx(expected, abs=1e-6)
    assert busy == pytest.approx(free, abs=1e-6)


@pytest.mark.parametrize("mean", [0.0, 0.03, 1.0, 7.5, 31.9, 33.0, 250.0, 40_000.0])
def test_poisson_quantiles_agree_with_scipy(mean: float) -> None:
    shares = np.concatenate([stream(2, mean).uniforms(2000), [0.0, 1e-9, 0.5, 1 - 1e-9]])
    expected = poisson.ppf(shares, mean)
    expected = np.where(shares == 0.0, poisson.ppf(1e-300, mean), expected)
    found = poisson_quantiles(np.full(len(shares), mean), shares=shares)
    # Where a share lies within rounding of a step, either side is right.
    differs = found != expected
    step = np.abs(poisson.cdf(np.minimum(found, expected), mean) - shares)
    assert step[differs & (shares > 0)] == pytest.approx(0, abs=1e-10)
    assert differs.mean() < 0.01


def test_exponential_and_logarithm_agree_with_the_mathematics_library() -> None:
    values = np.linspace(-60, 60, 4001)
    assert exponential(values) == pytest.approx([math.exp(one) for one in values], rel=4e-15)
    positive = np.concatenate([np.linspace(1e-9, 3, 2000), [1e9, 0.5, 1.0]])
    assert logarithm(positive) == pytest.approx([math.log(one) for one in positive], rel=1e-13)


def test_normal_quantiles_have_mean_zero_and_deviation_one() -> None:
    middle = (normal_table()[1:] + normal_table()[:-1]) / 2
    assert float(middle.mean()) == pytest.approx(0, abs=1e-9)
    assert float(middle.std()) == pytest.approx(1, abs=0.002)


@pytest.mark.parametrize(
    ("unit", "number", "amount"), [("hours", 0, 12), ("natural_days", 1, 7), ("working_days", 2, 5)]
)
def test_due_moments_agree_with_the_clock_of_work_orders(
    unit: str, number: int, amount: int
) -> None:
    parameters = demo_parameters()
    days = days_between(
        SINCE,
        until=UNTIL,
        seed=1,
        calendar=parameters.calendar,
        climate=parameters.file.climate,
    )
    begins = days.start + 3600 * np.arange(7, 24 * 90, 11)
    found = due_moments(
        begins,
        days=days,
        amount=np.full(len(begins), float(amount)),
        unit=np.full(len(begins), number),
    )
    calendar = parameters.calendar
    expected = [
        due_at(datetime.fromtimestamp(one, tz=UTC), amount=amount, unit=unit, calendar=calendar)
        for one in begins.tolist()
    ]
    assert found.tolist() == [int(one.timestamp()) for one in expected]
