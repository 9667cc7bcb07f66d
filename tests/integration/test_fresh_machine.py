"""A database without tables or without a city: one sentence, or the tables are made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cityloop.__main__ import BROKEN_PIPE
from tests.repo.sources import PROJECT
from tests.town import DEMO

ROWS = "source_id,opened_at,service_type\n1,2025-01-02T10:00:00,Pothole\n"


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/city.sqlite3"


def run(database: str, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does, in a process of its own."""
    environment = {**os.environ, "CITYLOOP_DATABASE_URL": database, "PYTHONPATH": str(PROJECT)}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "cityloop", *words],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", [("score", "--period", "2026-02"), ("status",)])
def test_missing_tables_are_one_sentence(
    words: tuple[str, ...], database: str, tmp_path: Path
) -> None:
    found = run(database, *words, cwd=tmp_path)
    assert found.returncode == 1
    assert found.stderr.startswith("cityloop: The database has no tables yet. Run ")
    assert found.stderr.count("\n") == 1


def test_missing_city_is_one_sentence(database: str, tmp_path: Path) -> None:
    run(database, "migrate", "-v0", cwd=tmp_path)
    found = run(database, "score", "--period", "2026-02", cwd=tmp_path)
    assert (found.returncode, found.stderr.count("\n")) == (1, 1)
    assert "There is no city in the database. Load one with" in found.stderr


def test_load_city_makes_the_tables(database: str, tmp_path: Path) -> None:
    found = run(database, "load-city", "--folder", str(DEMO), cwd=tmp_path)
    assert found.stderr == ""
    assert "service types" in found.stdout


def test_import_of_a_plain_table_works_at_once(database: str, tmp_path: Path) -> None:
    (tmp_path / "requests.csv").write_text(ROWS, encoding="utf-8")
    words = ("import", "csv", "requests.csv", "--calendar", "china", "--json")
    found = run(database, *words, cwd=tmp_path)
    assert found.stderr == ""
    assert '"imported": 1' in found.stdout


def test_import_without_calendar_says_what_to_add(database: str, tmp_path: Path) -> None:
    (tmp_path / "requests.csv").write_text(ROWS, encoding="utf-8")
    found = run(database, "import", "csv", "requests.csv", cwd=tmp_path)
    assert "names no calendar. Add --calendar CODE" in found.stderr
    assert "Traceback" not in found.stderr


def test_reader_that_leaves_ends_the_command_quietly(database: str, tmp_path: Path) -> None:
    environment = {**os.environ, "CITYLOOP_DATABASE_URL": database}
    with subprocess.Popen(
        [sys.executable, "-m", "cityloop", "--help"],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == b""
    assert running.returncode == BROKEN_PIPE
