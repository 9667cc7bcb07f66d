"""Every format that ships reads the real file of its city, each row accounted for."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cityloop.flows.history_records import HistoryRecord, Reject
from cityloop.integrations.history.reading import HistoryFile
from tests.shared_data import shared_file
from tests.unit.history.history_rows import layout

NYC = "requests311/nyc_illegal_animals_2010_2025.csv.gz"
LA = "requests311/los_angeles_2017_sample.csv.gz"
BOSTON = "requests311/boston_2015_jan_oct.parquet"


@dataclass
class Counts:
    """What reading a file gave."""

    records: int = 0
    rejects: Counter[str] = field(default_factory=Counter)
    standings: Counter[str] = field(default_factory=Counter)
    unlocated: int = 0
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)


def _counts(name: str, *, path: Path) -> Counts:
    counts = Counts()
    for one in HistoryFile(path=path, layout=layout(name)):
        if isinstance(one, Reject):
            counts.rejects[one.reason] += 1
            continue
        counts.records += 1
        counts.standings[one.standing] += 1
        counts.unlocated += one.latitude is None
        counts.unknown.update(one.unknown_values.items())
    return counts


EARLY = "the row closes before it opens"
CASES = [
    ("la311", "los_angeles_2017_sample.csv.gz", 9987, {EARLY: 12}, 1753),
    ("nyc311", "nyc_illegal_animals_2010_2025.csv.gz", 5895, {}, 57),
    ("nyc311", "nyc_api_sample_2026-08.json.gz", 999, {EARLY: 1}, 26),
]


@pytest.mark.parametrize(("name", "file", "records", "rejects", "unlocated"), CASES)
def test_format_accounts_for_every_row_of_its_city(
    name: str, file: str, records: int, rejects: dict[str, int], unlocated: int
) -> None:
    counts = _counts(name, path=shared_file(f"requests311/{file}"))
    found = (counts.records, dict(counts.rejects), counts.unlocated, dict(counts.unknown))
    assert found == (records, rejects, unlocated, {})


@pytest.fixture
def boston_cut(tmp_path: Path) -> Path:
    """Four hundred rows of May, among them the first that close before they open."""
    table = pq.read_table(shared_file(BOSTON)).slice(38_900, 400)
    path = tmp_path / "cut.parquet"
    pq.write_table(table, path)
    return path


def test_format_boston_accounts_for_every_row_of_a_cut(boston_cut: Path) -> None:
    counts = _counts("boston311", path=boston_cut)
    found = (counts.records, dict(counts.rejects), counts.unlocated, dict(counts.unknown))
    assert found == (393, {EARLY: 7}, 52, {})


def test_format_new_york_counts_no_closing_of_an_open_row() -> None:
    counts = _counts("nyc311", path=shared_file(NYC))
    assert counts.standings == {"open": 3433, "closed": 2462}


def test_format_los_angeles_tells_withdrawn_and_redirected() -> None:
    counts = _counts("la311", path=shared_file(LA))
    assert counts.standings == {"closed": 9727, "withdrawn": 246, "redirected": 9, "open": 5}


def test_format_boston_claim_agrees_with_its_moments(boston_cut: Path) -> None:
    wrong = [
        one.source_id
        for one in HistoryFile(path=boston_cut, layout=layout("boston311"))
        if isinstance(one, HistoryRecord)
        and one.closed_at is not None
        and one.on_time_claim is not None
        and one.on_time_claim != (one.due_at is None or one.closed_at <= one.due_at)
    ]
    assert wrong == []
