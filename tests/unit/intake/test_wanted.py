"""What was typed into the search: a number, a phone, a name, words."""

import pytest

from cityloop.intake.rules.wanted import wanted


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("sr-26-004711", "SR-26-004711"),
        (" WO-26-00 ", "WO-26-00"),
        ("SR-26-004711-5", "SR-26-004711"),
        ("555-0123", ""),
        ("dark street", ""),
    ],
)
def test_number_is_told_apart(typed: str, number: str) -> None:
    assert wanted(typed).number == number


@pytest.mark.parametrize(
    ("typed", "phone"),
    [("555-0123", "555-0123"), ("+86 10 555 0123", "+86 10 555 0123"), ("12", ""), ("lamp 7", "")],
)
def test_phone_is_told_apart(typed: str, phone: str) -> None:
    assert wanted(typed).phone == phone


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王芳", "王芳"),
        (" Mary  Smith ", "Mary Smith"),
        ("x", ""),
        ("Lamp 7", ""),
        ('"Mary Smith"', ""),
        ("one two three four five six", ""),
    ],
)
def test_what_may_be_a_name_is_told_apart(typed: str, name: str) -> None:
    assert wanted(typed).name == name


@pytest.mark.parametrize(("typed", "count"), [("路灯 lamp", 2), ("x", 0), ("SR-26-004711", 0)])
def test_words_are_looked_for_beside_a_name(typed: str, count: int) -> None:
    assert len(wanted(typed).phrases) == count
