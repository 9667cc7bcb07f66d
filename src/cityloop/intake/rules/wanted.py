"""What somebody looks for: a number, a phone, a name, words."""

import re
from dataclasses import dataclass

from cityloop.core.rules.words import Phrase, typed_phrases
from cityloop.intake.rules.numbering import REFERENCE

NUMBER = re.compile(r"[A-Z]{2}-[0-9-]*")
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,}")
NOT_IN_NAMES = re.compile(r'[0-9"]')
# The words of a name, and its length: Chinese writes one without blanks.
NAME_WORDS, NAME_LENGTHS = 5, range(2, 41)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A number stands alone; what may be a phone or a name is looked for among the words too."""

    number: str = ""
    phone: str = ""
    name: str = ""
    phrases: tuple[Phrase, ...] = ()


def wanted(text: str) -> Wanted:
    """Tell a number such as SR-26-004711 or its beginning, a phone, a name and words apart.

    A resident's reference is a number with a digit that checks it.
    """
    typed = " ".join(text.split())
    if reference := REFERENCE.fullmatch(typed.upper()):
        return Wanted(number=reference["number"])
    if NUMBER.fullmatch(typed.upper()):
        return Wanted(number=typed.upper())
    phrases = typed_phrases(typed)
    if PHONE.fullmatch(typed):
        return Wanted(phone=typed, phrases=phrases)
    return Wanted(name=typed if _may_be_a_name(typed) else "", phrases=phrases)


def _may_be_a_name(typed: str) -> bool:
    if NOT_IN_NAMES.search(typed) or len(typed) not in NAME_LENGTHS:
        return False
    return len(typed.split()) <= NAME_WORDS
