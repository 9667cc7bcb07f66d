"""Events nobody reported: the posterior without a map against every event counted one by one."""

from itertools import product

import numpy as np
import pytest
from scipy.special import expit

from cityloop_analytics.measures.hidden_events import Priors, hidden_events, log_posterior

FIXED = 1e-3


def likelihood_by_enumeration(at: np.ndarray, *, reported: np.ndarray) -> tuple[float, np.ndarray]:
    """Likelihood of the reports, and each area's chance to have been hit, over every event."""
    hit_chance, rate = expit(at[0]), expit(at[1])
    total, hit = 0.0, np.zeros(len(reported))
    for event in product([0, 1], repeat=len(reported)):
        hits = np.array(event)
        chance = np.prod(np.where(hits, hit_chance, 1 - hit_chance))
        chance *= np.prod(np.where(reported > 0, rate * hits, 1 - rate * hits))
        total += chance
        hit += chance * hits
    return total, hit / total


def test_posterior_sums_over_every_event() -> None:
    reported = np.array([1.0, 0, 0, 1, 0])
    points = np.array([[-0.2, -0.5], [0.8, 0.3]])

    flat = Priors(hit=(0, 1e6), intercept=(0, 1e6))
    found = log_posterior(points, columns=np.ones((5, 1)), told=reported > 0, priors=flat)

    slow = [np.log(likelihood_by_enumeration(at, reported=reported)[0]) for at in points]
    assert found == pytest.approx(slow)


def test_chance_of_a_silent_area_is_that_of_every_event_counted() -> None:
    reported = np.array([1.0, 0, 0, 0, 0, 0])
    fixed = Priors(hit=(-0.4, FIXED), intercept=(-0.5, FIXED))

    found = hidden_events(reported, covariates=np.empty((6, 0)), draws=4000, seed=3, priors=fixed)

    slow = likelihood_by_enumeration(np.array([-0.4, -0.5]), reported=reported)[1]
    assert found.hit == pytest.approx(slow, abs=0.005)


def test_slope_of_reporting_is_recovered() -> None:
    source = np.random.default_rng(5)
    people = source.standard_normal((3000, 1))
    hit = source.random(3000) < 0.6
    reported = (hit & (source.random(3000) < expit(-0.5 + people[:, 0]))).astype(float)

    found = hidden_events(reported, covariates=people, draws=4000, seed=1)

    slope = found.parameters[:, 2]
    assert abs(slope.mean() - 1) < 2 * slope.std()


def test_events_all_reported_are_refused() -> None:
    with pytest.raises(ValueError, match="some areas must have reported"):
        hidden_events(np.ones(3), covariates=np.empty((3, 0)), draws=10, seed=1)
