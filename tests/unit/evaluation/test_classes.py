"""Classes of units."""

from decimal import Decimal

import pytest

from cityloop.evaluation.choices import Band, UnitClass
from cityloop.evaluation.rules.classes import (
    ClassFacts,
    PeriodFigures,
    UnitHistory,
    improving_units,
    structural_units,
    unit_classes,
)
from tests.unit.evaluation.cases import preset

RULES = preset().classes


def period(
    composite: int = 80, *, resolution: str = "0.9", satisfaction: str = "0.9"
) -> PeriodFigures:
    return PeriodFigures(
        composite=Decimal(composite),
        low=Decimal(composite - 2),
        high=Decimal(composite + 2),
        resolution=Decimal(resolution),
        satisfaction=Decimal(satisfaction),
    )


def unit_class(
    now: PeriodFigures,
    *,
    band: Band = Band.SAME,
    past: tuple[PeriodFigures, ...] = (),
    falsifications: int = 0,
) -> UnitClass:
    history = UnitHistory(past=past, falsifications=falsifications)
    facts = ClassFacts(unit="A", now=now, band=band, history=history)
    return unit_classes([facts], rules=RULES)["A"].unit_class


def test_unit_in_the_top_band_is_advanced() -> None:
    assert unit_class(period(), band=Band.BETTER) == UnitClass.ADVANCED


def test_unit_like_its_peers_has_no_class() -> None:
    assert unit_class(period()) == UnitClass.NONE


def test_unit_that_rose_significantly_is_improving() -> None:
    assert unit_class(period(90), past=(period(80),) * 3) == UnitClass.IMPROVING


def test_rise_within_the_noise_is_no_improvement() -> None:
    assert unit_class(period(82), past=(period(80),) * 3) == UnitClass.NONE


def test_rise_needs_three_periods_before() -> None:
    assert unit_class(period(90), past=(period(80),) * 2) == UnitClass.NONE


def test_rise_over_a_period_kept_back_is_no_improvement() -> None:
    past = (period(80), PeriodFigures(), period(80))
    assert unit_class(period(90), past=past) == UnitClass.NONE


def test_only_the_largest_rise_is_improving() -> None:
    group = [
        ClassFacts(
            unit=unit,
            now=period(now),
            band=Band.SAME,
            history=UnitHistory(past=(period(70),) * 3),
        )
        for unit, now in (("A", 80), ("B", 90))
    ]
    assert set(improving_units(group, rules=RULES)) == {"B"}


@pytest.mark.parametrize("low", [period(resolution="0.69"), period(satisfaction="0.69")])
def test_rate_low_in_two_periods_is_rectified(low: PeriodFigures) -> None:
    assert unit_class(low, past=(low,)) == UnitClass.RECTIFICATION


def test_rate_at_the_threshold_is_not_rectified() -> None:
    low, edge = period(resolution="0.69"), period(resolution="0.70")
    assert unit_class(edge, past=(low,)) == UnitClass.NONE


def test_different_rates_low_in_turn_are_not_rectified() -> None:
    before = period(resolution="0.5", satisfaction="0.9")
    now = period(resolution="0.9", satisfaction="0.5")
    assert unit_class(now, past=(before,)) == UnitClass.NONE


def test_rate_low_in_its_first_period_is_not_rectified() -> None:
    assert unit_class(period(resolution="0.2")) == UnitClass.NONE


def test_rate_kept_back_before_names_nobody() -> None:
    assert unit_class(period(resolution="0.2"), past=(PeriodFigures(),)) == UnitClass.NONE


def test_three_falsifications_are_rectified_whatever_the_band() -> None:
    found = unit_class(period(), band=Band.BETTER, falsifications=3)
    assert found == UnitClass.RECTIFICATION


def heavy(unit: str, *volumes: int, outside: bool = True) -> ClassFacts:
    low = Decimal("0.5")
    figures = [
        PeriodFigures(structural_volume=Decimal(one), resolution=low) for one in volumes[:-1]
    ]
    return ClassFacts(
        unit=unit,
        now=PeriodFigures(resolution=low),
        band=Band.SAME,
        history=UnitHistory(
            past=tuple(figures),
            structural_volume=Decimal(volumes[-1]),
            outside_causes=outside,
        ),
    )


CROWD = [heavy(f"crowd{place}", 5, 5, 5) for place in range(9)]


def test_unit_heavy_for_three_periods_is_supported_and_not_rectified() -> None:
    found = unit_classes([*CROWD, heavy("A", 50, 60, 70)], rules=RULES)
    assert found["A"].unit_class == UnitClass.GOVERNANCE


def test_unit_heavy_by_its_own_causes_is_not_supported() -> None:
    found = unit_classes([*CROWD, heavy("A", 50, 60, 70, outside=False)], rules=RULES)
    assert found["A"].unit_class == UnitClass.RECTIFICATION


def test_unit_heavy_in_two_of_three_periods_is_not_structural() -> None:
    assert structural_units([*CROWD, heavy("A", 1, 60, 70)], rules=RULES) == frozenset()


def test_unit_heavy_for_two_periods_only_is_not_structural() -> None:
    assert structural_units([*CROWD, heavy("A", 60, 70)], rules=RULES) >= frozenset({"crowd0"})
