"""What stands outside of intake."""

from datetime import datetime
from typing import Protocol


class CallDesk(Protocol):
    """What a telephone switch tells the call desk; an adapter of a switch calls these.

    A switch names each of its calls by a `key` of its own, the same in everything that it says of
    the call. What is said twice counts once. A switch that cannot say when a caller hangs up
    leaves `hung_up` out; an operator then ends and misses calls by hand.
    """

    def rings(self, phone: str, *, key: str, line: str, language: str, at: datetime) -> str:
        """Somebody rings; `phone` is "" when the number is withheld. Returns the call's number."""

    def hung_up(self, key: str, *, at: datetime) -> None:
        """The caller is gone: missed while nobody had answered, else the end of talking."""
