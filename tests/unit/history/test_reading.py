from pathlib import Path

import pytest

from cityloop.core.errors import InputError
from cityloop.flows.history_records import Reject
from cityloop.integrations.history.areas import no_areas
from cityloop.integrations.history.duplicates import DuplicateWindow
from cityloop.integrations.history.reading import HistoryFile, Survey, surveyed
from cityloop.integrations.history.rejects import write_rejects
from tests.unit.history.history_rows import boston_csv, layout

WINDOW = DuplicateWindow(distance_m=150, days=30)


def _file(folder: Path, *rows: dict[str, str]) -> HistoryFile:
    path = folder / "rows.csv"
    path.write_text(boston_csv(*rows))
    return HistoryFile(path=path, layout=layout("boston311"))


def _many(*, addresses: int) -> list[dict[str, str]]:
    return [
        {"case_enquiry_id": str(number), "location": f"{number % addresses} Any St"}
        for number in range(60)
    ]


def _found(folder: Path, *rows: dict[str, str]) -> Survey:
    return surveyed(_file(folder, *rows), finder=no_areas(), window=WINDOW)[1]


def test_survey_accounts_for_every_row(tmp_path: Path) -> None:
    rows = [{}, {"case_enquiry_id": "102", "open_dt": "?"}, {"case_enquiry_id": "103"}]
    found = _found(tmp_path, *rows)
    assert (found.read, len(found.rejects), found.history.types.rows.total()) == (3, 1, 2)


def test_survey_finds_a_default_point_and_takes_it_away(tmp_path: Path) -> None:
    file, found = surveyed(_file(tmp_path, *_many(addresses=60)), finder=no_areas(), window=WINDOW)
    assert file.no_points == ((42.30, -71.06),)
    assert found.no_point == {"default point, detected": 60}


def test_survey_keeps_the_point_of_a_busy_address(tmp_path: Path) -> None:
    assert _found(tmp_path, *_many(addresses=1)).suspected == ()


def test_survey_counts_unknown_codes(tmp_path: Path) -> None:
    assert _found(tmp_path, {"source": "Pigeon"}).unknown == {("channel", "Pigeon"): 1}


def test_rejects_are_written_with_line_field_value_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    write_rejects([Reject(7, "opened_at", "soon, maybe", "is not a date")], path=path)
    lines = path.read_text().splitlines()
    assert lines == ["line,field,value,reason", '7,opened_at,"soon, maybe",is not a date']


def test_rejects_that_cannot_be_written_say_so_and_leave_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Name another place with --rejects"):
        write_rejects([], path=tmp_path / "none" / "rejects.csv")
    assert list(tmp_path.iterdir()) == []
