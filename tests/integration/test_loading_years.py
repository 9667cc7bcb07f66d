"""A calendar without a year that an order may reach blocks the load; at run time it is an error."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from cityloop.core.errors import CalendarYearMissing, DefinitionError
from cityloop.core.models import Definition
from cityloop.flows.found import Founding, found_city
from cityloop.intake.rules.load import load_city
from cityloop.responsibility.queries.limits import get_calendar
from cityloop.workorders.models import WorkOrder
from tests.integration.stories import dispatched
from tests.people import NOW, Cast
from tests.town import DEFINITIONS

pytestmark = pytest.mark.django_db
# A suggestion has 15 working days, as many more, and 60 days of pauses.
AUTUMN = datetime(2026, 10, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hash the passwords of the whole cast without the work that makes guessing slow."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the definitions whose calendar ends with 2026."""
    shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    path = tmp_path / "definitions" / "calendars" / "china.yaml"
    text = path.read_text("utf-8").replace("2025, 2026, 2027]", "2025, 2026]")
    path.write_text(text.replace("provisional: [2027]", "provisional: []"), "utf-8")
    return tmp_path / "definitions" / "demo"


def found(folder: Path, *, at: datetime) -> None:
    founding = Founding(load_city(folder), folder, password_for=lambda _name: "!")
    found_city(founding, by=None, at=at)


def test_year_that_an_extended_and_paused_order_reaches_blocks(folder: Path) -> None:
    with pytest.raises(DefinitionError, match=r"calendar 'china' .*no year 2027"):
        found(folder, at=AUTUMN)


def test_blocked_load_names_the_limit(folder: Path) -> None:
    with pytest.raises(DefinitionError, match="time limit 'answer-4-suggestion'"):
        found(folder, at=AUTUMN)


def test_year_that_no_order_reaches_is_not_asked_for(folder: Path) -> None:
    found(folder, at=datetime(2026, 5, 1, tzinfo=UTC))
    assert Definition.objects.filter(kind="calendar", code="china").exists()


def test_limits_of_a_later_day_need_the_years_after_it(folder: Path) -> None:
    path = folder / "time_limits.yaml"
    path.write_text(path.read_text("utf-8").replace("2023-01-01", "2026-11-01", 1), "utf-8")
    with pytest.raises(DefinitionError, match="no year 2027"):
        found(folder, at=datetime(2026, 5, 1, tzinfo=UTC))


def calendar_of_2025(cast: Cast) -> None:
    """Let the calendar that is loaded hold 2025 alone, and the answer count working days."""
    calendar = Definition.objects.get(kind="calendar", code="china")
    _replace(calendar, {**calendar.content, "years": [2025], "provisional": []})
    limits = Definition.objects.get(kind="time_limits")
    rows = [{**row, "unit": "working_days"} for row in limits.content["limits"]]
    _replace(limits, {**limits.content, "limits": rows})


def _replace(row: Definition, content: dict[str, object]) -> None:
    row.content, row.digest = content, f"{row.kind}-without".ljust(64, "0")
    row.save()


def test_order_due_in_a_missing_year_is_an_error_that_names_it(cast: Cast) -> None:
    calendar_of_2025(cast)
    with pytest.raises(CalendarYearMissing, match=r"calendar 'china' .*no year 2026"):
        dispatched(cast)


def test_order_due_in_a_missing_year_is_not_half_written(cast: Cast) -> None:
    calendar_of_2025(cast)
    with pytest.raises(CalendarYearMissing):
        dispatched(cast)
    assert not WorkOrder.objects.exists()


def a_calendar_of_next_week(*, days: int) -> None:
    calendar = Definition.objects.get(kind="calendar", code="china")
    Definition.objects.create(
        kind="calendar",
        code="china",
        version="next",
        valid_from=NOW.date() + timedelta(days=days),
        content={**calendar.content, "version": "next"},
        digest="next".ljust(64, "0"),
        loaded_at=NOW,
    )


def test_calendar_begins_with_the_day_of_the_city(cast: Cast) -> None:
    a_calendar_of_next_week(days=1)
    # Half past midnight of the next day in the city, half past four in the afternoon in UTC.
    at = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    assert get_calendar("china", at=at).version == "next"


def test_calendar_of_tomorrow_does_not_count_today(cast: Cast) -> None:
    a_calendar_of_next_week(days=1)
    assert get_calendar("china", at=NOW + timedelta(hours=14)).version != "next"
