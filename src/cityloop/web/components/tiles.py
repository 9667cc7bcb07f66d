"""Tiles: figures at the top of a page, each the address of the list that it counts."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure; `tone` (good, soon, bad) shows only where there is something to count.

    `value` may be words where a number would not do, such as how long somebody waits.
    """

    label: str | Promise
    value: int | str
    url: str = ""
    tone: str = ""
    hint: str | Promise = ""
    current: bool = False

    @property
    def shown_tone(self) -> str:
        """The tone, or none for a zero: nothing overdue is no alarm."""
        return self.tone if self.value else ""
