"""What the command line of the analytics prints, and what it says when it cannot."""

import json
from pathlib import Path

import pytest

from cityloop_analytics.cli import main
from cityloop_analytics.store import Store

Output = pytest.CaptureFixture[str]


def test_build_prints_what_it_did(facts: Path, tmp_path: Path, capsys: Output) -> None:
    code = main(["build", "--facts", str(facts), "--store", str(tmp_path / "s.duckdb"), "--json"])
    printed = json.loads(capsys.readouterr().out)
    assert (code, printed["whole"], len(printed["months"])) == (0, True, 5)


def test_stamp_is_that_of_the_store(shared_store: Path, capsys: Output) -> None:
    main(["stamp", "--store", str(shared_store)])
    with Store(shared_store) as store:
        assert capsys.readouterr().out == f"{store.stamp}\n"


def test_query_prints_the_rows_of_a_month(shared_store: Path, capsys: Output) -> None:
    main(["query", "unit_months", "--month", "2025-02", "--store", str(shared_store), "--json"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["month"] for row in rows} == {"2025-02-01"}


def test_query_of_what_is_not_there_names_what_is(shared_store: Path, capsys: Output) -> None:
    code = main(["query", "nothing", "--store", str(shared_store)])
    assert (code, "unit_months" in capsys.readouterr().out) == (1, True)


def test_absent_facts_are_one_clear_message(tmp_path: Path, capsys: Output) -> None:
    code = main(["build", "--facts", str(tmp_path), "--store", str(tmp_path / "s.duckdb")])
    assert (code, "it is no folder of facts" in capsys.readouterr().err) == (1, True)
