"""Everything that one page of a call shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cityloop.core.definitions import from_plain
from cityloop.core.models import localised
from cityloop.intake.choices import CallState, CallStep, PartyKind, PartyOutcome, Treatment
from cityloop.intake.models import Call, CallParty
from cityloop.intake.operations import Party
from cityloop.intake.permissions import CALL_HOLD
from cityloop.intake.queries import held_channels
from cityloop.intake.queries.calls import (
    HeldCalls,
    call_events,
    earlier_calls,
    held_calls,
    phone_of,
    requests_in_call,
    requests_of_phone,
    tells_of_confidence,
)
from cityloop.intake.rules.call_definitions import CallFile
from cityloop.intake.rules.calls import CALL_LIFECYCLE, MOST_WARNINGS, CallFacts, masked
from cityloop.intake.rules.definitions import ChannelRow
from cityloop.web.components.clocks import span_words
from cityloop.web.components.forms import options
from cityloop.web.components.guard import StaffRequest
from cityloop.web.components.words import said
from cityloop.web.hotline.call_forms import SETTLED, BringInForm, SettleForm, WrapUpForm

MINUTE = timedelta(minutes=1)
KINDS = {
    Treatment.EMERGENCY_LINE: PartyKind.EMERGENCY,
    Treatment.LEGAL_CHANNEL: PartyKind.LEGAL,
}


def wait_words(span: timedelta) -> str:
    """A wait: seconds matter in the first minute only."""
    if span < MINUTE:
        return _("%(count)d s") % {"count": max(0, int(span.total_seconds()))}
    return span_words(span)


def known_parties(text: CallFile, *, channels: Iterable[ChannelRow]) -> dict[str, Party]:
    """Emergency lines, partners and legal channels of the city, by a key for forms."""
    rows = tuple(channels)
    partners = {
        f"{PartyKind.PARTNER.value}:{row.code}": Party(
            kind=PartyKind.PARTNER, code=row.code, name=localised(row.names), phone=row.phone
        )
        for row in text.partners
    }
    emergency = _channels(rows, treatment=Treatment.EMERGENCY_LINE)
    return {**emergency, **partners, **_channels(rows, treatment=Treatment.LEGAL_CHANNEL)}


def _channels(rows: Iterable[ChannelRow], *, treatment: Treatment) -> dict[str, Party]:
    kind = KINDS[treatment]
    return {
        f"{kind.value}:{row.code}": Party(
            kind=kind, code=row.code, name=localised(row.names), phone=row.phone or ""
        )
        for row in rows
        if row.treatment == treatment
    }


@dataclass(frozen=True, slots=True)
class EmergencyButton:
    """One key, one line."""

    value: str
    name: str
    phone: str
    key: str


def may_hold(request: StaffRequest, call: Call) -> bool:
    """Whether the call is in progress in the person's own hands."""
    return call.state == CallState.IN_PROGRESS and CALL_HOLD(request.actor, call) is None


def held_text(request: StaffRequest) -> HeldCalls:
    """The city's text of the call desk today; raises InputError without one."""
    return held_calls(on=timezone.localdate(request.at))


def parties_of(request: StaffRequest, *, text: CallFile) -> dict[str, Party]:
    """Whom the city lets bring in today."""
    return known_parties(text, channels=held_channels(on=timezone.localdate(request.at)))


def tools(request: StaffRequest, *, call: Call, text: CallFile) -> dict[str, Any]:
    """What the operator can do in the call, and what is still to be noted."""
    known = parties_of(request, text=text)
    parties = tuple(call.parties.order_by("added_at", "pk"))
    unsettled = next((one for one in parties if one.outcome == PartyOutcome.OPEN), None)
    refusal = CALL_LIFECYCLE.why_not(
        CallStep.ADD_PARTY, call.state, facts=_facts(call, unsettled=unsettled)
    )
    return {
        "call": call,
        "parties": [one for one in parties if one is not unsettled],
        "unsettled": unsettled,
        "settle": SettleForm(auto_id="settle-%s"),
        "outcomes": options(SETTLED),
        "why_no_party": said(refusal) if refusal else "",
        "emergency": _buttons(known, text=text),
        "bring_in": BringInForm(known=known, auto_id="bring-%s"),
        "warning": spoken(call, text.scripts.warnings[call.warnings])
        if call.warnings < MOST_WARNINGS
        else "",
        "ending": spoken(call, text.scripts.ending),
    }


def _facts(call: Call, *, unsettled: CallParty | None) -> CallFacts:
    return CallFacts(
        warnings=call.warnings,
        ended=call.ended_at is not None,
        unsettled=int(unsettled is not None),
    )


def _buttons(known: dict[str, Party], *, text: CallFile) -> list[EmergencyButton]:
    return [
        EmergencyButton(value, party.name, party.phone, text.emergency_keys.get(party.code, ""))
        for value, party in known.items()
        if party.kind == PartyKind.EMERGENCY
    ]


def spoken(call: Call, names: dict[str, str]) -> str:
    """What to say, in the language that the caller speaks."""
    return names.get(call.language) or localised(names)


def sheet(request: StaffRequest, *, call: Call) -> dict[str, Any]:
    """The page of a call in the person's own hands."""
    text = held_text(request).text
    phone = phone_of(call)
    abuse = tuple(row.code for row in text.wrap_up if row.abuse)
    script = text.scripts.returning if call.returns_id else text.scripts.greeting
    end = call.answered_at or request.at
    return {
        **tools(request, call=call, text=text),
        "phone": phone,
        "waited": wait_words(end - call.arrived_at),
        "script": spoken(call, script),
        "closing": spoken(call, text.scripts.closing),
        "made_before": requests_of_phone(request.actor, phone=phone),
        "earlier": earlier_calls(call, abuse=abuse),
        "in_call": requests_in_call(request.actor, call=call),
        "told": tuple(item.title for item in call.items.order_by("pk")),
        "wrap_up": WrapUpForm(text=text, auto_id="wrap-%s"),
    }


def summary(request: StaffRequest, *, call: Call) -> dict[str, Any]:
    """The page of a call that is not in the person's hands: no number, and no report.

    Nor the notes of a call in which something was reported in confidence.
    """
    text = held_text(request).text
    way = text.wrap_up_row(call.wrap_code)
    if call.wrap_definition is not None:
        way = from_plain(call.wrap_definition.content, kind=CallFile).wrap_up_row(call.wrap_code)
    quiet = tells_of_confidence(call)
    return {
        "call": call,
        "phone": masked(phone_of(call)),
        "way": localised(way.names) if way else "",
        "in_call": requests_in_call(request.actor, call=call),
        "quiet": quiet,
        "note": "" if quiet else call.note,
        "told": () if quiet else tuple(item.title for item in call.items.order_by("pk")),
        "parties": () if quiet else tuple(call.parties.order_by("added_at", "pk")),
        "events": call_events(call),
    }
