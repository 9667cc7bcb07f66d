"""Numbers that people read out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.core.errors import InputError
from cityloop.intake.rules.numbering import (
    check_digit,
    number_of,
    parsed_number,
    public_number,
    reference,
)


def test_number_has_prefix_year_and_six_digits() -> None:
    assert public_number("SR", year=2026, serial=4711) == "SR-26-004711"


def test_serial_beyond_a_million_keeps_all_digits() -> None:
    assert public_number("WO", year=2026, serial=1_234_567) == "WO-26-1234567"


@given(st.integers(2000, 2099), st.integers(1, 10**8))
def test_number_is_read_back(year: int, serial: int) -> None:
    found = parsed_number(f" {public_number('SR', year=year, serial=serial).lower()} ")
    assert (found.prefix, found.year, found.serial) == ("SR", year, serial)


def test_text_that_is_no_number_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"'26-4711' is not a number\. Write it as in SR-26-004711\."
    ):
        parsed_number("26-4711")


@pytest.mark.parametrize(("year", "serial"), [(1999, 1), (2100, 1), (2026, 0)])
def test_year_or_serial_out_of_range_is_refused(year: int, serial: int) -> None:
    with pytest.raises(ValueError, match="no number for year"):
        public_number("SR", year=year, serial=serial)


def test_check_digit_is_that_of_damm() -> None:
    assert check_digit("572") == 4


@given(st.text("0123456789", min_size=1, max_size=10), st.data())
def test_check_digit_catches_every_wrong_digit(digits: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from([one for one in "0123456789" if one != digits[place]]))
    assert check_digit(digits) != check_digit(f"{digits[:place]}{wrong}{digits[place + 1 :]}")


@given(st.text("0123456789", min_size=2, max_size=10), st.data())
def test_check_digit_catches_every_swap_of_neighbours(digits: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(digits) - 2))
    first, second = digits[place], digits[place + 1]
    swapped = f"{digits[:place]}{second}{first}{digits[place + 2 :]}"
    assert (check_digit(digits) == check_digit(swapped)) == (first == second)


def test_reference_is_the_number_with_its_check_digit() -> None:
    assert reference("SR-26-004711") == "SR-26-004711-9"


@given(st.integers(2000, 2099), st.integers(1, 10**8))
def test_reference_gives_its_number_back(year: int, serial: int) -> None:
    number = public_number("SR", year=year, serial=serial)
    assert number_of(f" {reference(number).lower()} ") == number


def test_number_from_before_the_check_digit_is_taken() -> None:
    assert number_of("sr-26-004711") == "SR-26-004711"


def test_slip_in_a_reference_is_told() -> None:
    with pytest.raises(InputError, match="There is a slip in the reference SR-26-004771-9"):
        number_of("SR-26-004771-9")


def test_check_digit_of_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="something else than digits"):
        check_digit("4a")
