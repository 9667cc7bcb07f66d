"""A city comes from its reviewed text, whole or not at all."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from cityloop.accounts.models import User
from cityloop.agencies.models import Agency
from cityloop.core.errors import CityloopError, DefinitionError, InputError
from cityloop.core.models import City, Definition
from cityloop.flows.found import Founding, found_city
from cityloop.intake.rules.load import load_city
from cityloop.knowledge.models import KnowledgeItem
from cityloop.places.models import Area
from cityloop.responsibility.models import Duty, DutyList, ServiceType
from tests.people import NOW
from tests.town import DEFINITIONS

pytestmark = pytest.mark.django_db
TABLES = (Area, Agency, User, ServiceType, Duty, DutyList, KnowledgeItem, Definition)


@pytest.fixture(autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hash the passwords of the whole cast without the work that makes guessing slow."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the definitions, to be changed."""
    shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    return tmp_path / "definitions" / "demo"


def found(folder: Path, *, at: datetime = NOW) -> City:
    founding = Founding(load_city(folder), folder, password_for=lambda _name: "!")
    return found_city(founding, by=None, at=at)


def counts() -> dict[str, int]:
    return {table.__name__: table._default_manager.count() for table in TABLES}


def change(folder: Path, name: str, *, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_everything_of_the_text_is_written(folder: Path) -> None:
    text = load_city(folder)
    found(folder)
    written = counts()
    assert (
        written["Area"],
        written["Agency"],
        written["User"],
        written["DutyList"],
        written["Duty"],
        written["KnowledgeItem"],
    ) == (
        len(text.areas),
        len(text.agencies),
        len(text.people),
        len(text.duty_lists),
        sum(len(one.duties) for one in text.duty_lists),
        len(text.knowledge),
    )


def test_calendars_schemes_plan_and_limits_are_kept_as_versions(folder: Path) -> None:
    found(folder)
    kinds = set(Definition.objects.values_list("kind", flat=True))
    named = {"calls", "channels", "money"}
    dated = {"calendar", "evaluation_scheme", "follow_up_plan", "time_limits"}
    assert kinds == dated | named


def test_same_text_again_changes_nothing(folder: Path) -> None:
    found(folder)
    before = counts()
    found(folder)
    assert counts() == before


def test_changed_limit_under_the_same_version_is_refused(folder: Path) -> None:
    found(folder)
    change(folder, "time_limits.yaml", old="amount: 7, unit", new="amount: 9, unit")
    with pytest.raises(DefinitionError, match="loaded already with other content"):
        found(folder)


def test_refused_text_writes_nothing_of_itself(folder: Path) -> None:
    found(folder)
    change(folder, "time_limits.yaml", old="amount: 7, unit", new="amount: 9, unit")
    change(folder, "city.yaml", old="en: Willowmere", new="en: Otherford")
    with pytest.raises(DefinitionError):
        found(folder)
    assert City.objects.get().names["en"] == "Willowmere"


def test_refused_text_leaves_the_counts(folder: Path) -> None:
    found(folder)
    before = counts()
    change(folder, "time_limits.yaml", old="amount: 7, unit", new="amount: 9, unit")
    with pytest.raises(DefinitionError):
        found(folder)
    assert counts() == before


def test_new_version_of_the_limits_ends_the_one_before(folder: Path) -> None:
    found(folder)
    change(folder, "time_limits.yaml", old="version: 2026-1", new="version: 2026-2")
    change(folder, "time_limits.yaml", old="2023-01-01", new="2026-06-01")
    change(folder, "time_limits.yaml", old="amount: 7, unit", new="amount: 9, unit")
    found(folder)
    kept = Definition.objects.filter(kind="time_limits").order_by("valid_from")
    assert [row.valid_to and row.valid_to.isoformat() for row in kept] == ["2026-06-01", None]


def test_changed_duty_list_under_the_same_version_is_refused(folder: Path) -> None:
    found(folder)
    path = min((folder / "duty_lists").glob("*.yaml"))
    text = path.read_text(encoding="utf-8")
    line = next(row for row in text.splitlines() if row.strip().startswith("en: "))
    path.write_text(text.replace(line, f"{line} changed", 1), encoding="utf-8")
    with pytest.raises(CityloopError):
        found(folder)


def test_second_city_in_a_deployment_is_refused(folder: Path) -> None:
    found(folder)
    change(folder, "city.yaml", old="code: willowmere", new="code: otherford")
    with pytest.raises(InputError, match="another city"):
        found(folder)


def test_calendar_without_the_year_blocks_limits_in_working_time(folder: Path) -> None:
    with pytest.raises(DefinitionError, match="holds no year 2033"):
        found(folder, at=datetime(2033, 1, 10, tzinfo=UTC))


def test_blocked_city_is_not_half_written(folder: Path) -> None:
    with pytest.raises(DefinitionError):
        found(folder, at=datetime(2033, 1, 10, tzinfo=UTC))
    assert set(counts().values()) == {0}


def test_command_says_what_it_loaded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_city", folder=folder)
    assert f"{Duty.objects.count()} duties" in capsys.readouterr().out
