"""Templates of replies: which places there are, and what becomes of them."""

import pytest

from cityloop.workorders.rules.reply_templates import (
    LONGEST,
    filled,
    template_refusal,
    text_refusal,
)

LANGUAGES = ("en", "zh-hans")
GOOD = {"en": "About {number}: done.", "zh-hans": "关于 {number}：已办理。"}
NAMES = {"en": "Done", "zh-hans": "已办理"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Dear {name}", "{name} is no place that can be filled in"),
        ("Dear {requester_phone}", "{requester_phone} is no place"),
        ("Half {number", "stands alone"),
        ("Half number}", "stands alone"),
        ("{}", "is no place"),
        ("x" * (LONGEST + 1), "at most"),
    ],
)
def test_text_with_a_strange_place_is_refused(text: str, says: str) -> None:
    assert says in str(text_refusal(text))


def test_refusal_names_the_places_there_are() -> None:
    assert "{number}, {service_type}, {due}, {agency}" in str(text_refusal("{phone}"))


@pytest.mark.parametrize("text", ["", "Plain words.", "{number} { due } {agency}{service_type}"])
def test_text_with_known_places_is_taken(text: str) -> None:
    assert text_refusal(text) is None


@pytest.mark.parametrize("missing", LANGUAGES)
def test_template_needs_every_language(missing: str) -> None:
    texts = {**GOOD, missing: " "}
    assert "every language" in str(template_refusal(NAMES, texts=texts, languages=LANGUAGES))


def test_template_of_all_languages_is_taken() -> None:
    assert template_refusal(NAMES, texts=GOOD, languages=LANGUAGES) is None


def test_template_with_too_long_a_name_is_refused() -> None:
    names = {**NAMES, "en": "x" * 81}
    assert "at most 80" in str(template_refusal(names, texts=GOOD, languages=LANGUAGES))


def test_filled_puts_values_in_and_leaves_the_unknown_to_be_seen() -> None:
    values = {"number": "SR-26-1", "due": ""}
    assert filled("{ number } by {due}", values=values) == "SR-26-1 by {due}"


def test_filled_does_not_fill_what_a_value_brings() -> None:
    assert filled("{agency}", values={"agency": "{number}", "number": "1"}) == "{number}"
