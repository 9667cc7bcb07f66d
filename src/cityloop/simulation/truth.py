"""What is true in the simulated city, in Parquet: for judging methods, never for the product."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cityloop.simulation.engine import Setting, setting_of
from cityloop.simulation.ground import GROUPS
from cityloop.simulation.parameters import Parameters
from cityloop.simulation.tables import NONE, Array, Month, Table, Treatment, Unsaid
from cityloop.simulation.world import World

MEANING = {
    "incidents": (
        "One row per incident, reported or not. began, ended: epoch seconds, ended -1 when it "
        "goes on at the end. reports: how many were made of it, 0 for a silent one. suppressed: "
        "reports that would have been made, before it was mended, had a unit not talked people out "
        "of them. outbreak, measure: position in simulation.yaml "
        "or -1."
    ),
    "units": (
        "One row per agency and month. solved, courtesy, pace: the chance, the manner and the "
        "share of the limit with which the agency works. answered, really_solved: its orders said "
        "in the month. gamed: those in which it gamed."
    ),
    "areas": (
        "One row per community, group of residents and month. group: bits old 1, tenant 2, "
        "newcomer 4. propensity: how readily a person of the group speaks up, 1 for an owner "
        "under 65 in a place of mean income. incidents: of the whole community, the same in each "
        "of its groups."
    ),
    "measures": (
        "One row per planted measure: what it really multiplies once its ramp is over, what "
        "incidents set off included; 1 is nothing."
    ),
}


@dataclass(slots=True)
class _Gathered:
    """Columns gathered month by month."""

    parts: dict[str, list[Table]] = field(default_factory=dict)
    ends: list[Table] = field(default_factory=list)

    def add(self, name: str, table: Table) -> None:
        self.parts.setdefault(name, []).append(table)

    def table(self, name: str) -> Table:
        parts = self.parts[name]
        return Table(
            {column: np.concatenate([one[column] for one in parts]) for column in parts[0].columns}
        )


def write_truth(
    months: Iterable[Month],
    *,
    folder: Path,
    world: World,
    parameters: Parameters,
    seed: int,
    since: date,
    until: date,
) -> dict[str, Path]:
    """Write incidents, units, areas and measures of one copy of the city; return their files.

    The meaning of a table's columns stands in its metadata under `meaning`. Raises OSError when the
    folder cannot be written.
    """
    setting = setting_of(world, parameters, seed=seed, since=since, until=until)
    gathered = _Gathered()
    for number, month in enumerate(months):
        gathered.add("incidents", month.incidents)
        gathered.add("reports", Table({"incident": month.reports["incident"]}))
        hushed = month.unsaid["incident"][month.unsaid["why"] == Unsaid.SUPPRESSED]
        gathered.add("suppressed", Table({"incident": hushed}))
        gathered.add("units", units_of(month, number=number, setting=setting))
        gathered.add("areas", areas_of(month, number=number, setting=setting))
        gathered.ends.append(month.ends)
    tables = {
        "incidents": incidents_of(gathered).columns,
        "units": gathered.table("units").columns,
        "areas": gathered.table("areas").columns,
        "measures": measures_of(parameters),
    }
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for name, columns in tables.items():
        table = pa.table(columns)
        meaning = {"meaning": MEANING[name], "seed": str(seed), "since": str(since)}
        files[name] = folder / f"truth_{name}.parquet"
        pq.write_table(table.replace_schema_metadata(meaning), files[name])
    return files


def incidents_of(gathered: _Gathered) -> Table:
    """Every incident with its end and the number of its reports."""
    incidents = gathered.table("incidents")
    order = np.argsort(incidents["incident"], kind="stable")
    incidents = incidents.take(order)
    ended = incidents["ended"].copy()
    for ends in gathered.ends:
        ended[np.searchsorted(incidents["incident"], ends["incident"])] = ends["ended"]
    counts = {}
    for name in ("reports", "suppressed"):
        about = gathered.table(name)["incident"]
        place = np.searchsorted(incidents["incident"], about[about >= 0])
        counts[name] = np.bincount(place, minlength=len(incidents))
    return incidents.with_columns({"ended": ended, **counts})


def units_of(month: Month, *, number: int, setting: Setting) -> Table:
    """What each agency is and did in a month."""
    offices, handling = setting.offices, month.handling
    ordered = (handling["treatment"] == Treatment.ORDER) & (handling["answered"] >= 0)

    def count(rows: Array) -> Array:
        return np.bincount(handling["agency"][rows], minlength=offices.count)[: offices.count]

    return Table(
        {
            "agency": np.arange(offices.count),
            "month": np.full(offices.count, number),
            "solved": offices.solved,
            "courtesy": offices.courtesy,
            "pace": offices.pace,
            "answered": count(ordered),
            "really_solved": count(ordered & handling["solved_truth"]),
            "gamed": count(ordered & (handling["gamed"] > 0)),
        }
    )


def areas_of(month: Month, *, number: int, setting: Setting) -> Table:
    """True incidents, propensity and reports by community and group in a month."""
    ground, reports = setting.town.ground, month.reports
    places = len(ground.households)
    cells = places * GROUPS
    incidents = np.bincount(month.incidents["community"], minlength=places)[:places]
    honest = (reports["incident"] >= 0) & ~reports["firm"]
    cell = reports["community"][honest] * GROUPS + reports["group"][honest]
    share = ground.share.ravel()
    return Table(
        {
            "community": np.repeat(np.arange(places), GROUPS),
            "group": np.tile(np.arange(GROUPS), places),
            "month": np.full(cells, number),
            "incidents": np.repeat(incidents, GROUPS),
            "share": share,
            "propensity": ground.voice.ravel() / np.where(share > 0, share, 1.0),
            "reports": np.bincount(cell, minlength=cells)[:cells],
        }
    )


def measures_of(parameters: Parameters) -> dict[str, Sequence[object]]:
    """What each measure really does."""
    rows = parameters.file.measures
    names = ("code", "indicator", "incidents", "voice", "solved", "pace", "ramp_days", "since")
    columns: dict[str, Sequence[object]] = {
        name: [getattr(row, name) for row in rows] for name in names
    }
    for name in ("types", "groups", "areas"):
        columns[name] = [" ".join(getattr(row, name)) for row in rows]
    columns["measure"] = list(range(len(rows))) or [NONE]
    return columns
