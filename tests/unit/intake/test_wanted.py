"""What was typed into the search: a number, a phone or words."""

import pytest

from cityloop.intake.rules.wanted import Wanted, wanted


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("sr-26-004711", Wanted(number="SR-26-004711")),
        (" WO-26-00 ", Wanted(number="WO-26-00")),
        ("SR-26-004711-5", Wanted(number="SR-26-004711")),
        ("555-0123", Wanted(phone="555-0123")),
        ("+86 10 555 0123", Wanted(phone="+86 10 555 0123")),
        ("dark  street light", Wanted(words=("dark", "street", "light"))),
        ("路灯 a", Wanted(words=("路灯",))),
        ("12", Wanted(words=("12",))),
        ("", Wanted()),
        ("x", Wanted()),
    ],
)
def test_typed_text_is_told_apart(typed: str, sought: Wanted) -> None:
    assert wanted(typed) == sought


def test_only_the_first_five_words_count() -> None:
    assert len(wanted("one two three four five six seven").words) == 5
