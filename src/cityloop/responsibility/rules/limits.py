"""The time limit that a clock runs by: the most specific row wins (domain.md H3, rule 2)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from cityloop.core.errors import CityloopError
from cityloop.responsibility.rules.definitions import TimeLimitRow

Key = tuple[str, str | None, int | None, str | None, str | None]
PRECEDENCE = ("service_type", "grade", "kind", "agency_kind")


class TimeLimitMissing(CityloopError):
    """No row of the time-limit table fits."""


@dataclass(frozen=True, slots=True)
class LimitWanted:
    """What is known of an order; `service_types` is its chain, narrowest first."""

    clock: str
    grade: int | None = None
    kind: str | None = None
    service_types: tuple[str, ...] = ()
    agency_kind: str | None = None


LimitTable = Mapping[Key, TimeLimitRow]


def selector_key(row: TimeLimitRow) -> Key:
    """The selectors of a row; two rows with the same key would tie."""
    return (
        row.clock.value,
        row.service_type,
        None if row.grade is None else row.grade.value,
        row.kind,
        None if row.agency_kind is None else row.agency_kind.value,
    )


def limit_table(rows: Iterable[TimeLimitRow]) -> LimitTable:
    """Rows by their selectors; raises ValueError naming both rows of a tie."""
    table: dict[Key, TimeLimitRow] = {}
    for row in rows:
        other = table.setdefault(selector_key(row), row)
        if other is not row:
            raise ValueError(f"time limits '{other.code}' and '{row.code}' select the same orders")
    return table


def time_limit(table: LimitTable, *, wanted: LimitWanted) -> TimeLimitRow:
    """The row for an order; raises TimeLimitMissing when none fits.

    Selectors rank in the order of PRECEDENCE: a row that names the service type beats one that
    does not, whatever else they name, and a narrower type beats its parent; then the grade,
    then the kind of request, then the kind of agency. The order is total, so that no two rows
    of a table tie.
    """
    for key in _keys(wanted):
        if key in table:
            return table[key]
    raise TimeLimitMissing(
        f"no time limit for clock '{wanted.clock}', grade {wanted.grade}, kind "
        f"'{wanted.kind}', service type '{'/'.join(wanted.service_types)}', agency kind "
        f"'{wanted.agency_kind}'.",
        mend="Add a row to time_limits.yaml; a row without selectors fits everything.",
    )


def _keys(wanted: LimitWanted) -> Iterator[Key]:
    choices = product(
        (*wanted.service_types, None),
        dict.fromkeys((wanted.grade, None)),
        dict.fromkeys((wanted.kind, None)),
        dict.fromkeys((wanted.agency_kind, None)),
    )
    for service_type, grade, kind, agency_kind in choices:
        yield wanted.clock, service_type, grade, kind, agency_kind
