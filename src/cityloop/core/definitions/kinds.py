"""Kinds of value that every reviewed text uses."""

import re
from typing import Annotated

from cityloop.core.definitions.convert import Languages, Within

CODE = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


def is_code(text: str) -> bool:
    """True for small letters and digits in parts joined by a dot, a hyphen or an underscore."""
    return CODE.fullmatch(text) is not None


def is_positive(number: float) -> bool:
    """True above zero."""
    return number > 0


def is_not_negative(number: float) -> bool:
    """True from zero upwards."""
    return number >= 0


Code = Annotated[
    str, Within(is_code, "is not a code: use small letters, digits and hyphens, as in 'old-mill'")
]
Names = Annotated[dict[str, str], Languages()]
Positive = Annotated[int, Within(is_positive, "must be greater than 0")]
Count = Annotated[int, Within(is_not_negative, "must not be negative")]
