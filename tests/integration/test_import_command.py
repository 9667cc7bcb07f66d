"""The command: what it prints, what it writes, and that a mistake leaves nothing behind."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cityloop.core.errors import CityloopError
from cityloop.core.models import City
from cityloop.intake.models import ServiceRequest
from cityloop.responsibility.models import Duty
from cityloop.workorders.models import WorkOrder
from tests.unit.history.history_rows import boston_csv

pytestmark = pytest.mark.django_db(transaction=True)

RING = [[-72, 42], [-70, 42], [-70, 43], [-72, 43], [-72, 42]]
TWO: tuple[dict[str, str], ...] = ({}, {"case_enquiry_id": "102", "open_dt": "2015-01-05"})


def _areas(folder: Path, *, ring: list[list[int]]) -> Path:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"name": "Mill Hill"}, "geometry": geometry}
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def _import(
    folder: Path, *words: object, text: str | bytes = "", ring: list[list[int]] = RING
) -> dict[str, Any]:
    path = folder / "rows.csv"
    content = text or boston_csv(*TWO)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    printed = folder / "printed.json"
    areas, rejects = _areas(folder, ring=ring), folder / "rejects.csv"
    with printed.open("w") as out:
        call_command(
            "import_requests",
            "boston311",
            path,
            *("--areas", areas, "--rejects", rejects, "--json"),
            *words,
            stdout=out,
        )
    figures: dict[str, Any] = json.loads(printed.read_text())
    return figures


def test_command_prints_what_became_of_every_row(tmp_path: Path) -> None:
    figures = _import(tmp_path)
    found = [figures[name] for name in ("read", "imported", "already", "rejected")]
    assert found == [2, 1, 0, 1]


def test_command_writes_rejects_with_line_field_and_reason(tmp_path: Path) -> None:
    _import(tmp_path)
    lines = (tmp_path / "rejects.csv").read_text().splitlines()
    assert lines[1].startswith("3,opened_at,2015-01-05,\"is a date in the form 'iso', listed is")


def test_command_founds_the_city_from_its_history(tmp_path: Path) -> None:
    _import(tmp_path, "--city-name", "Test Town")
    assert (City.objects.get().code, Duty.objects.get().lead_id is not None) == ("test-town", True)


def test_command_places_a_request_in_its_area(tmp_path: Path) -> None:
    _import(tmp_path)
    area = WorkOrder.objects.select_related("area").get().area
    assert area is not None
    assert area.code == "mill-hill"


def test_command_founds_the_city_from_reviewed_definitions(tmp_path: Path) -> None:
    path, out = tmp_path / "rows.csv", tmp_path / "reviewed"
    path.write_text(boston_csv({}))
    call_command("propose_definitions", "boston311", path, "--out", out, "--city-name", "One")
    _import(tmp_path, "--definitions", out, "--city-name", "Other")
    assert City.objects.get().code == "one"


def test_command_again_changes_nothing(tmp_path: Path) -> None:
    _import(tmp_path)
    figures = _import(tmp_path)
    found = [figures[name] for name in ("read", "imported", "already", "rejected")]
    assert found == [2, 0, 1, 1]


def test_command_with_strict_ends_in_failure_when_a_row_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as left:
        _import(tmp_path, "--strict")
    assert (left.value.code, ServiceRequest.objects.count()) == (1, 1)


def test_command_with_strict_succeeds_when_no_row_is_rejected(tmp_path: Path) -> None:
    assert _import(tmp_path, "--strict", text=boston_csv({}))["imported"] == 1


OPEN_RING = RING[:-1]
LATIN = boston_csv({"location": "Caf\u00e9"}).encode("latin-1")
BAD = [
    ({"text": b"PAR1 no table"}, "rows.csv: is not a whole Parquet file"),
    ({"text": "{}"}, "rows.csv: is a json file, and format 'boston311' reads parquet or csv"),
    ({"text": LATIN}, r"rows.csv line 2: byte \d+ \(0xe9\) is not utf-8"),
    ({"text": boston_csv({}).replace("QUEUE", "QUEU")}, "rows.csv: column 'QUEUE' for 'queue'"),
    ({"ring": OPEN_RING}, "areas.geojson feature 1, field 'geometry.coordinates': the polygon is"),
]


@pytest.mark.parametrize(
    ("wrong", "message"),
    BAD,
    ids=["no table", "other kind", "wrong encoding", "missing column", "polygon not closed"],
)
def test_command_with_wrong_input_says_it_and_leaves_nothing(
    tmp_path: Path, wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(CityloopError, match=message):
        _import(tmp_path, **wrong)
    assert (City.objects.exists(), (tmp_path / "rejects.csv").exists()) == (False, False)


def test_command_with_a_typo_in_its_definitions_leaves_nothing(tmp_path: Path) -> None:
    path, out = tmp_path / "rows.csv", tmp_path / "reviewed"
    path.write_text(boston_csv({}))
    call_command("propose_definitions", "boston311", path, "--out", out)
    duties = out / "duty_lists" / "2015-1.yaml"
    duties.write_text(duties.read_text().replace("lead: q-pwdx", "lead: q-pwd"))
    with pytest.raises(CityloopError, match=r"2015-1.yaml line \d+, field 'lead': .*did you mean"):
        _import(tmp_path, "--definitions", out)
    assert (City.objects.exists(), ServiceRequest.objects.exists()) == (False, False)


def test_command_with_no_place_for_rejects_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(CityloopError, match="the rejects cannot be written here"):
        _import(tmp_path, "--rejects", tmp_path / "none" / "rejects.csv")
    assert not City.objects.exists()
