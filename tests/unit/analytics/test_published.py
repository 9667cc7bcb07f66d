"""Printable figures of a store of simulated facts: what they count, and that nothing leaks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cityloop_analytics.build import build
from cityloop_analytics.measures.published import (
    Published,
    published,
    settled_quarters,
    whole_quarters,
)
from cityloop_analytics.measures.published_cells import Cell, months_of, quarter_of
from cityloop_analytics.measures.published_files import kept_published
from cityloop_analytics.measures.rise import rise
from cityloop_analytics.store import Store
from tests.fact_folders import changed, facts_in, rows_of, with_manifest

MINIMUM = 10
APRIL = int(datetime(2025, 4, 20, tzinfo=UTC).timestamp())
CITY = "willowmere"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of facts with the store that is built of them."""
    home = tmp_path_factory.mktemp("printed")
    facts_in(home / "facts")
    build(home / "facts", store=home / "store.duckdb")
    return home


@pytest.fixture(scope="module")
def figures(folder: Path) -> Published:
    with Store(folder / "store.duckdb") as store:
        return published(store, minimum=MINIMUM)


def test_only_whole_months_are_printed(figures: Published) -> None:
    assert figures.months == ("2025-01", "2025-02", "2025-03", "2025-04", "2025-05")


def test_only_whole_quarters_are_printed(figures: Published) -> None:
    assert figures.quarters == ("2025-Q1",)


def test_city_counts_every_public_request(folder: Path, figures: Published) -> None:
    secret = {
        row["service_type"]
        for row in rows_of(folder / "facts", "service_types")
        if not row["public"]
    }
    said = [
        row
        for row in rows_of(folder / "facts", "requests")
        if f"{row['day']:%Y-%m}" == "2025-03"
        and not row["shielded"]
        and row["service_type"] not in secret
    ]
    assert figures.shown(Cell("requests", CITY, "", "", "2025-03")) == len(said)


def test_no_small_count_is_printed(figures: Published) -> None:
    assert [cell for cell, count in figures.counts.items() if 0 < count < MINIMUM] == []


def test_something_is_kept_back(figures: Published) -> None:
    assert figures.hidden


def test_months_of_an_area_do_not_give_away_its_quarter(figures: Published) -> None:
    for quarter in figures.quarters:
        # Communities have quarters only.
        for unit in {cell.unit for cell in figures.cells if "Q" not in cell.period}:
            months = [m for m in figures.months if quarter_of(m) == quarter]
            cells = [Cell("requests", unit, "", "", one) for one in (*months, quarter)]
            assert sum(cell in figures.hidden for cell in cells) != 1


def test_figures_come_from_their_file_the_second_time(folder: Path, figures: Published) -> None:
    def never(*_: object, **__: object) -> Published:
        raise AssertionError("worked out again")

    with Store(folder / "store.duckdb") as store:
        kept_published(store, minimum=MINIMUM, make=published)
        assert kept_published(store, minimum=MINIMUM, make=never) == figures


def test_file_holds_no_count_that_is_kept_back(folder: Path, figures: Published) -> None:
    with Store(folder / "store.duckdb") as store:
        kept_published(store, minimum=MINIMUM, make=published)
    [path] = folder.glob("*.published-*.json")
    assert path.read_text().count("null") == len(figures.hidden)


def test_broken_file_is_made_again(folder: Path, figures: Published) -> None:
    with Store(folder / "store.duckdb") as store:
        kept_published(store, minimum=MINIMUM, make=published)
        [path] = folder.glob("*.published-*.json")
        path.write_text("{")
        assert kept_published(store, minimum=MINIMUM, make=published) == figures


def test_empty_month_counts_nothing(tmp_path: Path) -> None:
    facts = facts_in(tmp_path / "facts")
    changed(facts, table="requests", month="2025-02", change=lambda _rows: [])
    build(facts, store=tmp_path / "store.duckdb")
    with Store(tmp_path / "store.duckdb") as store:
        figures = published(store, minimum=MINIMUM)
    assert figures.shown(Cell("requests", CITY, "", "", "2025-02")) == 0


def test_unit_without_cases_counts_nothing(figures: Published) -> None:
    assert figures.shown(Cell("orders", "nobody", "", "", "2025-03")) == 0


def test_quarter_begins_with_its_first_month() -> None:
    assert months_of("2026-Q4") == ("2026-10", "2026-12")


def test_quarter_of_two_months_is_not_whole() -> None:
    assert whole_quarters(["2026-07", "2026-08", "2026-10", "2026-11", "2026-12"]) == ("2026-Q4",)


def test_quarter_settles_when_a_whole_month_has_passed() -> None:
    summer = ("2026-07", "2026-08", "2026-09")
    assert (settled_quarters(summer), settled_quarters((*summer, "2026-10"))) == ((), ("2026-Q3",))


def test_answers_of_a_quarter_that_has_not_settled_are_not_printed(tmp_path: Path) -> None:
    facts = facts_in(tmp_path / "facts")
    with_manifest(facts, as_of=APRIL)
    build(facts, store=tmp_path / "store.duckdb")
    with Store(tmp_path / "store.duckdb") as store:
        figures = published(store, minimum=MINIMUM)
    assert figures.quarters == ("2025-Q1",)
    assert [cell for cell in figures.cells if cell.table == "answers"] == []


def test_answers_of_a_settled_quarter_are_printed(figures: Published) -> None:
    told = {cell.period for cell in figures.cells if cell.table == "answers"}
    assert told == {figures.settled_quarter} == {"2025-Q1"}


def test_rise_is_the_exact_interval_of_two_counts() -> None:
    found = rise(20, before=10)
    assert found is not None
    # Clopper-Pearson of 20 in 30, from a table: 0.4719 to 0.8271.
    assert (round(found.low / (1 + found.low), 4), round(found.high / (1 + found.high), 4)) == (
        0.4719,
        0.8271,
    )


def test_rise_from_nothing_is_none() -> None:
    assert rise(20, before=0) is None


def test_rise_refuses_negative_counts() -> None:
    with pytest.raises(ValueError, match="never negative"):
        rise(-1, before=3)
