"""One step of a call: lock it, ask the lifecycle, write the row and its event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser

from cityloop.core.chain import Happening, append
from cityloop.core.models import City
from cityloop.core.numbering import take_numbers
from cityloop.intake.choices import CallState, PartyOutcome
from cityloop.intake.models import Call, CallEvent, CallParty
from cityloop.intake.rules.calls import CALL_LIFECYCLE, CENTRE, SYSTEM, CallFacts
from cityloop.intake.rules.numbering import public_number


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTold:
    """What goes with a step of a call; no number of a caller is ever put here."""

    facts: CallFacts = field(default_factory=CallFacts)
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def city_day(at: datetime) -> date:
    """The day in the city; one statement."""
    zone = City.objects.values_list("zone", flat=True).get()
    return at.astimezone(ZoneInfo(zone)).date()


def new_number(at: datetime) -> str:
    """The next number of a call."""
    year = city_day(at).year
    serial = take_numbers(f"CL-{year % 100:02d}")[0]
    return public_number("CL", year=year, serial=serial)


def locked(call: Call) -> Call:
    """The call as it is now, held until the transaction ends."""
    return Call.objects.select_for_update().get(pk=call.pk)


def is_free(by: AbstractUser) -> bool:
    """Whether somebody is in no call; held until the transaction ends, so that it stays so."""
    people = get_user_model()._default_manager
    people.select_for_update().values_list("pk").get(pk=by.pk)
    return not Call.objects.filter(operator_id=by.pk, state=CallState.IN_PROGRESS).exists()


def facts_of(call: Call) -> CallFacts:
    """What the lifecycle asks about a call in progress."""
    return CallFacts(
        warnings=call.warnings,
        ended=call.ended_at is not None,
        unsettled=CallParty.objects.filter(call=call, outcome=PartyOutcome.OPEN).count(),
    )


def take(
    call: Call, step: str, *, told: CallTold, by: AbstractUser | None, at: datetime
) -> CallEvent:
    """Ask the lifecycle and return the event of a step, unsaved; the call moves on with it.

    Raises TransitionNotAllowed with the sentence of the lifecycle.
    """
    source = None if call._state.adding else call.state  # noqa: SLF001 - how Django says so
    target = CALL_LIFECYCLE.target(step, source, facts=told.facts, reason=told.reason)
    happening = Happening(
        step=step,
        at=at,
        party=SYSTEM if by is None else CENTRE,
        by=None if by is None else by.pk,
        to_state=target or "",
        reason=told.reason,
        data=told.data,
    )
    return append(call, kind=CallEvent, happening=happening, foreign_key="call")


def keep(call: Call, event: CallEvent) -> Call:
    """Write the call and its event."""
    call.save()
    event.save(force_insert=True)
    return call
