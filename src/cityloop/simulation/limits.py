"""The limit for an answer by type and kind, from the city's time_limits.yaml.

An approximation for the simulated offices, which only have to know about when an answer is due:
calendars of single rows are taken as the city's calendar, hours as hours of the clock. The exact
due time of a loaded request is computed by the clock of work orders.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cityloop.core.errors import DefinitionError

UNITS_OF_HOURS = {"minutes": 1 / 60, "hours": 1.0, "working_hours": 3.0}
DAY_UNITS = ("natural_days", "working_days")
WINDOW_HOURS = {"minutes": 1 / 60, "hours": 1.0, "working_hours": 1.0}


@dataclass(frozen=True, slots=True)
class AnswerLimit:
    """One row of the table: what it is for, and how long."""

    amount: float
    unit: str
    service_type: str | None
    grade: int | None
    kind: str | None

    def fits(self, *, service_type: str, grade: int, kind: str) -> bool:
        """True when nothing that the row names differs."""
        return (
            self.service_type in (None, service_type)
            and self.grade in (None, grade)
            and self.kind in (None, kind)
        )

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """How particular the row is: type before grade before kind."""
        return (self.service_type is not None, self.grade is not None, self.kind is not None)

    @property
    def hours(self) -> float:
        """Hours of the clock; -1 for limits of days."""
        return -1.0 if self.unit in DAY_UNITS else self.amount * UNITS_OF_HOURS[self.unit]


@dataclass(frozen=True, slots=True)
class Window:
    """How long after dispatch a unit may object: hours of the clock, or of work."""

    hours: float
    working: bool


def objection_windows(settings: Mapping[str, Any]) -> dict[int, Window | None]:
    """The window to object by grade, from the settings of city.yaml; None where there is none.

    Raises DefinitionError for a unit other than minutes, hours and working hours.
    """
    found: dict[int, Window | None] = {}
    for grade, row in settings["objection"]["windows"].items():
        if row is None:
            found[int(grade)] = None
            continue
        if row["unit"] not in WINDOW_HOURS:
            raise DefinitionError(
                f"city.yaml, objection, grade {grade}: the simulated city knows no window in "
                f"'{row['unit']}'; use one of {', '.join(WINDOW_HOURS)}"
            )
        hours = float(row["amount"]) * WINDOW_HOURS[row["unit"]]
        found[int(grade)] = Window(hours, working=row["unit"] == "working_hours")
    return found


def answer_limits(data: Mapping[str, Any]) -> tuple[AnswerLimit, ...]:
    """Rows of the clock `answer` that hold for every agency, most particular first."""
    rows = [
        AnswerLimit(
            amount=float(row["amount"]),
            unit=str(row["unit"]),
            service_type=row.get("service_type"),
            grade=row.get("grade"),
            kind=row.get("kind"),
        )
        for row in data["limits"]
        if row["clock"] == "answer" and "agency_kind" not in row
    ]
    return tuple(sorted(rows, key=lambda row: row.rank, reverse=True))


def limit_for(
    limits: Sequence[AnswerLimit], *, service_type: str, grade: int, kind: str
) -> AnswerLimit:
    """The most particular row that fits.

    Raises LookupError naming the type when the table has no row for it.
    """
    for row in limits:
        if row.fits(service_type=service_type, grade=grade, kind=kind):
            return row
    raise LookupError(f"time_limits.yaml has no answer limit for '{service_type}', grade {grade}")
