"""What somebody looks for: a number, a phone, or words."""

import re
from dataclasses import dataclass

from cityloop.intake.rules.numbering import REFERENCE

NUMBER = re.compile(r"[A-Z]{2}-[0-9-]*")
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,}")
# Two characters are a word in Chinese; one finds half of everything.
SHORTEST = 2
WORDS = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of the three is set, or none where nothing useful was typed."""

    number: str = ""
    phone: str = ""
    words: tuple[str, ...] = ()


def wanted(text: str) -> Wanted:
    """Tell a number such as SR-26-004711 or its beginning, a phone, and words apart.

    A resident's reference is a number with a digit that checks it.
    """
    typed = " ".join(text.split())
    if reference := REFERENCE.fullmatch(typed.upper()):
        return Wanted(number=reference["number"])
    if NUMBER.fullmatch(typed.upper()):
        return Wanted(number=typed.upper())
    if PHONE.fullmatch(typed):
        return Wanted(phone=typed)
    words = [word for word in typed.split() if len(word) >= SHORTEST]
    return Wanted(words=tuple(words[:WORDS]))
