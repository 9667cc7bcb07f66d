"""What differs between two texts, word by word, and for Chinese sign by sign."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from cityloop.core.rules.text import CJK

# A word with the blank that follows it, so that pieces put together are the text again.
PIECE = re.compile(f"[{CJK}]|[^\\s{CJK}]+\\s*|\\s+")
SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, went or came: `how` is same, gone or new."""

    how: str
    text: str


def word_changes(was: str, *, now: str) -> tuple[Piece, ...]:
    """The pieces of both texts in reading order; what went stands before what came."""
    old, new = PIECE.findall(was), PIECE.findall(now)
    found: list[Piece] = []
    for how, low, high, first, last in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if how == "equal":
            found.append(Piece(SAME, "".join(old[low:high])))
            continue
        if high > low:
            found.append(Piece(GONE, "".join(old[low:high])))
        if last > first:
            found.append(Piece(NEW, "".join(new[first:last])))
    return tuple(found)
