"""A city takes a new version of its text: the new holds from its day, the old stays as it was."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import override_settings

from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency, JointBodyMember
from cityloop.agencies.operations import load_agencies
from cityloop.agencies.rules.definitions import AgencyRow
from cityloop.core.errors import DefinitionError
from cityloop.core.models import City, Definition
from cityloop.flows.found import Founding, found_city
from cityloop.intake.rules.load import load_city
from cityloop.places.queries import locate_area
from cityloop.responsibility.models import DutyList
from cityloop.responsibility.queries.limits import get_calendar, get_limits
from tests.people import NOW
from tests.town import DEFINITIONS

pytestmark = pytest.mark.django_db
FAR_AWAY = [[[170.0, 0.0], [170.1, 0.0], [170.1, 0.1], [170.0, 0.1], [170.0, 0.0]]]
LAST_YEAR = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hash the passwords of the whole cast without the work that makes guessing slow."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the definitions, loaded once, to be changed."""
    shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    folder = tmp_path / "definitions" / "demo"
    found(folder, at=LAST_YEAR)
    return folder


def found(folder: Path, *, at: datetime = NOW) -> City:
    founding = Founding(load_city(folder), folder, password_for=lambda _name: "!")
    return found_city(founding, by=None, at=at)


def change(path: Path, *, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def new_calendar(folder: Path, *, version: str, was: str = "2026-11") -> None:
    change(
        folder.parent / "calendars" / "china.yaml",
        old=f'version: "{was}"',
        new=f'version: "{version}"',
    )


def new_limits(folder: Path, *, valid_from: str) -> None:
    path = folder / "time_limits.yaml"
    change(path, old="version: 2026-1", new="version: 2026-2")
    change(path, old="valid_from: 2023-01-01", new=f"valid_from: {valid_from}")
    change(path, old="amount: 7, unit", new="amount: 9, unit")


def next_list(folder: Path) -> None:
    """A list for 2027, and the end that the list of 2026 then needs."""
    lists = folder / "duty_lists"
    shutil.copy(lists / "2026-1.yaml", lists / "2027-1.yaml")
    change(lists / "2027-1.yaml", old="version: 2026-1", new="version: 2027-1")
    change(lists / "2027-1.yaml", old="from: 2026-01-01", new="from: 2027-01-01")
    change(
        lists / "2026-1.yaml",
        old="valid_from: 2026-01-01",
        new="valid_from: 2026-01-01\nvalid_to: 2027-01-01",
    )


def an_agency(code: str, *, kind: AgencyKind = AgencyKind.DIVISION, **more: object) -> AgencyRow:
    return AgencyRow(code=code, kind=kind, names={"en": code}, **more)  # type: ignore[arg-type]


def load(*rows: AgencyRow) -> None:
    load_agencies(rows, areas={}, valid_from=date(2024, 1, 1), by=None, at=NOW)


def test_new_calendar_is_the_one_that_counts(folder: Path) -> None:
    new_calendar(folder, version="2027-1")
    found(folder)
    assert get_calendar("china", at=NOW).version == "2027-1"


def test_new_calendar_leaves_the_days_before_it_alone(folder: Path) -> None:
    new_calendar(folder, version="2027-1")
    found(folder)
    assert get_calendar("china", at=LAST_YEAR).version == "2026-11"


def test_second_calendar_of_one_day_is_the_one_that_counts(folder: Path) -> None:
    new_calendar(folder, version="2027-1")
    found(folder)
    new_calendar(folder, version="2027-2", was="2027-1")
    found(folder)
    assert get_calendar("china", at=NOW).version == "2027-2"


def test_limits_that_begin_before_loaded_ones_are_refused(folder: Path) -> None:
    new_limits(folder, valid_from="2022-06-01")
    with pytest.raises(DefinitionError, match="Let it begin on 2023-01-01 or later"):
        found(folder)


def test_limits_of_the_same_day_replace_those_loaded_before(folder: Path) -> None:
    new_limits(folder, valid_from="2023-01-01")
    city = found(folder)
    assert 9 in {row.amount for row in get_limits(city.code, at=NOW).values()}


def test_next_duty_list_ends_the_one_before(folder: Path) -> None:
    next_list(folder)
    found(folder)
    ends = DutyList.objects.order_by("valid_from").values_list("version", "valid_to")
    assert list(ends) == [
        ("2024-1", date(2025, 1, 1)),
        ("2025-1", date(2026, 1, 1)),
        ("2026-1", date(2027, 1, 1)),
        ("2027-1", None),
    ]


def test_ended_duty_list_loads_again_without_a_change(folder: Path) -> None:
    next_list(folder)
    found(folder)
    before = list(DutyList.objects.order_by("pk").values())
    found(folder)
    assert list(DutyList.objects.order_by("pk").values()) == before


def test_duty_list_does_not_change_its_rows_with_its_end(folder: Path) -> None:
    next_list(folder)
    change(folder / "duty_lists" / "2026-1.yaml", old="      en: ", new="      en: Otherwise ")
    with pytest.raises(DefinitionError, match="loaded already with other rows"):
        found(folder)


def test_moved_boundary_is_seen_at_once(folder: Path) -> None:
    inside = load_city(folder).boundaries["dyers-lane"].representative_point()
    before = locate_area(inside.x, inside.y)
    boundaries = json.loads((folder / "areas.geojson").read_text(encoding="utf-8"))
    for feature in boundaries["features"]:
        if feature["properties"]["code"] == "dyers-lane":
            feature["geometry"] = {"type": "Polygon", "coordinates": FAR_AWAY}
    (folder / "areas.geojson").write_text(json.dumps(boundaries), encoding="utf-8")
    found(folder)
    after = locate_area(inside.x, inside.y)
    assert (before and before.code, after and after.code) == ("dyers-lane", "weavers-yard")


def test_same_text_again_keeps_the_rows_of_joint_bodies(folder: Path) -> None:
    before = set(JointBodyMember.objects.values_list("pk", flat=True))
    found(folder)
    assert set(JointBodyMember.objects.values_list("pk", flat=True)) == before


def test_same_text_on_a_later_day_adds_no_version(folder: Path) -> None:
    before = list(Definition.objects.order_by("pk").values())
    found(folder)
    assert list(Definition.objects.order_by("pk").values()) == before


def test_division_of_a_division_is_counted_under_the_department() -> None:
    load(
        an_agency("roads", kind=AgencyKind.DEPARTMENT),
        an_agency("north", parent="roads"),
        an_agency("signs", parent="north"),
    )
    assert Agency.objects.get(code="signs").department == Agency.objects.get(code="roads")


def test_withdrawn_successor_is_taken_back() -> None:
    water = an_agency("water", kind=AgencyKind.UTILITY)
    lights = AgencyKind.DEPARTMENT
    load(an_agency("lights", kind=lights, successor="water", active_to=date(2025, 1, 1)), water)
    load(an_agency("lights", kind=lights), water)
    assert Agency.objects.get(code="lights").successor is None
