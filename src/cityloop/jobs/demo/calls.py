"""A day on the invented city's call desk: most calls answered, two missed, one that waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cityloop.accounts.choices import Role
from cityloop.accounts.models import User
from cityloop.core.models import City
from cityloop.intake import operations
from cityloop.intake.choices import Channel, PartyKind, PartyOutcome
from cityloop.intake.models import Call, Identity, ServiceRequest
from cityloop.intake.operations import Party, Ringing
from cityloop.jobs.demo.lives import cast_of_city

CALLS = 24
APART = timedelta(minutes=25)
# Of the calls of the day, in their order: these are missed, and this one is abusive.
MISSED = frozenset({9, 16})
ABUSIVE = 12
TRANSFERRED = 5
# The two missed calls came from one number, which is to be called back.
UNANSWERED = "555-010077"
UNKNOWN = "555-010042"
WAITING_SINCE = timedelta(seconds=20)
CODES = ("registered", "answered", "answered", "progress", "turned-away", "silent")


@dataclass(slots=True)
class Day:
    """One day at the desk of one operator, who speaks in one call after the other."""

    operator: User
    random: Random
    language: str
    line: str = "12345"

    def call(self, turn: int, *, at: datetime) -> Call:
        """One call from its ring to its end."""
        phone = UNANSWERED if turn in MISSED else f"555-01{self.random.randint(100, 999):04d}"
        call = self.ring(phone, turn=turn, at=at)
        if turn in MISSED:
            gone = at + timedelta(seconds=self.random.randint(30, 90))
            return operations.miss_call(call, by=None, at=gone)
        wait = self.random.choice((3, 4, 5, 6, 8, 9, 11, 14, 14, 22))
        answered = at + timedelta(seconds=wait)
        call = operations.answer_call(call, by=self.operator, at=answered)
        return self.speak(call, turn=turn, at=answered)

    def ring(self, phone: str, *, turn: int, at: datetime) -> Call:
        """Somebody rings through the switch."""
        ringing = Ringing(
            phone=phone, line=self.line, language=self.language, source_id=f"demo-{turn}"
        )
        return operations.ring(ringing, by=None, at=at)

    def speak(self, call: Call, *, turn: int, at: datetime) -> Call:
        """What happens in a call, and its end."""
        moment = at + timedelta(seconds=self.random.randint(60, 420))
        if turn == ABUSIVE:
            return self._abused(call, at=moment)
        if turn == TRANSFERRED:
            self._connect(call, at=moment)
            return self._finish(call, code="transferred", note="", at=moment)
        code = self.random.choice(CODES)
        if code == "registered":
            code = self._registered(call, at=moment)
        note = "Told the court's enquiry desk." if code == "turned-away" else ""
        return self._finish(call, code=code, note=note, at=moment)

    def _registered(self, call: Call, *, at: datetime) -> str:
        """Tie a request of the day that came by phone to the call; its code."""
        asked = ServiceRequest.objects.filter(
            channel=Channel.PHONE, shielded=False, confidential=False, call_links__isnull=True
        )
        request = asked.order_by("-received_at").first()
        if request is None:
            return "answered"
        operations.link_request(call, request=request, registered=True, by=self.operator, at=at)
        return "registered"

    def _abused(self, call: Call, *, at: datetime) -> Call:
        for _warning in range(2):
            operations.warn_caller(call, by=self.operator, at=at)
        return self._finish(call, code="abuse", note="Insults, in spite of two warnings.", at=at)

    def _connect(self, call: Call, *, at: datetime) -> None:
        party = Party(kind=PartyKind.EMERGENCY, code="ambulance", name="Ambulance", phone="120")
        brought = operations.add_party(call, party=party, by=self.operator, at=at)
        operations.settle_party(
            brought, outcome=PartyOutcome.JOINED, agreed="", by=self.operator, at=at
        )

    def _finish(self, call: Call, *, code: str, note: str, at: datetime) -> Call:
        done = at + timedelta(seconds=self.random.randint(20, 120))
        operations.end_call(call, by=None, at=at)
        return operations.wrap_up(call, code=code, note=note, by=self.operator, at=done)


def tell_calls(*, seed: int, at: datetime) -> int:
    """Let the calls of the last ten hours happen, the last of which still waits.

    Returns how many there are.
    """
    languages = City.objects.get().languages
    day = Day(
        operator=cast_of_city().by_role[Role.OPERATOR],
        random=Random(seed),  # noqa: S311 - an invented city, no secret
        language=languages[-1],
    )
    first = at - APART * CALLS
    for turn in range(1, CALLS):
        day.call(turn, at=first + APART * turn)
    day.ring(_known_phone(), turn=CALLS, at=at - WAITING_SINCE)
    return CALLS


def _known_phone() -> str:
    """The number of somebody who asked before, so that there is a past to see."""
    known = Identity.objects.exclude(phone="").filter(
        requester__requests__shielded=False, requester__requests__confidential=False
    )
    return known.order_by("-pk").values_list("phone", flat=True).first() or UNKNOWN
