"""Writes of agencies and joint bodies."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.agencies.choices import COUNTED_UNDER_PARENT
from cityloop.agencies.models import Agency, JointBody, JointBodyMember
from cityloop.agencies.rules.definitions import AgencyRow, JointBodyRow


@transaction.atomic(savepoint=False)
def load_agencies(
    rows: Sequence[AgencyRow],
    *,
    areas: Mapping[str, int],
    valid_from: date,
    by: AbstractUser | None,
    at: datetime,
) -> dict[str, int]:
    """Write agencies with parents, departments and successors; returns code to key.

    A division or station is counted under the nearest agency above it that is neither, every
    other one by itself.
    """
    keys: dict[str, int] = {}
    for row in rows:
        agency, _ = Agency.objects.update_or_create(
            code=row.code,
            defaults={
                "kind": row.kind.value,
                "names": dict(row.names),
                "public_names": dict(row.public_names or {}),
                "territory_id": areas.get(row.territory or ""),
                "peer_group": row.peer_group or "",
                "phone": row.phone or "",
                "email": row.email or "",
                "active_from": row.active_from or valid_from,
                "active_to": row.active_to,
                # Linked below, when every agency has a key.
                "successor_id": None,
            },
        )
        keys[row.code] = agency.pk
    by_code = {row.code: row for row in rows}
    linked = [
        Agency(
            pk=keys[row.code],
            parent_id=keys.get(row.parent or ""),
            successor_id=keys.get(row.successor or ""),
            department_id=keys.get(_department(row, rows=by_code)),
        )
        for row in rows
    ]
    Agency.objects.bulk_update(linked, ["parent", "successor", "department"], batch_size=200)
    return keys


def _department(row: AgencyRow, *, rows: Mapping[str, AgencyRow]) -> str:
    """The code of the agency it is counted under, empty for itself."""
    line = [row]
    while line[-1].kind in COUNTED_UNDER_PARENT:
        above = rows.get(line[-1].parent or "")
        if above is None or above in line:
            break
        line.append(above)
    return "" if len(line) == 1 else line[-1].code


@transaction.atomic(savepoint=False)
def load_joint_bodies(
    rows: Sequence[JointBodyRow],
    *,
    areas: Mapping[str, int],
    agencies: Mapping[str, int],
    by: AbstractUser | None,
    at: datetime,
) -> None:
    """Write joint bodies with those who sit at their tables; the same seats stay as they are."""
    for row in rows:
        body, _ = JointBody.objects.update_or_create(
            code=row.code, defaults={"names": dict(row.names), "area_id": areas[row.area]}
        )
        seats = [
            (one.role.value, agencies.get(one.agency or ""), dict(one.names or {}))
            for one in row.members
        ]
        if list(body.members.order_by("pk").values_list("role", "agency_id", "title")) == seats:
            continue
        body.members.all().delete()
        JointBodyMember.objects.bulk_create(
            JointBodyMember(body=body, role=role, agency_id=agency, title=title)
            for role, agency, title in seats
        )
