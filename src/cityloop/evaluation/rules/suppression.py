"""Small counts kept out of public tables, with whatever would give them away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

TOTAL = "total"


class Place(NamedTuple):
    """A cell of the bordered table; TOTAL stands for the margin of its row or column."""

    row: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTable:
    """Counts with their margins as they may be shown: None = suppressed."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Mapping[Place, int | None]

    def shown(self, row: str, column: str) -> int | None:
        return self.counts[Place(row, column)]


def suppressed_table(
    counts: Mapping[tuple[str, str], int],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    minimum: int,
) -> PublicTable:
    """Table whose counts from 1 to minimum - 1 nobody can read or work out (domain.md H19-14).

    Margins count as cells too. Further cells are suppressed until no suppressed one follows from
    the shown ones and the margins, and until the suppressed cells of a line with a shown margin
    add up to at least `minimum`. Chosen is each time the smallest cell of the line that is not a
    margin, then the margin. Zero is shown: it speaks of nobody. Absent cells are 0. Raises
    ValueError for a negative count, an unknown row or column, or one called "total".
    """
    strange = [place for place in counts if place[0] not in rows or place[1] not in columns]
    if strange or TOTAL in rows or TOTAL in columns or any(n < 0 for n in counts.values()):
        raise ValueError("Counts must be >= 0, in the given rows and columns, none called 'total'.")
    bordered = _with_margins(counts, rows=rows, columns=columns)
    hidden = {place for place, count in bordered.items() if 0 < count < minimum}
    lines = tuple(_lines(rows, columns))
    while True:
        exposed = _exposed_line(hidden, counts=bordered, lines=lines, minimum=minimum)
        if exposed is None:
            break
        hidden.add(_next_to_hide(exposed, hidden=hidden, counts=bordered))
    return PublicTable(
        rows=tuple(rows),
        columns=tuple(columns),
        counts={place: None if place in hidden else n for place, n in bordered.items()},
    )


def _with_margins(
    counts: Mapping[tuple[str, str], int], *, rows: Sequence[str], columns: Sequence[str]
) -> dict[Place, int]:
    full = {Place(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    for row in rows:
        full[Place(row, TOTAL)] = sum(full[Place(row, column)] for column in columns)
    for column in (*columns, TOTAL):
        full[Place(TOTAL, column)] = sum(full[Place(row, column)] for row in rows)
    return full


def _lines(rows: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[Place, ...]]:
    """Every row and column of the bordered table, its margin last."""
    for row in (*rows, TOTAL):
        yield tuple(Place(row, column) for column in (*columns, TOTAL))
    for column in (*columns, TOTAL):
        yield tuple(Place(row, column) for row in (*rows, TOTAL))


def _exposed_line(
    hidden: set[Place],
    *,
    counts: Mapping[Place, int],
    lines: Sequence[tuple[Place, ...]],
    minimum: int,
) -> tuple[Place, ...] | None:
    """First line that still gives something away and has a cell left to hide."""
    for line in lines:
        inside = [place for place in line[:-1] if place in hidden]
        thin = sum(counts[place] for place in inside) < minimum
        if inside and line[-1] not in hidden and thin:
            return line
    # A lone cell is the common case; mending its line first costs the fewest cells.
    lone = (line for line in lines if len(hidden.intersection(line)) == 1)
    return next(lone, None) or _crossing_line(hidden, lines=lines)


def _crossing_line(
    hidden: set[Place], *, lines: Sequence[tuple[Place, ...]]
) -> tuple[Place, ...] | None:
    """First line with something shown, through a cell that can be worked out across lines."""
    return next(
        (
            line
            for place in sorted(hidden)
            if not _is_on_cycle(place, hidden=hidden)
            for line in lines
            if place in line and not hidden.issuperset(line)
        ),
        None,
    )


def _is_on_cycle(place: Place, *, hidden: set[Place]) -> bool:
    """Whether a suppressed cell cannot be worked out from the shown ones.

    Rows and columns are the nodes of a graph, suppressed cells its edges. A cell has one possible
    value exactly when its edge lies on no cycle (Gusfield 1988, on two-way tables with margins).
    """
    reached, frontier = {("row", place.row)}, [("row", place.row)]
    while frontier:
        side, name = frontier.pop()
        for other in hidden - {place}:
            own, far = ("row", other.row), ("column", other.column)
            if side == "column":
                own, far = far, own
            if own == (side, name) and far not in reached:
                reached.add(far)
                frontier.append(far)
    return ("column", place.column) in reached


def _next_to_hide(
    line: tuple[Place, ...], *, hidden: set[Place], counts: Mapping[Place, int]
) -> Place:
    margin = line[-1]

    def cost(place: Place) -> tuple[bool, bool, bool, int, Place]:
        return place == margin, TOTAL in place, counts[place] == 0, counts[place], place

    return min((place for place in line if place not in hidden), key=cost)
