"""What each planted measure did: the city with it beside the same city without it."""

from datetime import timedelta
from typing import NamedTuple

import numpy as np

from cityloop.jobs.simulation_pages.blocks import percent, shown, spaced, table, thousands
from cityloop.jobs.simulation_pages.past import (
    SINCE,
    UNTIL,
    Past,
    Pasts,
    moment_of,
    month_starts,
)
from cityloop.simulation.measures import community_mask, type_mask
from cityloop.simulation.parameter_rows import Change
from cityloop.simulation.streams import Bools
from cityloop.simulation.tables import Table, Treatment
from cityloop_analytics.pictures import Axis, Points, lines

PICTURED = {
    "lift-renewal": "works",
    "quiet-evenings": "does nothing",
    "permit-zone": "does harm",
}
QUARTER = 3


class Outcome(NamedTuple):
    """What is counted where a measure holds, after its ramp."""

    incidents: int
    requests: int
    in_time: float
    solved: float


def covered(table: Table, *, past: Past, row: Change, types: str) -> Bools:
    """Rows at the places and of the types of a measure."""
    world = past.world
    kinds = type_mask(row.types, groups=row.groups, world=world, of=row.code)
    places = community_mask(row.areas, world=world, of=row.code)
    return np.asarray(kinds[table[types]] & places[table["community"]])


def outcome(past: Past, *, row: Change) -> Outcome:
    """Counts from the end of the measure's ramp to the end of the period."""
    start = moment_of(row.since + timedelta(days=row.ramp_days), past=past)
    happened = covered(past.incidents, past=past, row=row, types="type")
    spoken = covered(past.reports, past=past, row=row, types="type_true")
    spoken &= past.reports["incident"] >= 0
    later = past.reports["said"] >= start
    handling = past.handling
    answered = spoken & later & (handling["answered"] >= 0)
    answered &= handling["treatment"] == Treatment.ORDER
    count = max(int(answered.sum()), 1)
    return Outcome(
        incidents=int((happened & (past.incidents["began"] >= start)).sum()),
        requests=int((spoken & later).sum()),
        in_time=int((answered & (handling["answered"] <= handling["due"])).sum()) / count,
        solved=int((answered & handling["solved_truth"]).sum()) / count,
    )


def measure_of(code: str, *, past: Past) -> Change:
    """A measure of the file."""
    return next(row for row in past.parameters.file.measures if row.code == code)


def by_quarter(past: Past, *, row: Change) -> list[float]:
    """True incidents per 1,000 households and quarter where the measure holds."""
    starts = [moment_of(day, past=past) for day in (*month_starts()[::QUARTER], UNTIL)]
    happened = covered(past.incidents, past=past, row=row, types="type")
    counts, _ = np.histogram(past.incidents["began"][happened], bins=starts)
    places = community_mask(row.areas, world=past.world, of=row.code)
    homes = float(past.world.households[places].sum())
    return [float(count) / homes * 1000.0 for count in counts]


def measure_picture(pasts: Pasts, *, code: str) -> str:
    """The indicator's truth by quarter with the measure and without it."""
    row = measure_of(code, past=pasts.told)
    quarters = month_starts()[::QUARTER]
    places = [float((day - SINCE).days) for day in quarters]
    marks = [
        (places[0], f"{quarters[0]:%Y-%m}"),
        (float((row.since - SINCE).days), f"begins {row.since:%Y-%m}"),
        (places[-2], f"{quarters[-2]:%Y-%m}"),
    ]
    return lines(
        f"{spaced(code)} {PICTURED[code]}: incidents per 1,000 households",
        across=Axis(name="quarter", labels=marks),
        up=Axis(name="true incidents"),
        series=[
            Points(name="with", across=places, up=by_quarter(pasts.told, row=row)),
            Points(
                name="without", across=places, up=by_quarter(pasts.unmeasured, row=row), dashed=True
            ),
        ],
        alone=True,
    )


def measures_block(pasts: Pasts) -> str:
    """Three pictures and a table of every measure."""
    pictures = [
        shown(f"measure-{code}", of=f"Lines of incidents with and without {spaced(code).lower()}")
        for code in PICTURED
    ]
    head = (
        "measure", "planted factors", "incidents with / without", "ratio (95 % interval)",
        "requests with / without", "in time with / without", "really solved with / without",
    )  # fmt: skip
    rows = [measure_row(pasts, row=row) for row in pasts.told.parameters.file.measures]
    return "\n\n".join([*pictures, table(head, rows=rows)])


def measure_row(pasts: Pasts, *, row: Change) -> tuple[str, ...]:
    """A measure's line of the table."""
    done, undone = outcome(pasts.told, row=row), outcome(pasts.unmeasured, row=row)
    factors = [
        f"{name} {getattr(row, name):g}"
        for name in ("incidents", "voice", "solved", "pace")
        if getattr(row, name) != 1.0
    ]
    return (
        spaced(row.code),
        ", ".join(factors) or "none",
        f"{thousands(done.incidents)} / {thousands(undone.incidents)}",
        ratio_text(done.incidents, other=undone.incidents),
        f"{thousands(done.requests)} / {thousands(undone.requests)}",
        f"{percent(done.in_time)} / {percent(undone.in_time)}",
        f"{percent(done.solved)} / {percent(undone.solved)}",
    )


def ratio_text(count: int, *, other: int) -> str:
    """Ratio of two Poisson counts with its interval on the logarithm; a dash where one is 0."""
    if not count or not other:
        return "–"
    ratio, half = count / other, 1.96 * (1 / count + 1 / other) ** 0.5
    low, high = ratio * np.exp(-half), ratio * np.exp(half)
    return f"{ratio:.2f} ({low:.2f} – {high:.2f})"
