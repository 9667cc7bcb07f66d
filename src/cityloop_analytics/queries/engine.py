"""Tables of the contract for expressions, and expressions as SQL of an engine.

The only module beside heavy.py and again.py that knows Ibis: whoever replaces it, replaces it here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import ibis
from ibis.expr.types import Table

from cityloop_analytics.contracts import DIMENSIONS, FACTS

DAY: Final = 86_400
# A matter that is spoken of again this soon was not settled; a pass on takes no longer.
SOON: Final = 30 * DAY
# Local days that SOON reaches into, where a clock changes too.
NEAR_DAYS: Final = 31
SQL_TYPES: Final[Mapping[str, str]] = {
    "id": "int64", "moment": "int64", "day": "date", "word": "string", "text": "string",
    "flag": "boolean", "small": "int16", "count": "int64", "number": "float64",
}  # fmt: skip
# Of each day of UTC: when a local day begins in it, and the local dates before and after that.
LOCAL_DAYS: Final[Mapping[str, str]] = {
    "utc_day": "int64", "turns": "int64", "before": "date", "after": "date",
}  # fmt: skip
# The answer to `lives`, which another question reads in its turn.
LIVES: Final[Mapping[str, str]] = {
    "month": "date", "agency": "string", "day": "date", "answered": "date", "ended": "date",
    "orders": "int64",
}  # fmt: skip
ENGINE_TYPES: Final[Mapping[str, Mapping[str, str]]] = {
    "duckdb": {
        "date": "DATE", "string": "VARCHAR", "int64": "BIGINT", "int16": "SMALLINT",
        "float64": "DOUBLE", "boolean": "BOOLEAN",
    },
    "pyspark": {
        "date": "DATE", "string": "STRING", "int64": "BIGINT", "int16": "SMALLINT",
        "float64": "DOUBLE", "boolean": "BOOLEAN",
    },
}  # fmt: skip
CLOCK: Final[Mapping[str, str]] = {"as_of": "int64"}
Tables = Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class Question:
    """A heavy question: what it reads, what identifies a row of the answer, and how far it looks.

    back, ahead: months before and after the answered one whose rows play a part, though of them
    only the nearest NEAR_DAYS. until_now: what is still open counts as watched until the moment of
    the export.
    """

    name: str
    meaning: str
    ask: Callable[[Tables], Table]
    facts: tuple[str, ...]
    key: tuple[str, ...]
    back: int = 0
    ahead: int = 0
    until_now: bool = False


def unbound() -> Tables:
    """The tables of the contract, not yet tied to an engine."""
    found = {
        one.name: ibis.table(
            {column.name: SQL_TYPES[column.kind] for column in one.columns}, name=one.name
        )
        for one in (*FACTS, *DIMENSIONS)
    }
    found["local_days"] = ibis.table(dict(LOCAL_DAYS), name="local_days")
    found["clock"] = ibis.table(dict(CLOCK), name="clock")
    found["lives"] = ibis.table(dict(LIVES), name="lives")
    return found


def local_date(table: Table, *, moment: str, name: str, tables: Tables) -> Table:
    """A table with the local date of a moment; null where the moment is."""
    days = tables["local_days"]
    days = days.select(**{f"{name}_{column}": days[column] for column in LOCAL_DAYS})
    number = (table[moment] / DAY).floor().cast("int64")
    joined = table.mutate(**{f"{name}_day": number}).left_join(
        days, ibis._[f"{name}_day"] == days[f"{name}_utc_day"]
    )
    turned = joined[moment] >= joined[f"{name}_turns"]
    local = ibis.ifelse(turned, joined[f"{name}_after"], joined[f"{name}_before"])
    return joined.mutate(**{name: local}).drop(
        f"{name}_day", *(f"{name}_{column}" for column in LOCAL_DAYS)
    )


class _SparkOptions(ibis.config.Config):  # type: ignore[misc]
    """What the Spark dialect asks for; registered by the Spark client, which we do without."""

    treat_nan_as_null: bool = False


@cache
def sql_of(question: Question, *, dialect: str = "duckdb") -> str:
    """A question as SQL of an engine: `duckdb` or `pyspark`; neither engine need be there.

    The columns are cast to the types of the answer: engines disagree on what a sum or a truncated
    date is.
    """
    if dialect == "pyspark" and ibis.options.pyspark is None:
        ibis.options.pyspark = _SparkOptions()
    answer = question.ask(unbound())
    casts = ", ".join(
        f"CAST({name} AS {ENGINE_TYPES[dialect][str(kind)]}) AS {name}"
        for name, kind in answer.schema().items()
    )
    return f"SELECT {casts} FROM ({ibis.to_sql(answer, dialect=dialect)}) AS answer"  # noqa: S608 - names of our own
