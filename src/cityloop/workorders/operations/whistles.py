"""A sub-district calls agencies together: each called one gets an order (domain.md A3, H4.10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.agencies.models import Agency
from cityloop.core.chain import Happening, append
from cityloop.core.definitions import from_plain
from cityloop.core.errors import InputError, TransitionNotAllowed
from cityloop.core.models import City
from cityloop.core.numbering import take_numbers
from cityloop.core.sentences import Sentence
from cityloop.intake.rules.definitions import CitySettings
from cityloop.intake.rules.numbering import public_number
from cityloop.responsibility.choices import Clock, TimeUnit
from cityloop.workorders.choices import DispatchBasis, OrderState, OrderType, Party, WhistleStep
from cityloop.workorders.models import OPEN_STATES, Whistle, WhistleCall, WorkOrder, WorkOrderEvent
from cityloop.workorders.operations.clocks import write_clocks
from cityloop.workorders.queries.clocks import computed
from cityloop.workorders.rules.dispatching import DispatchFacts, committee_refusal
from cityloop.workorders.rules.escalation import Span, sweep_due
from cityloop.workorders.rules.whistles import WhistleFacts, whistle_refusal

ACCEPT_RULE = "whistle.accept_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhistleDraft:
    """Who calls whom about what, when they meet, and by when each reports (None: not set)."""

    caller: Agency
    agencies: Sequence[Agency]
    topic: str
    text: str
    meet_at: datetime
    report_by: datetime | None = None


@transaction.atomic(savepoint=False)
def call_whistle(
    order: WorkOrder, *, draft: WhistleDraft, by: AbstractUser | None, at: datetime
) -> Whistle:
    """Write the whistle and an order of type whistle, with its accept clock, for each called one.

    The order it is blown on stays the lead. Raises InputError for what cannot be called together,
    TransitionNotAllowed when the order is no longer open.
    """
    lead = WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    _require_lawful(lead, draft=draft, at=at)
    city = City.objects.get()
    settings = from_plain(city.settings, kind=CitySettings)
    year = at.astimezone(ZoneInfo(city.zone)).year
    serial = take_numbers(f"WH-{year % 100:02d}")[0]
    whistle = Whistle.objects.create(
        number=public_number("WH", year=year, serial=serial),
        order=lead,
        caller=draft.caller,
        topic=draft.topic,
        text=draft.text,
        called_at=at,
        meet_at=draft.meet_at,
        report_by=draft.report_by,
    )
    serials = take_numbers(f"WO-{year % 100:02d}", count=len(draft.agencies))
    accept_by = at + timedelta(hours=settings.whistle.accept_hours)
    calls = []
    for agency, serial in zip(draft.agencies, serials, strict=True):
        number = public_number("WO", year=year, serial=serial)
        made = _unsaved(lead, agency=agency, number=number, whistle=whistle)
        _send(made, city=city, settings=settings, by=by, accept_by=accept_by)
        calls.append(WhistleCall(whistle=whistle, agency=agency, order=made, accept_by=accept_by))
    WhistleCall.objects.bulk_create(calls)
    return whistle


def _require_lawful(lead: WorkOrder, *, draft: WhistleDraft, at: datetime) -> None:
    if lead.state not in OPEN_STATES:
        raise TransitionNotAllowed(Sentence("The order is no longer open."))
    if lead.shielded or lead.request.shielded:
        raise TransitionNotAllowed(
            Sentence("A report of wrongdoing is not carried to other agencies by a whistle.")
        )
    running = lead.joined.filter(
        order_type=OrderType.WHISTLE,
        agency__in=draft.agencies,
        state__in=[*OPEN_STATES, OrderState.ANSWERED],
    )
    facts = WhistleFacts(
        caller=draft.caller.code,
        caller_kind=draft.caller.kind,
        called=[agency.code for agency in draft.agencies],
        already_called=[one.agency.name for one in running.select_related("agency")],
        now=at,
        meet_at=draft.meet_at,
        report_by=draft.report_by,
    )
    asked = (
        committee_refusal(
            DispatchFacts(order_type=OrderType.WHISTLE, agency_kind=one.kind, basis="")
        )
        for one in draft.agencies
    )
    refusal = whistle_refusal(facts) or next(filter(None, asked), None)
    if refusal is not None:
        raise InputError(refusal)


def _unsaved(lead: WorkOrder, *, agency: Agency, number: str, whistle: Whistle) -> WorkOrder:
    return WorkOrder(
        number=number,
        matter_id=lead.matter_id,
        request_id=lead.request_id,
        order_type=OrderType.WHISTLE,
        state="",
        agency=agency,
        department_id=agency.department_id or agency.pk,
        area_id=lead.area_id,
        service_type_id=lead.service_type_id,
        kind=lead.kind,
        grade=lead.grade,
        shielded=lead.shielded,
        lead=lead,
        basis=DispatchBasis.PERSON,
        basis_text={"en": whistle.text, "zh-hans": whistle.text},
        dispatched_at=whistle.called_at,
    )


def _send(
    order: WorkOrder,
    *,
    city: City,
    settings: CitySettings,
    by: AbstractUser | None,
    accept_by: datetime,
) -> None:
    """Save the order with its first event and its accept clock, which the sweep looks at."""
    at = order.dispatched_at
    data: Mapping[str, Any] = {
        "agency": order.agency.code,
        "basis": str(order.basis),
        "limits": [_accept_limit(settings, city=city)],
    }
    happening = Happening(
        step=WhistleStep.CALL,
        at=at,
        party=Party.CALLER,
        by=None if by is None else by.pk,
        to_state=OrderState.DISPATCHED,
        data=data,
    )
    event = append(order, kind=WorkOrderEvent, happening=happening, foreign_key="order")
    percents = tuple(row.percent for row in settings.escalation)
    order.due_at = accept_by
    swept = sweep_due(at, span=Span(at, accept_by), level=0, percents=percents)
    order.next_check_at = swept.next_check_at
    order.save(force_insert=True)
    event.save(force_insert=True)
    records = computed([event], settings=settings, at=at)
    write_clocks(order, records=records, known=(), by=by, at=at)


def _accept_limit(settings: CitySettings, *, city: City) -> dict[str, Any]:
    """The limit as the dispatch event keeps it: hours run by day and by night (H3 rule 4)."""
    return {
        "clock": Clock.ACCEPT.value,
        "amount": settings.whistle.accept_hours,
        "unit": TimeUnit.HOURS.value,
        "end_of_day": None,
        "rule": ACCEPT_RULE,
        "calendar": city.calendar,
    }
