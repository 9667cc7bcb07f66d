"""The call desk as a switch sees it; see `intake.ports.CallDesk`."""

from datetime import datetime

from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.intake.choices import CallState
from cityloop.intake.models import Call
from cityloop.intake.operations import Ringing, end_call, miss_call, ring


class AnnouncedCalls:
    """Writes what a switch says of its calls; nobody of the staff does it, so `by` is the system.

    `line`: the number that was dialled; `language`: what the caller chose, "" when nothing was.
    """

    def rings(self, phone: str, *, key: str, line: str, language: str, at: datetime) -> str:
        """Somebody rings; the same key again is the same call. Returns the call's number."""
        ringing = Ringing(phone=phone, line=line, language=language, source_id=key)
        return ring(ringing, by=None, at=at).number

    def hung_up(self, key: str, *, at: datetime) -> None:
        """The caller is gone; said twice it counts once. Raises NotFound for an unknown key."""
        call = Call.objects.filter(source_id=key).first() if key else None
        if call is None:
            raise NotFound(Sentence("There is no call %(number)s.", number=key))
        if call.state == CallState.WAITING:
            miss_call(call, by=None, at=at)
        elif call.state == CallState.IN_PROGRESS and call.ended_at is None:
            end_call(call, by=None, at=at)
