"""Small cells of public tables, as printed in the manual (domain.md H19-14)."""

from pathlib import Path

import pytest

from cityloop.evaluation.rules.suppression import TOTAL, suppressed_table

TABLES = Path(__file__).with_name("suppression.txt").read_text("utf-8")
Table = list[list[str]]


def tables() -> list[object]:
    """(true, shown) of each block: two tables side by side under a title."""
    blocks = [block.splitlines() for block in TABLES.split("\n\n")[1:]]
    return [pytest.param(*(halves(block[1:])), id=block[0].replace(" ", "-")) for block in blocks]


def halves(lines: list[str]) -> tuple[Table, Table]:
    pairs = [line.split("=>") for line in lines]
    left, right = ([pair[side].split() for pair in pairs] for side in (0, 1))
    return [line for line in left if line], right


@pytest.mark.parametrize(("true", "shown"), tables())
def test_small_cells_are_suppressed_as_printed(true: Table, shown: Table) -> None:
    columns = true[0]
    rows = [line[0] for line in true[1:]]
    counts = {
        (line[0], column): int(count)
        for line in true[1:]
        for column, count in zip(columns, line[1:], strict=True)
    }
    found = suppressed_table(counts, rows=rows, columns=columns, minimum=10)
    printed = [
        [row, *(_cell(found.shown(row, column)) for column in (*columns, TOTAL))]
        for row in (*rows, TOTAL)
    ]
    assert printed == shown[1:]


def _cell(count: int | None) -> str:
    return "*" if count is None else str(count)
