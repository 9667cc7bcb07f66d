"""Many tables published together: small cells hidden in all of them, and what gives them away.

A published figure is a cell; wherever figures add up to another figure, whether within a table or
across tables, months and areas, there is a sum. Whoever reads all tables knows all sums, so that
cells are hidden until no small one can be bounded tightly by anybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.measures.suppression import Counts, Hidden

HALF, TINY = 0.5, 1e-9
# What bounds a cell: the pull of each sum, by its number.
Weights = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Sum:
    """The cell `total` is the sum of the cells `parts`, all by their number."""

    total: int
    parts: tuple[int, ...]

    @property
    def cells(self) -> tuple[int, ...]:
        return (*self.parts, self.total)


def hidden_cells(
    counts: Counts, *, sums: Sequence[Sum], minimum: int, withheld: Iterable[int] = ()
) -> Hidden:
    """Which cells stay out of print, so that counts from 1 to minimum - 1 cannot be worked out.

    `withheld` cells are never printed, such as what is left over between two tables; small ones
    are protected like others. Each small cell may be anything from 0 to at least `minimum` for all
    that the shown cells and the sums say (linear programs over the hidden cells, as in
    suppression.safe_table; with more than two ways the programs' ends need not be whole counts).
    Greedy: while a small cell is bounded tighter, the least telling shown cell that the duals of
    its program name is hidden too. Raises ValueError for negative counts and for sums that do not
    add up.
    """
    _check(counts, sums=sums)
    watched = (counts > 0) & (counts < minimum)
    hidden = watched.copy()
    hidden[list(withheld)] = True
    search = _Search(counts, sums, watched, hidden, minimum)
    search.mend_lines()
    while exposed := search.exposed():
        search.loosen(exposed)
        search.mend_lines()
    return hidden


def _check(counts: Counts, *, sums: Sequence[Sum]) -> None:
    if np.any(counts < 0):
        raise ValueError("counts are never negative")
    for one in sums:
        if counts[list(one.parts)].sum() != counts[one.total]:
            raise ValueError(f"cell {one.total} is not the sum of its {len(one.parts)} parts")


@dataclass(slots=True)
class _Search:
    """The cells hidden so far; `hidden` grows in place."""

    counts: Counts
    sums: Sequence[Sum]
    watched: Hidden
    hidden: Hidden
    minimum: int
    # The sums that each cell stands in.
    of_cell: dict[int, list[Sum]] = field(init=False)
    given_up: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.of_cell = {cell: [] for cell in range(len(self.counts))}
        for one in self.sums:
            for cell in one.cells:
                self.of_cell[cell].append(one)

    def mend_lines(self) -> None:
        """Hide until no single sum by itself gives a small cell away: cheap, and mostly enough."""
        changed = True
        while changed:
            changed = False
            for one in self.sums:
                while self._tells(one) and self._hide_one_of(one.cells):
                    changed = True

    def _tells(self, one: Sum) -> bool:
        inside = [cell for cell in one.cells if self.hidden[cell]]
        if not any(self.watched[cell] for cell in inside):
            return False
        if len(inside) == 1:
            return True
        parts = [cell for cell in one.parts if self.hidden[cell]]
        return not self.hidden[one.total] and self.counts[parts].sum() < self.minimum

    def _hide_one_of(self, cells: Iterable[int]) -> bool:
        shown = [cell for cell in cells if not self.hidden[cell]]
        if not shown:
            return False
        self.hidden[min(shown, key=self._cost)] = True
        return True

    def _cost(self, cell: int) -> tuple[int, bool, int, int]:
        """Totals tell most; a nought speaks of nobody, so that it protects nothing."""
        count = int(self.counts[cell])
        totals = sum(one.total == cell for one in self.of_cell[cell])
        return totals, count == 0, count, cell

    def loosen(self, exposed: Mapping[int, Weights]) -> None:
        """Hide, for each exposed cell, the least telling shown cell that loosens its bound."""
        for cell, weights in sorted(exposed.items()):
            pulls: dict[int, float] = {}
            for number, weight in weights.items():
                one = self.sums[number]
                for part in one.parts:
                    pulls[part] = pulls.get(part, 0.0) + weight
                pulls[one.total] = pulls.get(one.total, 0.0) - weight
            # A nought cannot give way: hidden, it would still be nothing to the bound below.
            helpful = [one for one, pull in pulls.items() if abs(pull) > TINY and self.counts[one]]
            near = {other for tie in self.of_cell[cell] for other in tie.cells}
            if not self._hide_one_of(helpful) and not self._hide_one_of(near):
                self.given_up.add(cell)

    def exposed(self) -> dict[int, Weights]:
        """Small cells that are bounded tighter than 0 to `minimum`, with what bounds each."""
        places = np.flatnonzero(self.hidden)
        matrix, right = self._equations(places)
        groups, group_of = connected_components(abs(matrix.T) @ abs(matrix), directed=False)
        found: dict[int, Weights] = {}
        for group in range(groups):
            inside = np.flatnonzero(group_of == group)
            watched = np.flatnonzero(self.watched[places[inside]])
            if not len(watched):
                continue
            own = matrix[:, inside]
            rows = np.flatnonzero(abs(own).sum(axis=1))
            tight = _tight(own[rows], right[rows], watched=watched, minimum=self.minimum)
            for cell, duals in tight.items():
                weights = {int(row): float(dual) for row, dual in zip(rows, duals, strict=True)}
                found[int(places[inside[cell]])] = weights
        return {cell: one for cell, one in found.items() if cell not in self.given_up}

    def _equations(self, places: np.ndarray) -> tuple[csr_array, Floats]:
        """What each sum says of the hidden cells: matrix @ hidden = right."""
        number = {int(cell): place for place, cell in enumerate(places)}
        entries, right = [], np.zeros(len(self.sums))
        for row, one in enumerate(self.sums):
            signed = [*((cell, 1) for cell in one.parts), (one.total, -1)]
            for cell, sign in signed:
                if self.hidden[cell]:
                    entries.append((row, number[cell], sign))
                else:
                    right[row] -= sign * int(self.counts[cell])
        rows, columns, signs = np.array(entries, dtype=np.int64).reshape(-1, 3).T
        shape = (len(self.sums), len(places))
        return csr_array(coo_array((signs.astype(float), (rows, columns)), shape=shape)), right


def _tight(matrix: csr_array, right: Floats, *, watched: Counts, minimum: int) -> dict[int, Floats]:
    """Watched cells that cannot reach both 0 and `minimum`, with the duals of the nearer bound.

    A solution certifies all cells that it takes to an end, so that programs for many cells at once
    come first, and a program for one cell only where those leave it open.
    """
    open_cells: set[int] = set()
    for top in (None, minimum):
        left = set(watched.tolist())
        while left and (reached := _reached(matrix, right, aim=sorted(left), top=top)):
            left -= reached
        open_cells |= left
    found = {}
    for cell in sorted(open_cells):
        duals = _bound(matrix, right, cell=cell, minimum=minimum)
        if duals is not None:
            found[cell] = duals
    return found


def _bound(matrix: csr_array, right: Floats, *, cell: int, minimum: int) -> Floats | None:
    """How much each sum holds a cell above 0, or below `minimum`; None where neither is so."""
    for sign, end in ((1, HALF), (-1, minimum - HALF)):
        cost = np.zeros(matrix.shape[1])
        cost[cell] = sign
        found = linprog(cost, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
        if found.success and found.fun > sign * end:
            return np.asarray(found.eqlin.marginals)
    return None


def _reached(matrix: csr_array, right: Floats, *, aim: Sequence[int], top: int | None) -> set[int]:
    """Which of some cells a solution takes to 0, or with `top` at least to `top`.

    Upwards each cell has a helper that counts it up to `top` and no further, so that the solution
    spreads over the cells instead of filling one.
    """
    count, many = matrix.shape[1], len(aim)
    if top is None:
        cost = np.zeros(count)
        cost[list(aim)] = 1
        found = linprog(cost, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
        values = found.x if found.success else np.full(count, np.inf)
        return {cell for cell in aim if values[cell] <= HALF}
    cost = np.concatenate([np.zeros(count), -np.ones(many)])
    wide = csr_array(
        coo_array(
            (matrix.tocoo().data, matrix.tocoo().coords), shape=(matrix.shape[0], count + many)
        )
    )
    rows = np.arange(many)
    signs = np.concatenate([-np.ones(many), np.ones(many)])
    columns = np.concatenate([np.array(aim), count + rows])
    above = csr_array(
        coo_array((signs, (np.concatenate([rows, rows]), columns)), shape=(many, count + many))
    )
    bounds = [(0, None)] * count + [(0, top)] * many
    found = linprog(
        cost, A_ub=above, b_ub=np.zeros(many), A_eq=wide, b_eq=right, bounds=bounds, method="highs"
    )
    values = found.x if found.success else np.zeros(count + many)
    return {cell for cell in aim if values[cell] >= top - HALF}
