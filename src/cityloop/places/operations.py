"""Writes of areas."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
import shapely
from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.numbering import take_numbers
from cityloop.places.models import Area, AreaYear
from cityloop.places.queries import BOUNDARIES
from cityloop.places.rules.definitions import AreaRow
from cityloop.places.rules.tree import area_chain, level_rank


@transaction.atomic(savepoint=False)
def load_areas(
    rows: Sequence[AreaRow],
    *,
    boundaries: Mapping[str, Any],
    valid_from: date,
    by: AbstractUser | None,
    at: datetime,
) -> dict[str, int]:
    """Write areas with boundaries and figures by year, parents first; returns code to key.

    Raises the number of BOUNDARIES when a boundary, a level or an end has changed.
    """
    before = _boundaries()
    parents = {row.code: row.parent for row in rows}
    keys: dict[str, int] = {}
    for row in sorted(rows, key=lambda one: (level_rank(one.level), one.code)):
        boundary = boundaries.get(row.code)
        area, _ = Area.objects.update_or_create(
            code=row.code,
            defaults={
                "level": row.level.value,
                "names": dict(row.names),
                "parent_id": keys.get(row.parent or ""),
                "chain": list(area_chain(row.code, parents=parents)),
                "geometry": None
                if boundary is None
                else msgspec.json.decode(shapely.to_geojson(boundary)),
                "valid_from": row.valid_from or valid_from,
                "valid_to": row.valid_to,
            },
        )
        keys[row.code] = area.pk
    _load_years(rows, keys=keys)
    if _boundaries() != before:
        take_numbers(BOUNDARIES)
    return keys


def _boundaries() -> list[tuple[Any, ...]]:
    rows = Area.objects.order_by("code")
    return list(rows.values_list("code", "level", "geometry", "valid_to"))


def _load_years(rows: Sequence[AreaRow], *, keys: Mapping[str, int]) -> None:
    years = [
        AreaYear(
            area_id=keys[row.code],
            year=year,
            population=(row.population or {}).get(year),
            households=(row.households or {}).get(year),
        )
        for row in rows
        for year in sorted({*(row.population or {}), *(row.households or {})})
    ]
    AreaYear.objects.bulk_create(
        years,
        update_conflicts=True,
        unique_fields=["area", "year"],
        update_fields=["population", "households"],
    )
