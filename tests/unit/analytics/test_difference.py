"""Whether two shares differ by more than chance."""

import pytest

from cityloop_analytics.measures.difference import share_difference


def test_difference_agrees_with_the_published_example() -> None:
    """Newcombe 1998, table II, row a: 56/70 and 48/80, method 10: 0.0524 to 0.3339."""
    found = share_difference((56, 70), then=(48, 80))
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


def test_difference_that_leaves_out_nothing_is_certain() -> None:
    found = share_difference((56, 70), then=(48, 80))
    assert found is not None
    assert found.is_certain


def test_difference_of_few_cases_could_be_chance() -> None:
    found = share_difference((3, 4), then=(2, 4))
    assert found is not None
    assert not found.is_certain


def test_difference_without_cases_is_none() -> None:
    assert share_difference((0, 0), then=(2, 4)) is None


@pytest.mark.parametrize("confidence", [0.0, 1.0])
def test_confidence_outside_its_bounds_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        share_difference((1, 2), then=(1, 2), confidence=confidence)
