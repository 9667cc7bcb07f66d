"""Indicators and findings, as printed in the manual: indicators.txt (domain.md H19, 13)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from cityloop.checkups.choices import Direction, Quality
from cityloop.checkups.rules.findings import FINDING_LIFECYCLE, FindingFacts, Measurement
from cityloop.checkups.rules.indicators import (
    IndicatorValue,
    Target,
    combined_value,
    indicator_value,
)
from cityloop.core.errors import TransitionNotAllowed
from tests.spec.tables import rows

QUALITIES = {"m": Quality.MEASURED, "s": Quality.SAMPLED, "e": Quality.ESTIMATED}
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
TARGET = Target(direction=Direction.HIGHER, low=Fraction(3, 4))


def amount(text: str) -> Decimal | None:
    return None if text == "-" else Decimal(text)


def part(text: str) -> IndicatorValue:
    """A value such as `6/8m`."""
    numerator, denominator = text[:-1].split("/")
    return indicator_value(
        int(numerator), denominator=int(denominator), quality=QUALITIES[text[-1]]
    )


def day(number: int) -> datetime:
    return BEGINNING + timedelta(days=number)


def facts(text: str) -> FindingFacts:
    """Facts with measurements such as `12:6/8m`."""
    pairs = [word.split(":") for word in text.split() if word != "-"]
    measurements = tuple(Measurement(day(int(begun)), part(value)) for begun, value in pairs)
    return FindingFacts(target=TARGET, completed_at=day(10), measurements=measurements)


def written(value: IndicatorValue) -> str:
    return "missing" if value.value is None else str(value.value)


@pytest.mark.parametrize("row", rows("indicators", "values"))
def test_value_is_as_printed(row: dict[str, str]) -> None:
    found = indicator_value(
        amount(row["numerator"]),
        denominator=amount(row["denominator"]),
        quality=Quality(row["entered as"]),
    )
    assert (written(found), found.quality, found.missing or "-") == (
        row["value"],
        row["quality"],
        row["why it is missing"],
    )


@pytest.mark.parametrize("row", rows("indicators", "parts"))
def test_value_of_parts_is_as_printed(row: dict[str, str]) -> None:
    found = combined_value([part(text) for text in row["parts"].split()])
    assert (written(found), found.quality, str(found.left_out)) == (
        row["value"],
        row["quality"],
        row["left out"],
    )


@pytest.mark.parametrize("row", rows("indicators", "remedies"))
def test_finding_is_closed_as_printed(row: dict[str, str]) -> None:
    try:
        answer = FINDING_LIFECYCLE.target(
            row["step"], row["state"], facts=facts(row["measurements"])
        )
    except TransitionNotAllowed as refusal:
        answer = refusal.what
    assert answer == row["answer"]
