"""One written value into one Python value, or the sentence that says why not."""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any

from cityloop.core.definitions.problems import suggestion

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"\d{2}:\d{2}")
TRUTH = {"true": True, "false": False}


class Unreadable(ValueError):
    """The text does not hold a value of the wanted kind."""


def read_text(text: str) -> str:
    """The text itself, without spaces around it; empty is refused."""
    stripped = text.strip()
    if not stripped:
        raise Unreadable("is empty; write a value or remove the field")
    return stripped


def read_bool(text: str) -> bool:
    """Only true and false: yes, no, on and off mean different things to different readers."""
    if text not in TRUTH:
        raise Unreadable(f"'{text}' is neither true nor false")
    return TRUTH[text]


def read_int(text: str) -> int:
    """A whole number in plain digits."""
    if not re.fullmatch(r"-?\d+", text):
        raise Unreadable(f"'{text}' is not a whole number")
    return int(text)


def read_decimal(text: str) -> Decimal:
    """A decimal number, exact as written."""
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise Unreadable(f"'{text}' is not a number") from error
    if not value.is_finite():
        raise Unreadable(f"'{text}' is not a number")
    return value


def read_float(text: str) -> float:
    """A finite number."""
    return float(read_decimal(text))


def read_date(text: str) -> date:
    """A day written YYYY-MM-DD; any other form is refused, because 01/02 is two days."""
    if not DATE.fullmatch(text):
        raise Unreadable(f"'{text}' is not a date in the one form read here, YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"'{text}' is not a day of the calendar") from error


def read_time(text: str) -> time:
    """A time of day written HH:MM."""
    if not TIME.fullmatch(text):
        raise Unreadable(f"'{text}' is not a time of day written HH:MM")
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"'{text}' is not a time of day, 00:00 to 23:59") from error


@cache
def members_of(kind: type[Enum]) -> dict[str, Enum]:
    """The members of an enum by their values as written."""
    return {str(member.value): member for member in kind}


def read_member(kind: type[Enum], *, text: str) -> Enum:
    """The member of an enum by its value."""
    members = members_of(kind)
    if text not in members:
        hint = suggestion(text, options=members) or f"; one of: {', '.join(members)}"
        raise Unreadable(f"'{text}' is not known here{hint}")
    return members[text]


READERS: dict[type, Callable[[str], Any]] = {
    str: read_text,
    bool: read_bool,
    int: read_int,
    float: read_float,
    Decimal: read_decimal,
    date: read_date,
    time: read_time,
}


def read_scalar(kind: type, *, text: str) -> Any:  # noqa: ANN401 - the kind decides
    """The value of `kind` written as `text`; raises Unreadable with the reason."""
    if issubclass(kind, Enum):
        return read_member(kind, text=text)
    return READERS[kind](text)
