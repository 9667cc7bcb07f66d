"""Next month's on-time rate on a real file of requests, with the columns of the shared one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from cityloop_analytics.bench.figures import Measured
from cityloop_analytics.measures.cells import Codes, codes_of
from cityloop_analytics.measures.next_month import (
    KIND,
    NextMonth,
    Panel,
    rolling,
    root_mean_square,
)

COLUMNS = (
    "OPEN_DT",
    "TARGET_DT",
    "OnTime_Status",
    "TYPE",
    "Source",
    "Department",
    "neighborhood",
    "ward",
)
WRITTEN = "%m/%d/%Y %I:%M:%S %p"
LIMIT_DAYS = (1, 2, 3, 5, 8, 15, 31, 61, 181)
PREDICTIONS = ("raw", "adjusted", "shrunk", "fair", "same_mix")
ENOUGH = 30
UNITS = {"wards": "ward", "neighbourhoods": "neighborhood", "department_ward": "department_ward"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """Requests with a deadline and a verdict, by columns; `due` is a running month."""

    due: Codes
    on_time: Codes
    factors: Mapping[str, Codes]
    names: Mapping[str, Sequence[str]]


def read_requests(path: Path) -> Requests:
    """Requests of a Parquet file whose target date and on-time verdict are known.

    The cohort is the month in which a request falls due (domain.md H5), so the verdict is known
    at the end of the month it counts in. Months after the last month of opening are left out:
    what falls due then was not all opened yet. "Ward 3", "03" and "3" are one ward.
    """
    table = pq.read_table(path, columns=list(COLUMNS)).to_pydict()
    known = [
        row
        for row in zip(*(table[name] for name in COLUMNS), strict=True)
        if row[0] and row[1] and row[2] in {"ONTIME", "OVERDUE"}
    ]
    opened = [datetime.strptime(row[0], WRITTEN) for row in known]  # noqa: DTZ007 - local, no zone
    due = [datetime.strptime(row[1], WRITTEN) for row in known]  # noqa: DTZ007
    months = np.array([at.year * 12 + at.month for at in due])
    first, last = (at.year * 12 + at.month for at in (min(opened), max(opened)))
    inside = np.flatnonzero((months >= first) & (months <= last))
    rows = [known[place] for place in inside]
    days = np.array([(due[place] - opened[place]).days for place in inside])
    types, _ = codes_of([row[3] for row in rows])
    channels, _ = codes_of([row[4] for row in rows])
    limits, _ = codes_of(list(zip(types, np.digitize(days, LIMIT_DAYS), strict=True)))
    pairs, _ = codes_of(list(zip(types, channels, strict=True)))
    wards = [ward_name(row[7]) for row in rows]
    return Requests(
        due=months[inside],
        on_time=np.array([row[2] == "ONTIME" for row in rows], dtype=np.int64),
        factors={"type": types, "limit": limits, "channel": channels, "type and channel": pairs},
        names={
            "ward": wards,
            "neighborhood": [row[6] or "" for row in rows],
            "department": [row[5] or "" for row in rows],
            "department_ward": [
                f"{row[5]} {ward}" if row[5] and ward else ""
                for row, ward in zip(rows, wards, strict=True)
            ],
        },
    )


def ward_name(text: str | None) -> str:
    """One spelling of a ward: "Ward 3", "03" and "3" give "3"; "" where there is none."""
    return (text or "").removeprefix("Ward ").strip().lstrip("0")


def panel_of(requests: Requests, *, unit: str) -> Panel:
    """The requests as cases of one kind of unit; those without a unit are left out."""
    names = requests.names[unit]
    inside = np.array([bool(name) for name in names])
    codes, found = codes_of([name for name in names if name])
    kind = np.zeros(len(found), dtype=np.int64)
    by_department = unit == "department_ward"
    if by_department:
        departments = np.array(requests.names["department"], dtype=object)[inside]
        kind[codes] = codes_of(departments.tolist())[0]
    return Panel(
        unit=codes,
        success=requests.on_time[inside].astype(float),
        month=requests.due[inside],
        factors={name: level[inside] for name, level in requests.factors.items()},
        kind=kind,
        carried=("type", KIND) if by_department else ("type",),
    )


def next_month_figures(path: Path) -> Iterator[Measured]:
    """How far each prediction of next month's on-time rate falls below repeating this month's."""
    requests = read_requests(path)
    for label, unit in UNITS.items():
        months = rolling(panel_of(requests, unit=unit))
        errors = {one: root_mean_square(months, of=one) for one in PREDICTIONS}
        yield Measured(
            name=f"fair.rmse_reduction.{label}",
            value=round(1 - errors["fair"] / errors["raw"], 4),
            unit="share",
            baseline=0.0,
            detail=_detail(months, errors=errors),
        )


def _detail(months: Sequence[NextMonth], *, errors: Mapping[str, float]) -> dict[str, float | str]:
    enough = {one: root_mean_square(months, of=one, least=ENOUGH) for one in ("raw", "fair")}
    apart = {one: _relative(months, of=one) for one in ("raw", "fair")}
    return {
        **{f"rmse_{one}": round(error, 4) for one, error in errors.items()},
        "reduction_adjusted_only": round(1 - errors["adjusted"] / errors["raw"], 4),
        "reduction_shrunk_only": round(1 - errors["shrunk"] / errors["raw"], 4),
        "reduction_before_the_cases_are_known": round(1 - errors["same_mix"] / errors["raw"], 4),
        "reduction_with_30_cases": round(1 - enough["fair"] / enough["raw"], 4),
        "reduction_against_the_month": round(1 - apart["fair"] / apart["raw"], 4),
        "origins": len(months),
        "pairs": int(sum(np.sum((one.before > 0) & (one.after > 0)) for one in months)),
    }


def _relative(months: Sequence[NextMonth], *, of: str) -> float:
    """Error when what moves all units of a month alike is left out."""
    errors = []
    for one in months:
        error = (getattr(one, of) - one.actual)[(one.before > 0) & (one.after > 0)]
        errors.append(error - error.mean())
    return float(np.sqrt(np.mean(np.concatenate(errors) ** 2)))
