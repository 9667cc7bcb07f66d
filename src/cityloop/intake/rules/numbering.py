"""Numbers that people read out on the phone: SR-26-004711."""

import re
from dataclasses import dataclass

from cityloop.core.errors import InputError

NUMBER = re.compile(r"([A-Z]{2})-(\d{2})-(\d{6,})")
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
        raise InputError(f"'{text.strip()}' is not a number.", mend="Write it as in SR-26-004711.")
    prefix, year, serial = found.groups()
    return PublicNumber(prefix=prefix, year=CENTURY + int(year), serial=int(serial))


def check_digit(digits: str) -> int:
    """The Luhn digit: catches every single wrong digit and most swapped neighbours."""
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(f"'{digits}' holds something else than digits")
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the sum of its two digits
    return -total % 10
