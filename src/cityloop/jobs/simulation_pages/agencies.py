"""On time by agency, beside what each agency really is."""

from decimal import Decimal
from typing import NamedTuple

import numpy as np

from cityloop.evaluation.rules.intervals import Interval, wilson
from cityloop.jobs.simulation_pages.blocks import percent, shown, spaced, table, thousands
from cityloop.jobs.simulation_pages.past import Past
from cityloop.simulation.parameters import agency_reader
from cityloop.simulation.tables import OUTCOMES, Treatment
from cityloop_analytics.pictures import Axis, Points, scatter

LEAST = 200
CONFIDENCE = Decimal("0.95")


class OfficeRow(NamedTuple):
    """An agency's answered orders: how many, in time, said and really resolved; planted chance."""

    code: str
    answered: int
    in_time: int
    said_resolved: int
    really_solved: int
    planted: float

    @property
    def interval(self) -> Interval:
        """Wilson interval of the share in time."""
        return share_interval(self.in_time, of=self.answered)


def share_interval(part: int, *, of: int) -> Interval:
    """95 % Wilson interval of a share."""
    return wilson(Decimal(part), trials=Decimal(of), confidence=CONFIDENCE)


def office_rows(past: Past) -> list[OfficeRow]:
    """Agencies with at least LEAST answered orders, the most punctual first."""
    world, handling = past.world, past.handling
    reader = agency_reader(past.parameters.file, codes=world.agency_code, kinds=world.agency_kind)
    answered = (handling["treatment"] == Treatment.ORDER) & (handling["answered"] >= 0)
    parts = (
        answered,
        answered & (handling["answered"] <= handling["due"]),
        answered & (handling["outcome"] == OUTCOMES.index("resolved")),
        answered & handling["solved_truth"],
    )
    counts = [
        np.bincount(handling["agency"][part], minlength=len(world.agency_code)) for part in parts
    ]
    rows = [
        OfficeRow(
            code,
            answered=int(counts[0][number]),
            in_time=int(counts[1][number]),
            said_resolved=int(counts[2][number]),
            really_solved=int(counts[3][number]),
            planted=float(planted),
        )
        for number, (code, planted) in enumerate(
            zip(world.agency_code, reader.floats("solved"), strict=True)
        )
        if counts[0][number] >= LEAST
    ]
    return sorted(rows, key=lambda row: (-row.in_time / row.answered, row.code))


def offices_picture(past: Past) -> str:
    """Share in time with its interval, one place per agency."""
    rows = office_rows(past)
    places = [float(place) for place in range(1, len(rows) + 1)]
    return scatter(
        "Answered in time, by agency",
        across=Axis(name="agency, by its number in the table"),
        up=Axis(name="% in time, with 95 % interval"),
        series=[
            Points(
                name="in time",
                across=places,
                up=[100 * row.in_time / row.answered for row in rows],
                low=[100 * float(row.interval.low) for row in rows],
                high=[100 * float(row.interval.high) for row in rows],
            )
        ],
        alone=True,
    )


def offices_block(past: Past) -> str:
    """The same in a table, with what the agencies say and what is true."""
    head = (
        "agency", "answered orders", "in time", "95 % interval", "said resolved", "really solved",
        "planted chance to solve",
    )  # fmt: skip
    rows = [
        (
            f"{number}. {spaced(row.code)}",
            thousands(row.answered),
            percent(row.in_time / row.answered),
            f"{percent(float(row.interval.low))} – {percent(float(row.interval.high))}",
            percent(row.said_resolved / row.answered),
            percent(row.really_solved / row.answered),
            f"{row.planted:.2f}",
        )
        for number, row in enumerate(office_rows(past), start=1)
    ]
    picture = shown("offices", of="Points of the share answered in time by agency")
    return f"{picture}\n\n{table(head, rows=rows)}"
