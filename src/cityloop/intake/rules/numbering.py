"""Numbers that people read out on the phone: SR-26-004711."""

import re
from dataclasses import dataclass

from cityloop.core.errors import InputError
from cityloop.core.sentences import Sentence

NUMBER = re.compile(r"([A-Z]{2})-(\d{2})-(\d{6,})")
REFERENCE = re.compile(r"(?P<number>[A-Z]{2}-\d{2}-\d{6,})-(?P<digit>\d)")
CENTURY = 2000
LAST_YEAR = 99


@dataclass(frozen=True, slots=True)
class PublicNumber:
    """Prefix of the kind of thing, full year, serial within the year."""

    prefix: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year - CENTURY:02d}-{self.serial:06d}"


def public_number(prefix: str, *, year: int, serial: int) -> str:
    """The number as people see it; the serial has six digits and grows beyond a million."""
    if not 0 <= year - CENTURY <= LAST_YEAR or serial < 1:
        raise ValueError(f"no number for year {year} and serial {serial}")
    return str(PublicNumber(prefix=prefix, year=year, serial=serial))


def parsed_number(text: str) -> PublicNumber:
    """The parts of a number as typed in, in small letters too; raises InputError."""
    found = NUMBER.fullmatch(text.strip().upper())
    if found is None:
        raise InputError(
            Sentence("'%(typed)s' is not a number.", typed=text.strip()),
            mend=Sentence("Write it as in SR-26-004711."),
        )
    prefix, year, serial = found.groups()
    return PublicNumber(prefix=prefix, year=CENTURY + int(year), serial=int(serial))


# The quasigroup of H. Michael Damm's thesis (2004): no two neighbours commute, and 0 keeps 0.
DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> int:
    """The Damm digit: catches every single wrong digit and every swap of neighbours.

    A digit, not a letter, so that it can be said and keyed in on a phone.
    """
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(f"'{digits}' holds something else than digits")
    found = 0
    for sign in digits:
        found = DAMM[found][int(sign)]
    return found


def reference(number: str) -> str:
    """A number with its check digit, as people keep it: SR-26-004711 is SR-26-004711-9.

    The number itself stays what rows and histories hold; the digit follows from year and serial.
    """
    found = parsed_number(number)
    return f"{found}-{_digit(found)}"


def number_of(text: str) -> str:
    """The number that a reference names; without a check digit it is taken as it is.

    Spaces and small letters are let pass. Raises InputError for a digit that does not fit.
    """
    typed = "".join(text.split()).upper()
    found = REFERENCE.fullmatch(typed)
    if found is None:
        return str(parsed_number(typed))
    number = parsed_number(found["number"])
    if int(found["digit"]) != _digit(number):
        raise InputError(
            Sentence("There is a slip in the reference %(typed)s.", typed=typed),
            mend=Sentence("Compare it with the letter or the page that shows it."),
        )
    return str(number)


def _digit(number: PublicNumber) -> int:
    return check_digit(f"{number.year - CENTURY:02d}{number.serial:06d}")
