"""A sub-district calls agencies together (domain.md A3, H4.10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.agencies.models import Agency
from cityloop.core.errors import InputError
from cityloop.core.numbering import take_numbers
from cityloop.core.sentences import Sentence
from cityloop.intake.rules.numbering import public_number
from cityloop.workorders.models import Whistle, WhistleCall, WorkOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class WhistleDraft:
    """Who calls whom about what, where they meet, and how long they have to accept."""

    caller: Agency
    agencies: Sequence[Agency]
    topic: str
    text: str
    meet_at: datetime
    accept_within: timedelta


@transaction.atomic(savepoint=False)
def call_whistle(
    order: WorkOrder,
    *,
    draft: WhistleDraft,
    by: AbstractUser | None,
    at: datetime,
) -> Whistle:
    """Write the call and its lines; raises InputError for nobody called or a time gone by."""
    if not draft.agencies:
        raise InputError(Sentence("Choose the agencies that are called."))
    if draft.meet_at <= at:
        raise InputError(Sentence("The time to meet must lie ahead."))
    serial = take_numbers(f"WH-{at.year % 100:02d}")[0]
    whistle = Whistle.objects.create(
        number=public_number("WH", year=at.year, serial=serial),
        order=order,
        caller=draft.caller,
        topic=draft.topic,
        text=draft.text,
        called_at=at,
        meet_at=draft.meet_at,
    )
    WhistleCall.objects.bulk_create(
        WhistleCall(whistle=whistle, agency=agency, accept_by=at + draft.accept_within)
        for agency in draft.agencies
    )
    return whistle
