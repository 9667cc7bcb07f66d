"""Answers are found by words in any script."""

import pytest

from cityloop.intake.rules.load import load_city
from cityloop.knowledge.rules.search import SearchIndex, SearchText, search_terms, search_words
from tests.unit.core_definitions.city_folder import DEFINITIONS


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    items = load_city(DEFINITIONS / "demo").knowledge
    return SearchIndex(
        SearchText(item.code, " ".join(item.titles.values()), " ".join(item.bodies.values()))
        for item in items
    )


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("路灯坏了", "report-street-light"),
        ("street lights", "report-street-light"),
        ("暖气不热 室温", "heating-temperature"),
        ("how warm", "heating-temperature"),
        ("欠薪 老板不发工资", "wages-owed"),
        ("employer pay", "wages-owed"),
        ("加装电梯", "lift-money"),
        ("\uff2c\uff29\uff26\uff34", "lift-money"),
        ("吵", "noisy-neighbour"),
        ("fire lane", "blocked-fire-lane"),
        ("举报", "report-is-safe"),
        ("seven days refund", "seven-days"),
    ],
)
def test_best_answer_comes_first(index: SearchIndex, query: str, code: str) -> None:
    assert index.search(query)[0].code == code


@pytest.mark.parametrize("query", ["路灯", "灯", "Lights", "lamps 不亮"])
def test_every_term_of_a_query_stands_in_the_line_of_words(query: str) -> None:
    line = search_words("路灯不亮怎么办", "Street light: report a lamp")
    assert all(term in line for term in search_terms(query))


def test_part_of_a_word_is_no_term() -> None:
    assert search_terms("art")[0] not in search_words("a starting point")


def test_unknown_words_find_nothing(index: SearchIndex) -> None:
    assert index.search("xyzzy 魑魅") == ()


def test_order_of_texts_does_not_matter() -> None:
    texts = [SearchText(code, "lamp", "dark lamp") for code in ("b", "a", "c")]
    assert [hit.code for hit in SearchIndex(texts).search("lamp")] == ["a", "b", "c"]


def test_phrase_beats_scattered_characters() -> None:
    texts = [
        SearchText("whole", "", "小区电梯维修的办法"),
        SearchText("scattered", "", "电灯和楼梯要维护、修理，小心区分电梯"),
    ]
    assert SearchIndex(texts).search("电梯维修")[0].code == "whole"
