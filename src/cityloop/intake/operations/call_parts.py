"""What happens in a call: warnings, who is brought in, what is registered and told."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.errors import InputError
from cityloop.core.operations import audit
from cityloop.core.sentences import Sentence
from cityloop.intake.choices import CallState, CallStep, PartyKind, PartyOutcome
from cityloop.intake.models import (
    Call,
    CallerNumber,
    CallItem,
    CallParty,
    CallRequest,
    ServiceRequest,
)
from cityloop.intake.operations.call_steps import CallTold, facts_of, keep, locked, take
from cityloop.knowledge.models import KnowledgeItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody to be brought into a call, as the city's text names them."""

    kind: str
    code: str
    name: str
    phone: str = ""


@transaction.atomic
def warn_caller(call: Call, *, by: AbstractUser, at: datetime) -> Call:
    """Warn an abusive caller, twice at most; the history says when (domain.md H8.9)."""
    held = locked(call)
    told = CallTold(facts=facts_of(held), data={"warning": held.warnings + 1})
    event = take(held, CallStep.WARN, told=told, by=by, at=at)
    held.warnings += 1
    return keep(held, event)


@transaction.atomic
def add_party(call: Call, *, party: Party, by: AbstractUser, at: datetime) -> CallParty:
    """Bring somebody in at once; what came of it is noted afterwards.

    Raises TransitionNotAllowed while another connection is not noted, or after the call's end.
    """
    held = locked(call)
    told = CallTold(facts=facts_of(held), data={"kind": str(party.kind), "code": party.code})
    keep(held, take(held, CallStep.ADD_PARTY, told=told, by=by, at=at))
    return CallParty.objects.create(
        call=held,
        kind=party.kind,
        code=party.code,
        name=party.name,
        phone=party.phone,
        added_at=at,
    )


@transaction.atomic
def settle_party(
    party: CallParty, *, outcome: str, agreed: str, by: AbstractUser, at: datetime
) -> CallParty:
    """Note whether somebody was connected, and with a partner what was agreed.

    Raises TransitionNotAllowed after the wrap-up, InputError for a second note or a missing one.
    """
    held = locked(party.call)
    found = CallParty.objects.select_for_update().get(pk=party.pk)
    if found.outcome != PartyOutcome.OPEN or outcome not in _ENDS:
        raise InputError(Sentence("It is noted already what came of this."))
    agreed = agreed.strip()
    if found.kind == PartyKind.PARTNER and outcome == PartyOutcome.JOINED and not agreed:
        raise InputError(Sentence("Write what was agreed between the three."))
    # What was agreed stays out of the history, which keeps it for ever: see forget_callers.
    told = CallTold(data={"code": found.code, "outcome": outcome})
    keep(held, take(held, CallStep.SETTLE_PARTY, told=told, by=by, at=at))
    found.outcome, found.agreed, found.settled_at = outcome, agreed, at
    found.save(update_fields=["outcome", "agreed", "settled_at"])
    return found


_ENDS = (PartyOutcome.JOINED, PartyOutcome.NOT_REACHED, PartyOutcome.MISTAKE)


@transaction.atomic
def link_request(
    call: Call, *, request: ServiceRequest, registered: bool, by: AbstractUser, at: datetime
) -> CallRequest:
    """Keep that a request was registered, or spoken of, in a call in progress."""
    _require_progress(locked(call))
    link, _made = CallRequest.objects.get_or_create(
        call=call, request=request, defaults={"registered": registered}
    )
    return link


@transaction.atomic
def tell_item(call: Call, *, item: KnowledgeItem, by: AbstractUser, at: datetime) -> CallItem:
    """Keep that a caller was told an answer of the knowledge base; twice is once."""
    _require_progress(locked(call))
    told, _made = CallItem.objects.get_or_create(call=call, item=item, defaults={"told_at": at})
    return told


def _require_progress(call: Call) -> None:
    if call.state != CallState.IN_PROGRESS:
        raise InputError(Sentence("The call is finished; nothing is added to it any more."))


@transaction.atomic
def forget_callers(*, before: datetime, by: AbstractUser | None, at: datetime) -> int:
    """Delete the numbers and notes of calls that came before a moment; returns how many numbers.

    What stays of a call are its moments and its code (domain.md H8.3).
    """
    over = Call.objects.filter(arrived_at__lt=before).exclude(
        state__in=[CallState.WAITING, CallState.IN_PROGRESS]
    )
    over.exclude(note="").update(note="")
    CallParty.objects.filter(call__in=over).exclude(agreed="").update(agreed="")
    count, _by_table = CallerNumber.objects.filter(call__in=over).delete()
    if count:
        audit(what="callers.forgotten", subject=f"{count} numbers", by=by, at=at)
    return count
