"""Writes of service types and responsibility lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from msgspec.structs import replace

from cityloop.core.errors import DefinitionError
from cityloop.core.rules.hashchain import GENESIS, event_hash
from cityloop.responsibility.choices import ListState
from cityloop.responsibility.models import CoDuty, Duty, DutyList, ServiceType
from cityloop.responsibility.rules.definitions import (
    DutyListFile,
    DutyRow,
    ServiceGroupRow,
    ServiceTypeRow,
)
from cityloop.responsibility.rules.matching import type_chain


@dataclass(frozen=True, slots=True)
class Keys:
    """Database keys by code."""

    areas: Mapping[str, int]
    agencies: Mapping[str, int]
    types: Mapping[str, int]


@transaction.atomic(savepoint=False)
def load_service_types(
    groups: Sequence[ServiceGroupRow],
    *,
    types: Sequence[ServiceTypeRow],
    by: AbstractUser | None,
    at: datetime,
) -> dict[str, int]:
    """Write groups and types, wider ones first; returns code to key."""
    keys: dict[str, int] = {}
    parents: dict[str, str | None] = {group.code: None for group in groups}
    parents |= {one.code: one.parent for one in types}
    for group in groups:
        row, _ = ServiceType.objects.update_or_create(
            code=group.code,
            defaults={
                "names": dict(group.names),
                "chain": [group.code],
                "national_code": group.national_code or "",
                "active": False,
            },
        )
        keys[group.code] = row.pk
    for one in sorted(types, key=lambda each: len(type_chain(each.code, parents=parents))):
        row, _ = ServiceType.objects.update_or_create(
            code=one.code,
            defaults={
                "names": dict(one.names),
                "parent_id": keys[one.parent],
                "chain": list(type_chain(one.code, parents=parents)),
                "national_code": one.national_code or "",
                "kinds": list(one.kinds),
                "default_grade": int(one.default_grade),
                "physical": one.physical,
                "shielded": one.shielded,
                "public": one.public,
                "hard": one.hard,
                "keywords": msgspec.to_builtins(one.keywords),
                "active": one.active,
            },
        )
        keys[one.code] = row.pk
    return keys


@transaction.atomic(savepoint=False)
def load_duty_list(
    file: DutyListFile,
    *,
    keys: Keys,
    by: AbstractUser | None,
    at: datetime,
) -> DutyList:
    """Write one version of the list; the same text again changes nothing.

    The text of a list without an end may gain one, as it must when the next list comes. Raises
    DefinitionError when the version is loaded already with other rows.
    """
    digest = _digest(file)
    known = DutyList.objects.filter(version=file.version).first()
    if known is not None:
        if known.digest != digest:
            _end_list(known, file=file)
        return known
    open_lists = DutyList.objects.filter(valid_to__isnull=True, valid_from__lt=file.valid_from)
    open_lists.update(valid_to=file.valid_from)
    duty_list = DutyList.objects.create(
        version=file.version,
        state=ListState.ACTIVE,
        valid_from=file.valid_from,
        valid_to=file.valid_to,
        digest=digest,
    )
    duties = [_duty(row, duty_list=duty_list, keys=keys) for row in file.duties]
    Duty.objects.bulk_create(duties, batch_size=500)
    CoDuty.objects.bulk_create(
        CoDuty(
            duty=duty,
            agency_id=keys.agencies[helper.agency],
            area_id=keys.areas.get(helper.area or ""),
            does=dict(helper.does),
        )
        for row, duty in zip(file.duties, duties, strict=True)
        for helper in row.co_agencies
    )
    return duty_list


def _digest(file: DutyListFile) -> str:
    return event_hash(GENESIS, payload=msgspec.to_builtins(file))


def _end_list(known: DutyList, *, file: DutyListFile) -> None:
    if known.digest != _digest(replace(file, valid_to=None)):
        raise DefinitionError(
            f"responsibility list {file.version} is loaded already with other rows.",
            mend="Give the list a new version and the day from which it holds.",
        )
    known.valid_to = file.valid_to
    known.digest = _digest(file)
    known.save(update_fields=["valid_to", "digest"])


def _duty(row: DutyRow, *, duty_list: DutyList, keys: Keys) -> Duty:
    return Duty(
        duty_list=duty_list,
        row=row.row,
        code=row.code,
        names=dict(row.actions),
        service_type_id=keys.types[row.service_type],
        area_id=keys.areas.get(row.area or ""),
        level=row.level.value,
        lead_id=keys.agencies.get(row.lead or ""),
        fallback_id=keys.agencies.get(row.fallback or ""),
        boundary_note=dict(row.boundary_notes or {}),
        legal_basis=dict(row.legal_basis or {}),
        power_type=row.power_type or "",
        performance_step=dict(row.performance_step or {}),
        money_source=row.money_source or "",
        payer=row.payer or "",
        staff=dict(row.staff or {}),
        transfer_conditions=dict(row.transfer_conditions or {}),
        accountability=dict(row.accountability or {}),
        state=row.state.value,
        public=row.public,
    )
