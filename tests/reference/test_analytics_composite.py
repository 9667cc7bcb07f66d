"""The composite index from raw data equals the published one, score by score."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from cityloop_analytics.bench.loop import published_index
from cityloop_analytics.measures.composite.index import Index
from tests.shared_data import shared_data_dir

Published = Mapping[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def folder() -> Path:
    return shared_data_dir() / "golden" / "asem"


@pytest.fixture(scope="module")
def found(folder: Path) -> tuple[Index, list[str]]:
    return published_index(folder)


def _rows(path: Path, *, key: str) -> Published:
    with path.open(encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}


def test_every_published_score_is_met_to_two_decimals(
    folder: Path, found: tuple[Index, list[str]]
) -> None:
    index, units = found
    published = _rows(folder / "published.csv", key="UnitCode")
    differing = [
        (unit, name)
        for place, unit in enumerate(units)
        for name, values in index.values.items()
        if name in published[unit]
        and abs(values[place] - float(published[unit][name])) > 0.005 + 1e-9
    ]
    assert differing == []


def test_same_indicators_are_treated_by_as_many_values(
    folder: Path, found: tuple[Index, list[str]]
) -> None:
    published = _rows(folder / "published_treatment.csv", key="IndCode")
    expected = {
        code: (int(float(row["Low"])), int(float(row["High"]))) for code, row in published.items()
    }
    assert {code: (one.low, one.high) for code, one in found[0].treatment.items()} == expected
