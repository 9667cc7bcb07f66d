"""How many more cases would lift a band: against the plain search, case by case."""

from decimal import Decimal

import pytest

from cityloop.evaluation.choices import Band
from cityloop.evaluation.rules.intervals import wilson
from cityloop.evaluation.rules.lift import (
    Compared,
    ComparedScore,
    cases_to_lift,
    cases_to_lift_score,
)

CONFIDENCE = Decimal("0.95")


def compared(numerator: float, denominator: int, *, reference: str, scale: str = "1") -> Compared:
    return Compared(
        numerator=Decimal(str(numerator)),
        denominator=Decimal(denominator),
        effective=Decimal(denominator),
        scale=Decimal(scale),
        reference=Decimal(reference),
        confidence=CONFIDENCE,
    )


def plain_search(one: Compared, *, band: Band) -> int | None:
    """One case after the other."""
    more = 0
    while one.numerator + more < one.denominator:
        more += 1
        found = wilson(
            min(one.numerator + more, one.denominator),
            trials=one.denominator,
            confidence=CONFIDENCE,
        )
        low, high = found.low * one.scale, found.high * one.scale
        if (band == Band.WORSE and high >= one.reference) or (
            band == Band.SAME and low > one.reference
        ):
            return more
    return None


@pytest.mark.parametrize(
    ("numerator", "denominator", "reference", "scale", "band"),
    [
        (117.5, 150, "0.85", "1", Band.SAME),
        (100, 150, "0.80", "1", Band.WORSE),
        (180, 200, "0.95", "1", Band.WORSE),
        (127.5, 150, "0.85", "1.02", Band.SAME),
        (8, 10, "0.70", "1", Band.SAME),
        (0, 40, "0.5", "0.9", Band.WORSE),
    ],
)
def test_lift_is_what_the_plain_search_finds(
    numerator: float, denominator: int, reference: str, scale: str, band: Band
) -> None:
    one = compared(numerator, denominator, reference=reference, scale=scale)
    assert cases_to_lift(one, band=band) == plain_search(one, band=band)


@pytest.mark.parametrize(
    ("one", "band"),
    [
        (compared(10, 10, reference="0.9"), Band.SAME),
        (compared(9, 10, reference="0.9"), Band.SAME),
        (compared(9, 10, reference="0.5"), Band.BETTER),
        (compared(9, 10, reference="0.5"), Band.UNRANKED),
        (compared(0, 0, reference="0.5"), Band.WORSE),
    ],
)
def test_nothing_lifts_what_is_full_too_thin_or_best(one: Compared, band: Band) -> None:
    assert cases_to_lift(one, band=band) is None


def test_score_is_lifted_by_the_weight_of_its_rate() -> None:
    rate = compared(120, 150, reference="0")
    score = ComparedScore(
        low=Decimal(78), high=Decimal(86), reference=Decimal(87), weight=Decimal("0.5")
    )
    more = cases_to_lift_score(score, rate=rate, band=Band.WORSE)
    assert more is not None
    gained = [
        50
        * (
            wilson(Decimal(120 + n), trials=Decimal(150), confidence=CONFIDENCE).high
            - wilson(Decimal(120), trials=Decimal(150), confidence=CONFIDENCE).high
        )
        for n in (more - 1, more)
    ]
    assert gained[0] < 1 <= gained[1]


def test_score_that_one_rate_cannot_lift_says_so() -> None:
    score = ComparedScore(
        low=Decimal(20), high=Decimal(30), reference=Decimal(90), weight=Decimal("0.1")
    )
    rate = compared(120, 150, reference="0")
    assert cases_to_lift_score(score, rate=rate, band=Band.WORSE) is None
