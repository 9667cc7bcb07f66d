"""`cityloop demo`: made once, kept afterwards, and not mistaken for whole when interrupted."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from cityloop.core.models import AuditEvent
from cityloop.intake.models import ServiceRequest
from cityloop.jobs.demo.city import load_demo_city
from cityloop.jobs.demo.history import demo_history, tell_history
from cityloop.jobs.demo.telling import TOLD, is_half_told
from tests.town import DEMO

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)


def test_demo_is_made_once() -> None:
    call_command("demo", years=0, requests=6, no_server=True)
    first = list(ServiceRequest.objects.values_list("number", flat=True))
    call_command("demo", years=0, requests=6, no_server=True)
    assert list(ServiceRequest.objects.values_list("number", flat=True)) == first
    assert AuditEvent.objects.filter(what=TOLD).count() == 1


def test_interrupted_demo_says_what_to_do() -> None:
    load_demo_city(DEMO, at=NOW)
    history = replace(demo_history(DEMO, seed=2, at=NOW), since=date(2026, 5, 31))
    tell_history(history, at=NOW, told=lambda _share: None)
    assert is_half_told()
    with pytest.raises(CommandError, match="Remove its database"):
        call_command("demo", no_server=True)


def test_telling_says_how_far_it_is() -> None:
    load_demo_city(DEMO, at=NOW)
    history = replace(demo_history(DEMO, seed=2, at=NOW), since=date(2026, 5, 25))
    shares: list[float] = []
    count = tell_history(history, at=NOW, told=shares.append)
    assert count == ServiceRequest.objects.count()
    assert shares == sorted(shares)
    assert 0.5 < shares[-1] <= 1
