"""Counts per unit and kind of case: the one input of every fair comparison."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Successes of trials per unit and kind of case; one entry a cell.

    unit: code of the unit, 0 to units - 1. factors: for each name (type, grade, ...) the level of
    each cell, 0 and up. kind: code of the kind of each *unit*; units of one kind share a centre
    and a variance. A unit may have no cell. Raises ValueError when the columns do not fit.
    """

    unit: Codes
    successes: Floats
    trials: Floats
    factors: Mapping[str, Codes] = field(default_factory=dict)
    kind: Codes

    def __post_init__(self) -> None:
        columns = (self.successes, self.trials, *self.factors.values())
        if any(len(column) != len(self.unit) for column in columns):
            raise ValueError("the columns of the cells have different lengths")
        if len(self.unit) and not 0 <= self.unit.min() <= self.unit.max() < len(self.kind):
            raise ValueError(f"a cell names a unit outside 0 to {len(self.kind) - 1}")
        if np.any(self.successes < 0) or np.any(self.successes > self.trials):
            raise ValueError("a cell has more successes than trials, or fewer than none")

    @property
    def units(self) -> int:
        """How many units there are, with or without cases."""
        return len(self.kind)

    def by_unit(self, values: Floats) -> Floats:
        """Sum of a value of the cells per unit."""
        return summed(values, by=self.unit, size=self.units)

    def unit_trials(self) -> Floats:
        """Trials of each unit."""
        return self.by_unit(self.trials)

    def raw_rates(self) -> Floats:
        """Successes over trials of each unit; not a number where there is no trial."""
        trials = self.unit_trials()
        return shares(self.by_unit(self.successes), of=trials)


def summed(values: Floats, *, by: Codes, size: int) -> Floats:
    """Sum of the values of each code, 0 to size - 1."""
    return np.bincount(by, weights=values, minlength=size).astype(np.float64, copy=False)


def shares(part: Floats, *, of: Floats) -> Floats:
    """Part over whole; not a number where the whole is 0."""
    return np.asarray(np.divide(part, of, out=np.full(np.shape(of), np.nan), where=of > 0))


def units_only(successes: Sequence[float], *, trials: Sequence[float]) -> Cells:
    """Cells of units of one kind with nothing known about their cases."""
    return Cells(
        unit=np.arange(len(trials)),
        successes=np.asarray(successes, dtype=float),
        trials=np.asarray(trials, dtype=float),
        kind=np.zeros(len(trials), dtype=np.int64),
    )


def codes_of(names: Sequence[Hashable]) -> tuple[Codes, list[Hashable]]:
    """Code of each name, by first appearance, and the names in the order of their codes."""
    known: dict[Hashable, int] = {}
    codes = np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)
    return codes, list(known)


def grouped(unit: Codes, *, success: Floats, factors: Mapping[str, Codes], kind: Codes) -> Cells:
    """Cells of single cases: equal unit and levels are added up."""
    columns = [unit, *factors.values()]
    if not len(unit):
        return Cells(unit=unit, successes=success, trials=success, factors=factors, kind=kind)
    key = np.zeros(len(unit), dtype=np.int64)
    for column in columns:
        key = key * (int(column.max()) + 1) + column
    _, first, where = np.unique(key, return_index=True, return_inverse=True)
    return Cells(
        unit=unit[first],
        successes=summed(success, by=where, size=len(first)),
        trials=np.bincount(where).astype(float),
        factors={name: column[first] for name, column in factors.items()},
        kind=kind,
    )
