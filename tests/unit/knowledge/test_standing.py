"""On which days an answer may be told, and when its text is whole."""

from datetime import date

import pytest

from cityloop.knowledge.choices import Standing
from cityloop.knowledge.rules.standing import (
    Span,
    missing_languages,
    span_refusal,
    standing,
    text_refusal,
)

DAY = date(2026, 3, 2)
BOTH = ("en", "zh-hans")


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "expected"),
    [
        (date(2026, 3, 3), None, Standing.COMING),
        (date(2026, 3, 2), None, Standing.VALID),
        (date(2026, 1, 1), date(2026, 3, 2), Standing.EXPIRED),
        (date(2026, 1, 1), date(2026, 3, 3), Standing.EXPIRING),
        (date(2026, 1, 1), date(2026, 4, 1), Standing.EXPIRING),
        (date(2026, 1, 1), date(2026, 4, 2), Standing.VALID),
    ],
)
def test_standing_on_a_day(valid_from: date, valid_to: date | None, expected: Standing) -> None:
    span = Span(valid_from=valid_from, valid_to=valid_to)
    assert standing(span, on=DAY, days=30) == expected


def test_span_does_not_hold_on_the_day_that_ends_it() -> None:
    assert not Span(valid_from=date(2026, 1, 1), valid_to=DAY).holds(DAY)


def test_last_day_before_the_first_is_refused() -> None:
    assert span_refusal(Span(valid_from=DAY, valid_to=DAY)) is not None


def test_language_with_a_title_and_no_text_is_missing() -> None:
    assert missing_languages(
        {"en": "Lamps", "zh-hans": "路灯"}, bodies={"en": "Call."}, languages=BOTH
    ) == ("zh-hans",)


def test_text_in_one_language_is_whole() -> None:
    assert text_refusal({"en": "Lamps"}, bodies={"en": "Call."}, languages=BOTH) is None


@pytest.mark.parametrize(
    ("titles", "bodies"),
    [
        ({}, {}),
        ({"en": " "}, {"en": " "}),
        ({"en": "Lamps", "zh-hans": "路灯"}, {"en": "Call."}),
        ({"en": "Lamps"}, {}),
    ],
)
def test_text_that_is_not_whole_is_refused(titles: dict[str, str], bodies: dict[str, str]) -> None:
    assert text_refusal(titles, bodies=bodies, languages=BOTH) is not None
