"""`cityloop demo`: made once, kept afterwards, and not mistaken for whole when interrupted."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from cityloop.core.errors import InputError
from cityloop.core.models import AuditEvent, City, OutboxMessage
from cityloop.intake.models import ServiceRequest
from cityloop.jobs.demo.city import load_demo_city
from cityloop.jobs.demo.history import demo_history, tell_history
from cityloop.jobs.demo.telling import TOLD, is_half_told
from cityloop.jobs.management.commands.verify_history import STREAMS
from cityloop.jobs.standing import Watch, standings
from tests.town import DEMO

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """Facts and store of a test's demo lie apart from those of the checkout."""
    settings.VAR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"


def test_demo_ends_with_a_store_whose_figures_are_printed(tmp_path: Path) -> None:
    call_command("demo", years=0, requests=6, no_server=True)
    assert len(list(tmp_path.glob("insight-*.published-*.json"))) == 1


def test_demo_is_made_once() -> None:
    call_command("demo", years=0, requests=6, no_server=True)
    first = list(ServiceRequest.objects.values_list("number", flat=True))
    call_command("demo", years=0, requests=6, no_server=True)
    assert list(ServiceRequest.objects.values_list("number", flat=True)) == first
    assert AuditEvent.objects.filter(what=TOLD).count() == 1


def test_nothing_is_late_right_after_the_demo() -> None:
    call_command("demo", years=0, requests=12, no_server=True)
    assert OutboxMessage.objects.exists()
    found = standings(Watch(at=timezone.now(), late_after=settings.LATE_AFTER), streams=STREAMS)
    assert [one.name for one in found if one.late] == []


def test_interrupted_demo_says_what_to_do() -> None:
    load_demo_city(DEMO, at=NOW)
    history = replace(demo_history(DEMO, seed=2, at=NOW), since=date(2026, 5, 31))
    tell_history(history, at=NOW, told=lambda _share: None)
    assert is_half_told()
    with pytest.raises(CommandError, match="Remove its database"):
        call_command("demo", no_server=True)


@pytest.mark.parametrize("years", [-1, 40])
def test_impossible_past_is_refused_before_anything_is_made(years: int) -> None:
    with pytest.raises(InputError, match=f"{years} years of past are not possible"):
        call_command("demo", years=years, no_server=True)
    assert not City.objects.exists()


def test_telling_says_how_far_it_is() -> None:
    load_demo_city(DEMO, at=NOW)
    history = replace(demo_history(DEMO, seed=2, at=NOW), since=date(2026, 5, 25))
    shares: list[float] = []
    count = tell_history(history, at=NOW, told=shares.append)
    assert count == ServiceRequest.objects.count()
    assert shares == sorted(shares)
    assert 0.5 < shares[-1] <= 1
