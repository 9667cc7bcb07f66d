"""From a small file of history to a folder that load_city accepts."""

from pathlib import Path

import pytest
from django.core.management import call_command

from cityloop.core.errors import InputError
from cityloop.intake.rules.load import load_city
from tests.unit.history.history_rows import boston_csv

SQUARE = [[[-72, 42], [-70, 42], [-70, 43], [-72, 43], [-72, 42]]]


def _areas(folder: Path, *, ring: list[list[list[int]]] = SQUARE) -> Path:
    path = folder / "areas.geojson"
    geometry = f'{{"type": "Polygon", "coordinates": {ring}}}'
    feature = (
        f'{{"type": "Feature", "properties": {{"name": "Mill Hill"}}, "geometry": {geometry}}}'
    )
    path.write_text(f'{{"type": "FeatureCollection", "features": [{feature}]}}')
    return path


def _propose(folder: Path, *words: str, text: str = "") -> Path:
    path = folder / "rows.csv"
    path.write_text(text or boston_csv({}, {"case_enquiry_id": "102", "queue": "PWDx_Other"}))
    out = folder / "proposed"
    areas = ("--areas", str(_areas(folder)))
    call_command("propose_definitions", "boston311", path, "--out", out, *areas, *words)
    return out


def test_proposal_is_a_city_that_loads(tmp_path: Path) -> None:
    city = load_city(_propose(tmp_path, "--city-name", "Test Town"))
    assert (city.city.code, len(city.service_types), len(city.agencies)) == ("test-town", 1, 5)


def test_proposal_without_areas_is_a_city_that_loads(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(boston_csv({}))
    out = tmp_path / "proposed"
    call_command("propose_definitions", "boston311", path, "--out", out)
    assert [area.code for area in load_city(out).areas] == ["city"]


def test_proposal_carries_its_support(tmp_path: Path) -> None:
    duties = (_propose(tmp_path) / "duty_lists" / "2015-1.yaml").read_text()
    assert "row: 1 # 1 of 2 (50.0 %)" in duties


def test_proposal_does_not_write_over_a_folder(tmp_path: Path) -> None:
    _propose(tmp_path)
    with pytest.raises(InputError, match=r"proposed: is there already.*--force"):
        _propose(tmp_path)


def test_proposal_is_written_over_when_forced(tmp_path: Path) -> None:
    mark = _propose(tmp_path) / "mark"
    mark.touch()
    _propose(tmp_path, "--force")
    assert not mark.exists()


def test_proposal_with_an_unknown_calendar_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'united_stats' is not in definitions/calendars; did you"):
        _propose(tmp_path, "--calendar", "united_stats")
    assert not (tmp_path / "proposed").exists()


def test_proposal_from_no_readable_row_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no row of the file could be read"):
        _propose(tmp_path, text=boston_csv({"open_dt": "?"}))
    assert not (tmp_path / "proposed").exists()
