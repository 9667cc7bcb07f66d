"""Columns of what a month of the city holds, and the numbers that stand for names in them."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
NONE = -1
# Stands for "never" inside the engine; what lies after the end is NONE in the tables.
NEVER = 1 << 62

KINDS = ("inquiry", "assistance", "complaint", "irregularity", "suggestion", "praise")
CHANNELS = (
    "phone",
    "app",
    "mini_program",
    "web",
    "mail",
    "social",
    "video",
    "walk_in",
    "grid_worker",
    "transfer",
)
LANGUAGES = ("en", "zh-hans")
OUTCOMES = (
    "resolved",
    "partly",
    "planned",
    "explained_unlawful",
    "impossible_now",
    "not_found",
    "withdrawn",
    "unreachable",
    "redirected",
)
SOLVED = ("resolved", "partly", "unresolved")


class Intent(IntEnum):
    """What a requester is after."""

    HONEST = 0
    MALICIOUS = 1
    UNLAWFUL = 2
    NOT_OURS = 3
    SECRET = 4


class Treatment(IntEnum):
    """What the hotline does with a request."""

    ORDER = 0
    AT_ONCE = 1
    REFUSED = 2
    REDIRECTED = 3
    JOINED = 4
    OPEN = 5


class DrawReason(IntEnum):
    """Why an answered order is called back."""

    NOT_DRAWN = 0
    ALWAYS = 1
    SAMPLE = 2


class Unsaid(IntEnum):
    """Why a report that somebody would have made was not made."""

    SUPPRESSED = 0
    MENDED = 1
    AFTER_THE_END = 2


class Group(IntEnum):
    """Bits of a resident's group; a firm is FIRM alone."""

    OLD = 1
    TENANT = 2
    NEWCOMER = 4
    FIRM = 8


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length by name."""

    columns: dict[str, Array]

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def take(self, rows: Array) -> "Table":
        """The rows at these positions, or where true."""
        return Table({name: column[rows] for name, column in self.columns.items()})

    def some(self, *names: str, rows: Array | slice) -> "Table":
        """Some columns of the rows at these positions: copying the others takes its time."""
        return Table({name: self.columns[name][rows] for name in names})

    def with_columns(self, columns: dict[str, Array]) -> "Table":
        """The same rows with columns added or put in the place of others."""
        return Table({**self.columns, **columns})

    @classmethod
    def joined(cls, first: "Table", second: "Table") -> "Table":
        """The rows of two tables of the same columns, one after the other."""
        return cls(
            {
                name: np.concatenate([column, second.columns[name]])
                for name, column in first.columns.items()
            }
        )


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in one month of one block of copies of the city.

    first, until: epoch seconds, half-open. incidents: those that began in it. reports: those said
    in it; handling has the same rows, in which `due` is what the offices go by, an approximation of
    what the clock of work orders would say (see limits.py), `solved_truth` what the first answer
    really did and `said_satisfied` 1 (very dissatisfied) to 5. ends: incidents of earlier
    months whose end became known (columns incident, ended). unsaid: reports that were not made,
    with `why` (see Unsaid): each one that would have been, of whatever month's incident, is a row
    of the reports of some month or of this table of some month.
    """

    name: str
    block: int
    first: int
    until: int
    incidents: Table
    reports: Table
    handling: Table
    ends: Table
    unsaid: Table
