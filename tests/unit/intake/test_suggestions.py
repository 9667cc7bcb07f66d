"""Service types that a person's own words point to, on the demo city's types."""

from functools import cache

import pytest

from cityloop.intake.rules.load import load_city
from cityloop.intake.rules.suggestions import AnswerWords, TypeWords, suggested_types
from tests.town import DEMO

# What a resident writes, and the type that must be among the three offered.
SAID = {
    "The street light in front of my house has been dark for a week": "street-light-out",
    "路灯坏了三天了": "street-light-out",
    "my neighbour plays loud music at night": "neighbour-noise",
    "楼上半夜太吵": "neighbour-noise",
    "no hot water since yesterday": "water-outage",
    "家里没暖气": "heating-cold",
    "there is a big hole in the road": "road-damage",
    "rubbish not collected": "waste-missed",
    "垃圾没人收": "waste-missed",
    "the official asked me for money": "official-misconduct",
    "I smell gas in the staircase": "gas-smell",
    "my boss has not paid my wages": "unpaid-wages",
    "电梯坏了": "lift-fault",
    "elevator is stuck": "lift-fault",
    "stray dogs bite": "dog-nuisance",
    "广场舞扰民": "square-music",
    "污水井盖丢了": "manhole-cover",
}


@cache
def _demo() -> tuple[tuple[TypeWords, ...], tuple[AnswerWords, ...]]:
    city = load_city(DEMO)
    types = tuple(
        TypeWords(
            one.code,
            " ".join(one.names.values()),
            " ".join(word for words in one.keywords.values() for word in words),
        )
        for one in city.service_types
    )
    answers = tuple(
        AnswerWords(
            one.code,
            " ".join(one.titles.values()),
            " ".join(one.bodies.values()),
            one.service_types,
        )
        for one in city.knowledge
    )
    return types, answers


def _offered(words: str) -> tuple[str, ...]:
    types, answers = _demo()
    return suggested_types(words, types=types, answers=answers)


@pytest.mark.parametrize(("words", "code"), SAID.items())
def test_type_is_among_those_offered(words: str, code: str) -> None:
    assert code in _offered(words)


def test_words_that_tell_nothing_offer_nothing() -> None:
    assert _offered("xyzzy") == ()


def test_at_most_three_are_offered() -> None:
    assert len(_offered("noise water light road lift")) == 3


def test_what_is_far_behind_the_best_is_left_out() -> None:
    lamp = TypeWords("lamp", "street lamp broken", "street lamp broken")
    other = TypeWords("other", "tree", "street")
    rest = tuple(TypeWords(f"rest-{n}", f"thing {n}", "") for n in range(40))
    found = suggested_types("street lamp broken", types=(lamp, other, *rest))
    assert found == ("lamp",)


def test_answer_about_a_type_leads_to_it() -> None:
    types = (TypeWords("tax", "Levies", "levy"), TypeWords("dog", "Dogs", "dog"))
    answers = (AnswerWords("a", "What duty does a small firm owe?", "", ("tax",)),)
    rest = tuple(AnswerWords(f"r{n}", f"thing {n}", "", ()) for n in range(40))
    assert suggested_types("duty owed", types=types, answers=(*answers, *rest)) == ("tax",)
