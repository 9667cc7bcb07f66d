"""Text for search and comparison."""

import pytest

from cityloop.core.rules.text import normalise, phrases, similarity, split_cjk, stem, terms


def test_split_puts_a_space_around_every_cjk_character() -> None:
    assert split_cjk("路灯坏了LED灯") == "路 灯 坏 了 led 灯"


def test_full_width_forms_are_the_same_as_half_width() -> None:
    assert normalise("\uff21\uff22\uff23\u3000\uff11\uff12\uff13") == "abc 123"


def test_query_becomes_phrases_of_cjk_and_single_words() -> None:
    assert phrases("路灯 Broken lamp") == ("路 灯", "broken", "lamp")


@pytest.mark.parametrize(
    ("word", "short"),
    [
        ("lamps", "lamp"),
        ("batteries", "battery"),
        ("parking", "park"),
        ("glass", "glass"),
        ("bus", "bus"),
        ("路灯", "路灯"),
    ],
)
def test_stem_drops_english_endings_only(word: str, short: str) -> None:
    assert stem(word) == short


def test_terms_of_cjk_are_pairs_of_neighbours() -> None:
    assert terms("不热 heating") == ("不热", "heat")


def test_same_text_is_wholly_similar() -> None:
    assert similarity("路灯不亮", "路灯，不亮！") == 1.0


def test_other_text_shares_nothing() -> None:
    assert similarity("路灯不亮", "gas smell") == 0.0


def test_similarity_does_not_depend_on_the_order() -> None:
    assert similarity("lamp is dark", "dark lamp") == similarity("dark lamp", "lamp is dark")


def test_two_empty_texts_are_the_same() -> None:
    assert similarity("", " ") == 1.0
