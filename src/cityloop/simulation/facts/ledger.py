"""What the facts of a simulated month need besides the month itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from cityloop.simulation.calendar import DAY, HOUR
from cityloop.simulation.limits import answer_limits, limit_for
from cityloop.simulation.parameters import Parameters
from cityloop.simulation.streams import Ints
from cityloop.simulation.world import World


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """What facts need besides the month itself.

    offset: seconds of local time before UTC, of the first day (as in calendar.py, local days are
    86,400 seconds). as_of: the moment up to which things are known. contact: seconds within which
    a requester is to be contacted, by service type. department: position of each agency's top
    body. weight: 1 over the share of orders that are drawn for a call-back.
    """

    world: World
    zone: str
    offset: int
    as_of: int
    contact: Ints
    department: Ints
    weight: float
    rework: float


def last_moment(since: date, *, until: date, zone: str) -> int:
    """The moment at which a simulation ends; local days are 86,400 seconds from the first."""
    first = datetime(since.year, since.month, since.day, tzinfo=ZoneInfo(zone))
    return int(first.timestamp()) + (until - since).days * DAY


def ledger_of(
    world: World,
    parameters: Parameters,
    *,
    since: date,
    until: date,
    limits: Mapping[str, Any],
    department: Sequence[int],
) -> Ledger:
    """The ledger of a city; `limits` is its time_limits.yaml.

    Raises LookupError for a type and grade that it has no contact limit for.
    """
    zone = parameters.calendar.zone
    first = datetime(since.year, since.month, since.day, tzinfo=ZoneInfo(zone))
    offset = first.utcoffset()
    assert offset is not None  # noqa: S101 - a moment with a zone has one
    seconds = int(offset.total_seconds())
    contact = [row for row in limits["limits"] if row["clock"] == "contact"]
    rows = answer_limits({"limits": [{**row, "clock": "answer"} for row in contact]})
    grades = zip(world.type_code, np.asarray(world.type_grade).tolist(), strict=True)
    hours = [
        limit_for(rows, service_type=code, grade=grade, kind="").hours for code, grade in grades
    ]
    return Ledger(
        world=world,
        zone=zone,
        offset=seconds,
        as_of=last_moment(since, until=until, zone=zone),
        contact=(np.array(hours) * HOUR).astype(np.int64),
        department=np.asarray(department, dtype=np.int64),
        weight=round(1 / parameters.file.calls.drawn, 6),
        rework=parameters.file.calls.rework_share,
    )
