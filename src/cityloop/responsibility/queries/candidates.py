"""The rows of a responsibility list that can match, with everybody they name: one statement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection

from cityloop.agencies.models import Agency
from cityloop.core.rows import stored
from cityloop.places.models import Area
from cityloop.responsibility.models import Duty, DutyList, ServiceType

DUTY = ("id", "row", "code", "state", "lead_id", "fallback_id")
LIST = ("id", "version")
TYPE = ("id", "code", "names")
AREA = ("id", "code", "names")
AGENCY = ("id", "code", "names", "kind", "department_id", "parent_id")


def _columns(table: str, names: Sequence[str]) -> str:
    return ", ".join(f"{table}.{name}" for name in names)


# One line for each agency of each row that fits; an agency that has ended is named all the same.
FITTING = f"""
WITH held AS (
  SELECT {", ".join(LIST)} FROM responsibility_dutylist
  WHERE valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)
  ORDER BY valid_from DESC, id LIMIT 1
), fitting AS (
  SELECT duty.id, duty.lead_id, duty.fallback_id
  FROM responsibility_duty duty
  JOIN held ON held.id = duty.duty_list_id
  JOIN responsibility_servicetype kind ON kind.id = duty.service_type_id
  LEFT JOIN places_area area ON area.id = duty.area_id
  WHERE kind.code IN ({{types}}) AND (duty.area_id IS NULL OR area.code IN ({{areas}}))
), named AS (
  SELECT id AS duty_id, lead_id AS agency_id, 'owner' AS part, CAST(NULL AS bigint) AS area_id
  FROM fitting
  UNION ALL SELECT id, fallback_id, 'owner', NULL FROM fitting
  UNION ALL SELECT fitting.id, helper.agency_id, 'helper', helper.area_id
  FROM fitting JOIN responsibility_coduty helper ON helper.duty_id = fitting.id
)
SELECT {_columns("duty", DUTY)}, {_columns("held", LIST)}, {_columns("kind", TYPE)},
       {_columns("area", AREA)}, named.part, helped.code,
       {_columns("agency", AGENCY)}, {_columns("above", AGENCY)}
FROM fitting
JOIN responsibility_duty duty ON duty.id = fitting.id
CROSS JOIN held
JOIN responsibility_servicetype kind ON kind.id = duty.service_type_id
LEFT JOIN places_area area ON area.id = duty.area_id
JOIN named ON named.duty_id = duty.id
JOIN agencies_agency agency ON agency.id = named.agency_id
LEFT JOIN agencies_agency above ON above.id = agency.parent_id
LEFT JOIN places_area helped ON helped.id = named.area_id
ORDER BY duty.id, named.part DESC, agency.id
"""  # noqa: S608 - names of our columns


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row with its list, type and area, its owners by key, and those who join it in a place.

    `helpers` are (agency, code of the area in which it joins, None for everywhere).
    """

    duty: Duty
    owners: dict[int, Agency] = field(default_factory=dict)
    helpers: list[tuple[Agency, str | None]] = field(default_factory=list)

    @property
    def lead(self) -> Agency | None:
        """Who leads, None where only a fallback is named."""
        return self.owners.get(self.duty.lead_id or 0)

    @property
    def fallback(self) -> Agency | None:
        """Who organises the solution where nobody leads."""
        return self.owners.get(self.duty.fallback_id or 0)


def candidates(on: date, *, types: Sequence[str], areas: Sequence[str]) -> list[Candidate]:
    """Return the rows of the list that holds on a day for these types, in these areas or anywhere.

    Columns that matching and dispatching do not read are left in the database until asked for.
    """
    statement = FITTING.format(types=_places(types), areas=_places(areas))
    with connection.cursor() as cursor:
        cursor.execute(statement, [on.isoformat(), on.isoformat(), *types, *areas])
        lines = cursor.fetchall()
    return [_candidate(list(group)) for _key, group in groupby(lines, key=lambda line: line[0])]


def _places(codes: Sequence[str]) -> str:
    """A place for each code; IN () is no SQL, and nothing equals NULL."""
    return ", ".join(["%s"] * len(codes)) or "NULL"


def _candidate(lines: Sequence[Sequence[Any]]) -> Candidate:
    duty = _duty(iter(lines[0]))
    found = Candidate(duty)
    for line in lines:
        values = iter(line[len(DUTY) + len(LIST) + len(TYPE) + len(AREA) :])
        part, area = next(values), next(values)
        agency = _agency(values)
        if part == "owner":
            found.owners[agency.pk] = agency
        else:
            found.helpers.append((agency, area))
    return found


def _duty(values: Iterator[Any]) -> Duty:
    duty = stored(Duty, DUTY, values=_next(values, DUTY))
    duty.duty_list = stored(DutyList, LIST, values=_next(values, LIST))
    duty.service_type = stored(ServiceType, TYPE, values=_next(values, TYPE))
    area = _next(values, AREA)
    duty.area = None if area[0] is None else stored(Area, AREA, values=area)
    return duty


def _agency(values: Iterator[Any]) -> Agency:
    agency = stored(Agency, AGENCY, values=_next(values, AGENCY))
    above = _next(values, AGENCY)
    agency.parent = None if above[0] is None else stored(Agency, AGENCY, values=above)
    return agency


def _next(values: Iterator[Any], names: Sequence[str]) -> list[Any]:
    return [next(values) for _ in names]
