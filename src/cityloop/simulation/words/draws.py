"""Small draws for one thing at a time: whole-number arithmetic, the same on every machine."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")
WORD = (1 << 64) - 1


class Draws:
    """Random choices named by a seed and a key (SplitMix64, Steele, Lea and Flood 2014).

    One thing's draws never depend on another's, so that a text stays the same when others are
    left out.
    """

    __slots__ = ("state",)

    def __init__(self, seed: int, *, key: int) -> None:
        named = blake2b(f"{seed}:{key}".encode(), digest_size=8).digest()
        self.state = int.from_bytes(named, "little")

    def below(self, end: int) -> int:
        """Return a whole number from 0 up to, not including, `end`; the bias is below 2^-40."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & WORD
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & WORD
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & WORD
        return ((mixed ^ (mixed >> 31)) * end) >> 64

    def happens(self, share: float) -> bool:
        """Tell whether something of that chance happens."""
        return self.below(1 << 32) < share * (1 << 32)

    def one_of(self, things: Sequence[T]) -> T:
        """Return one of the things, each as likely as the others."""
        return things[self.below(len(things))]
