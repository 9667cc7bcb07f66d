"""Areas, agencies and service types as rows of their contracts."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cityloop.agencies.models import Agency
from cityloop.exports.codes import PLACES
from cityloop.places.models import Area, AreaYear
from cityloop.responsibility.models import ServiceType

Row = dict[str, Any]


def areas() -> Iterator[Row]:
    """One row an area, by code, with the people and homes of the latest year that has them."""
    people: dict[int, int] = {}
    homes: dict[int, int] = {}
    years = AreaYear.objects.order_by("year")
    for area, population, households in years.values_list("area_id", "population", "households"):
        people |= {} if population is None else {area: population}
        homes |= {} if households is None else {area: households}
    rows = list(
        Area.objects.order_by("code").values(
            "pk", "code", "level", "parent__code", "chain", "names"
        )
    )
    levels = {row["code"]: row["level"] for row in rows}
    for row in rows:
        above = {levels.get(code): code for code in (*row["chain"], row["code"])}
        yield {
            "area": row["code"],
            "level": row["level"],
            "parent": row["parent__code"],
            **{level.value: above.get(level.value) for level in PLACES},
            "names": _names(row["names"]),
            "population": people.get(row["pk"]),
            "households": homes.get(row["pk"]),
        }


def agencies() -> Iterator[Row]:
    """One row an agency, by code; neither its telephone nor its mailbox."""
    rows = Agency.objects.order_by("code").values(
        "code", "department__code", "kind", "peer_group", "territory__code", "names"
    )
    for row in rows:
        yield {
            "agency": row["code"],
            "department": row["department__code"] or row["code"],
            "agency_kind": row["kind"],
            "peer_group": row["peer_group"] or None,
            "territory": row["territory__code"],
            "names": _names(row["names"]),
        }


def service_types() -> Iterator[Row]:
    """One row a type, by code; what only groups other types is none."""
    rows = ServiceType.objects.filter(children__isnull=True).order_by("code")
    for row in rows.values(
        "code", "chain", "default_grade", "physical", "shielded", "public", "hard", "names"
    ):
        yield {
            "service_type": row["code"],
            "type_group": row["chain"][-1] if row["chain"] else row["code"],
            "grade": row["default_grade"],
            "physical": row["physical"],
            "shielded": row["shielded"],
            "public": row["public"],
            "hard": row["hard"],
            "names": _names(row["names"]),
        }


def _names(names: Mapping[str, str]) -> str:
    return json.dumps(dict(names), ensure_ascii=False, sort_keys=True)
