"""Numbers that people read out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.core.errors import InputError
from cityloop.intake.rules.numbering import check_digit, parsed_number, public_number


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


def test_check_digit_is_that_of_luhn() -> None:
    assert check_digit("7992739871") == 3


@given(st.text("0123456789", min_size=1, max_size=10), st.data())
def test_check_digit_catches_every_wrong_digit(digits: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from([one for one in "0123456789" if one != digits[place]]))
    assert check_digit(digits) != check_digit(f"{digits[:place]}{wrong}{digits[place + 1 :]}")


def test_check_digit_of_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="something else than digits"):
        check_digit("4a")
