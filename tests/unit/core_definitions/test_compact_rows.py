"""Rows that take from defaults and rows that stand for one in each area."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest

from cityloop.core.definitions import Code, Compact, Positive, Problems, read_struct
from cityloop.core.errors import DefinitionError

DEFAULTS = """defaults:
  paid: { payer: city }
  near: { like: paid, lead: office }
  each: { payer: nobody, by_area: { north: { lead: n }, south: { lead: s, payer: s } } }
rows:
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the file that these tests read."""

    row: Positive
    code: Code
    lead: Code
    payer: Code
    area: Code | None = None


class File(msgspec.Struct, frozen=True, kw_only=True):
    """The file that these tests read."""

    rows: Annotated[tuple[Row, ...], Compact()]


def read(folder: Path, rows: str) -> tuple[Row, ...]:
    path = folder / "rows.yaml"
    path.write_text(DEFAULTS + rows, encoding="utf-8")
    problems = Problems()
    found = read_struct(path, kind=File, problems=problems, file="rows.yaml")
    problems.raise_if_any()
    assert found is not None
    return found[0].rows


def messages(folder: Path, rows: str) -> list[str]:
    with pytest.raises(DefinitionError) as refusal:
        read(folder, rows)
    return str(refusal.value).splitlines()


def test_row_takes_what_it_does_not_write(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "  - { row: 1, code: a, like: paid, lead: x }\n")
    assert (row.lead, row.payer) == ("x", "city")


def test_row_wins_over_its_defaults(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "  - { row: 1, code: a, like: near, payer: x }\n")
    assert (row.lead, row.payer) == ("office", "x")


def test_first_named_defaults_win(tmp_path: Path) -> None:
    path = "  - { row: 1, code: a, like: [near, each] }\n"
    assert [row.payer for row in read(tmp_path, path)] == ["city", "s"]


def test_row_by_area_stands_for_one_in_each(tmp_path: Path) -> None:
    rows = read(tmp_path, "  - { row: 7, code: a, like: each }\n")
    assert [(row.row, row.code, row.area, row.lead, row.payer) for row in rows] == [
        (7, "a-north", "north", "n", "nobody"),
        (8, "a-south", "south", "s", "s"),
    ]


def test_row_wins_over_the_areas_of_its_defaults(tmp_path: Path) -> None:
    rows = read(tmp_path, "  - { row: 7, code: a, like: each, payer: owners }\n")
    assert [row.payer for row in rows] == ["owners", "owners"]


def test_areas_that_a_row_writes_win_over_it(tmp_path: Path) -> None:
    (row,) = read(
        tmp_path, "  - { row: 7, code: a, lead: x, payer: y, by_area: { east: { lead: e } } }\n"
    )
    assert (row.area, row.lead, row.payer) == ("east", "e", "y")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param(
            "{ row: 1, code: a, like: piad, lead: x, payer: y }",
            "line 6, field 'like': there are no defaults 'piad' above; did you mean 'paid'?",
            id="unknown-defaults",
        ),
        pytest.param(
            "{ row: 1, code: a, like: paid }",
            "line 6, field 'lead': is missing; add it",
            id="missing",
        ),
        pytest.param(
            "{ row: 1, code: a, like: each, area: x }",
            "line 6, field 'area': stands beside 'by_area', which names the areas; keep one",
            id="area-and-areas",
        ),
        pytest.param(
            "{ row: 1, code: a, like: paid, by_area: [north] }",
            "line 6, field 'by_area': must be a mapping of fields, 'name: value'",
            id="areas-without-fields",
        ),
    ],
)
def test_mistake_of_a_row_is_named(tmp_path: Path, row: str, message: str) -> None:
    assert messages(tmp_path, f"  - {row}\n") == [f"rows.yaml {message}"]


def test_mistake_of_defaults_is_named_once_where_it_stands(tmp_path: Path) -> None:
    rows = "  - { row: 1, code: a, like: bad }\n  - { row: 2, code: b, like: bad }\n"
    text = "  bad: { lead: x, payer: Y! }\nrows:\n"
    path = tmp_path / "rows.yaml"
    path.write_text(DEFAULTS.replace("rows:\n", text) + rows, encoding="utf-8")
    problems = Problems()
    read_struct(path, kind=File, problems=problems, file="rows.yaml")
    with pytest.raises(DefinitionError) as refusal:
        problems.raise_if_any()
    (message,) = str(refusal.value).splitlines()
    assert message.startswith("rows.yaml line 5, field 'payer': 'Y!' is not a code")


def without_defaults(folder: Path) -> Any:  # noqa: ANN401 - what the reader gives
    path = folder / "rows.yaml"
    path.write_text("rows:\n  - { row: 1, code: a, lead: x, payer: y }\n", encoding="utf-8")
    return read_struct(path, kind=File, problems=Problems())


def test_file_without_defaults_reads_as_before(tmp_path: Path) -> None:
    found = without_defaults(tmp_path)
    assert [row.code for row in found[0].rows] == ["a"]
