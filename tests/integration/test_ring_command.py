"""What a switch tells the desk, and the night on which old numbers go."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cityloop.intake.choices import CallState
from cityloop.intake.models import Call, CallerNumber
from cityloop.jobs.management.commands.forget_callers import months_before
from tests.integration.calls import a_missed_call
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db


def ring(**options: object) -> str:
    said = StringIO()
    call_command("ring", stdout=said, **options)
    return said.getvalue()


def test_switch_announces_a_call(cast: Cast) -> None:
    said = ring(phone="555-0144", line="12345", key="a1")
    call = Call.objects.get()
    assert (said, call.caller.phone) == (f"{call.number} waits; its key is a1\n", "555-0144")


def test_switch_without_keys_gets_one(cast: Cast) -> None:
    ring(phone="555-0144")
    assert Call.objects.get().source_id


def test_caller_who_hangs_up_before_the_answer_is_missed(cast: Cast) -> None:
    ring(phone="555-0144", key="a1")
    ring(key="a1", hung_up=True)
    assert Call.objects.get().state == CallState.MISSED


def test_hanging_up_said_twice_counts_once(cast: Cast) -> None:
    ring(phone="555-0144", key="a1")
    ring(key="a1", hung_up=True)
    ring(key="a1", hung_up=True)
    assert Call.objects.get().event_count == 2


def test_unknown_key_is_refused_in_words(cast: Cast) -> None:
    with pytest.raises(CommandError, match="There is no call a9"):
        ring(key="a9", hung_up=True)


def test_numbers_go_after_the_months_of_the_city(cast: Cast) -> None:
    a_missed_call(phone="555-0144", at=NOW - 740 * DAY)
    kept = a_missed_call(phone="555-0145", at=NOW - 700 * DAY)
    call_command("forget_callers", stdout=StringIO())
    assert CallerNumber.objects.get().call == kept


def test_months_are_counted_by_the_calendar() -> None:
    assert months_before(NOW, count=24) == NOW.replace(year=2024)
