"""Calls in any state, as tests of the call desk need them."""

from datetime import datetime, timedelta

from cityloop.accounts.models import User
from cityloop.core.definitions import plain_mapping
from cityloop.core.models import Definition
from cityloop.intake.models import Call
from cityloop.intake.operations import Ringing, answer_call, miss_call, ring
from tests.town import DEMO, LONG_AGO, NOW

CALLER = "555-0148"


def a_ringing_call(*, phone: str = CALLER, at: datetime = NOW, key: str = "") -> Call:
    """A call that waits, announced by the switch."""
    ringing = Ringing(phone=phone, line="12345", source_id=key or f"sw-{Call.objects.count()}")
    return ring(ringing, by=None, at=at)


def a_missed_call(*, phone: str = CALLER, at: datetime = NOW) -> Call:
    """A call whose caller hung up after half a minute."""
    call = a_ringing_call(phone=phone, at=at)
    return miss_call(call, by=None, at=at + timedelta(seconds=30))


def an_answered_call(by: User, *, phone: str = CALLER, at: datetime = NOW, wait: int = 5) -> Call:
    """A call in somebody's hands, answered at a moment after so many seconds."""
    call = a_ringing_call(phone=phone, at=at - timedelta(seconds=wait))
    return answer_call(call, by=by, at=at)


def name_channels() -> None:
    """Let the city have the emergency lines and legal channels of the demo."""
    content = plain_mapping(DEMO / "channels.yaml")
    Definition.objects.create(
        kind="channels",
        code="testford",
        version="1",
        valid_from=LONG_AGO,
        content=content,
        digest="channels".ljust(64, "0"),
        loaded_at=NOW,
    )
