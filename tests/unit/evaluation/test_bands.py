"""Bands, tiers and peer groups."""

from decimal import Decimal

import pytest

from cityloop.evaluation.choices import Band
from cityloop.evaluation.rules.bands import (
    Standing,
    band,
    comparison,
    overlap_tiers,
    peer_groups,
)


def standing(unit: str, low: str, value: str, high: str) -> Standing:
    return Standing(unit=unit, low=Decimal(low), value=Decimal(value), high=Decimal(high))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0.81", "0.9", Band.BETTER),
        ("0.80", "0.9", Band.SAME),
        ("0.70", "0.8", Band.SAME),
        ("0.70", "0.79", Band.WORSE),
    ],
)
def test_band_needs_the_whole_interval_on_one_side(low: str, high: str, expected: Band) -> None:
    assert band(standing("A", low, "0.8", high), reference=Decimal("0.8")) == expected


STANDINGS = [
    standing("large", "0.39", "0.40", "0.41"),
    standing("b", "0.7", "0.8", "0.9"),
    standing("c", "0.75", "0.82", "0.89"),
]


def test_reference_is_the_median_of_the_ranked_units() -> None:
    found = comparison(STANDINGS, reference="median", mean=Decimal("0.5"))
    assert found.reference == Decimal("0.8")


def test_reference_can_be_the_mean_over_all_cases() -> None:
    found = comparison(STANDINGS, reference="mean", mean=Decimal("0.5"))
    assert found.reference == Decimal("0.5")


def test_comparison_of_nobody_has_no_reference() -> None:
    assert comparison([], reference="median").reference is None


def test_units_with_overlapping_intervals_share_a_tier() -> None:
    assert overlap_tiers(STANDINGS) == {"b": 1, "c": 1, "large": 2}


def test_overlap_is_passed_on_through_a_third_unit() -> None:
    chain = [
        standing("a", "0.8", "0.85", "0.9"),
        standing("b", "0.7", "0.75", "0.8"),
        standing("c", "0.6", "0.65", "0.7"),
    ]
    assert set(overlap_tiers(chain).values()) == {1}


def peers(**sizes: int) -> dict[str, str]:
    return {f"{code}{place}": code for code, size in sizes.items() for place in range(size)}


def test_small_peer_groups_are_merged() -> None:
    groups = peers(big=10, few=6, some=5)
    found = peer_groups(groups, peers=groups, minimum=10)
    assert [(one.code, len(one.units)) for one in found] == [("big", 10), ("few+some", 11)]


def test_peer_group_that_stays_small_says_so() -> None:
    groups = peers(big=10, few=6)
    notes = [one.note for one in peer_groups(groups, peers=groups, minimum=10)]
    assert notes == [None, "6 units in this peer group, 10 are wanted: compare with care."]


def test_unit_without_a_peer_group_is_placed_all_the_same() -> None:
    (found,) = peer_groups(["A"], peers={}, minimum=10)
    assert found.units == ("A",)
