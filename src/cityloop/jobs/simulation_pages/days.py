"""Requests by day and hour, and what kinds and channels they come in."""

import numpy as np

from cityloop.jobs.simulation_pages.blocks import percent, shown, spaced, table, thousands
from cityloop.jobs.simulation_pages.past import SINCE, UNTIL, Past, month_starts
from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.parameter_rows import Outbreak
from cityloop.simulation.streams import Bools
from cityloop.simulation.tables import CHANNELS, KINDS
from cityloop_analytics.pictures import Axis, Points, bars, lines

SMOOTH = 28
BIN = 3
MONDAY, SUNDAY = 0, 6
PICTURED = "summer-storm"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Names of channels that fit below a bar.
SHORT = {"mini_program": "mini", "walk_in": "walk-in", "grid_worker": "grid"}


def per_day(past: Past) -> Floats:
    """Requests of each day."""
    return np.bincount(past.day(past.reports["said"]), minlength=past.days).astype(np.float64)


def days_picture(past: Past) -> str:
    """Every day of three years, with the mean of four weeks."""
    counts = per_day(past)
    half = SMOOTH // 2
    mean = np.convolve(counts, np.ones(SMOOTH) / SMOOTH, mode="valid")
    places = np.arange(past.days, dtype=np.float64)
    marks = [
        (float((day - SINCE).days), f"{MONTHS[day.month - 1]} {day.year}")
        for day in month_starts()
        if day.month in (1, 7)
    ]
    return lines(
        "Requests per day",
        across=Axis(name="day", labels=marks),
        up=Axis(name="requests"),
        series=[
            Points(name="each day", across=places.tolist(), up=counts.tolist()),
            Points(
                name=f"mean of {SMOOTH} days",
                across=places[half : half + len(mean)].tolist(),
                up=mean.tolist(),
            ),
        ],
        alone=True,
    )


def days_block(past: Past) -> str:
    """The busiest days with what was planted, and the mean day of each month."""
    counts = per_day(past)
    month = np.array([past.date(day).month for day in range(past.days)])
    means = [counts[month == number].mean() for number in range(1, 13)]
    weekday = np.array([past.date(day).weekday() for day in range(past.days)])
    busiest = np.argsort(-counts, kind="stable")[:3]
    named = [f"{past.date(int(day))} ({thousands(counts[day])})" for day in busiest]
    text = (
        f"{thousands(counts.sum())} requests from {SINCE} to {UNTIL} (not included), "
        f"{counts.mean():.1f} a day; the mean Monday {counts[weekday == MONDAY].mean():.1f}, the "
        f"mean Sunday {counts[weekday == SUNDAY].mean():.1f}. The three busiest days are "
        f"{', '.join(named)}."
    )
    rows = [["requests a day", *(f"{mean:.0f}" for mean in means)]]
    return "\n\n".join(
        [
            shown("days", of="Line of requests per day over three years"),
            text,
            table(["mean day of", *MONTHS], rows=rows),
            shown("outbreak", of="Bars of requests per day around a planted outbreak"),
            outbreaks_table(past),
        ]
    )


def storm_days(past: Past) -> tuple[Outbreak, Floats]:
    """The outbreak that is pictured, and requests of its types by day."""
    row = next(one for one in past.parameters.file.outbreaks if one.code == PICTURED)
    said = past.day(past.reports["said"][of_types(past, row=row)])
    return row, np.bincount(said, minlength=past.days).astype(np.float64)


def of_types(past: Past, *, row: Outbreak) -> Bools:
    """Requests that were written down under one of an outbreak's types."""
    types = [past.world.type_code.index(code) for code in row.types]
    return np.isin(past.reports["type_said"], types)


def outbreak_picture(past: Past) -> str:
    """One planted outbreak, day by day, with the weeks around it."""
    row, counts = storm_days(past)
    first = (row.since - SINCE).days
    days = np.arange(first - SMOOTH, first + row.days + SMOOTH)
    marks = [(float(day), past.date(int(day)).isoformat()) for day in days[::14]]
    return bars(
        f"A planted outbreak, {spaced(PICTURED).lower()}: requests of its types per day",
        across=Axis(name="day", labels=marks),
        up=Axis(name="requests"),
        series=Points(
            name="requests", across=days.astype(float).tolist(), up=counts[days].tolist()
        ),
        alone=True,
    )


def outbreaks_table(past: Past) -> str:
    """What each planted outbreak left in the requests: its days against the four weeks before."""
    rows = []
    for number, row in enumerate(past.parameters.file.outbreaks):
        said = past.day(past.reports["said"][of_types(past, row=row)])
        first = (row.since - SINCE).days
        during = int(((said >= first) & (said < first + row.days)).sum())
        before = int(((said >= first - SMOOTH) & (said < first)).sum())
        true = int((past.incidents["outbreak"] == number).sum())
        rows.append(
            [
                spaced(row.code), str(row.since), str(row.days), thousands(true),
                f"{before / SMOOTH:.2f}", f"{during / row.days:.2f}",
            ]
        )  # fmt: skip
    head = (
        "planted outbreak", "since", "days", "incidents with what they set off",
        "requests of its types a day, four weeks before", "during",
    )  # fmt: skip
    return table(head, rows=rows)


def hour_shares(past: Past) -> tuple[Floats, Floats]:
    """Share of requests said, and of orders closed, in each hour of the day."""
    said = np.bincount(past.hour(past.reports["said"]), minlength=24)
    ends = past.handling["closed"]
    closed = np.bincount(past.hour(ends[ends >= 0]), minlength=24)
    return said / said.sum(), closed / closed.sum()


def hours_picture(past: Past) -> str:
    """When people speak up, and when what they said is closed."""
    said, closed = hour_shares(past)
    places = [float(hour) for hour in range(24)]
    return lines(
        "Requests said and closed, by hour of the day",
        across=Axis(name="hour", labels=[(float(hour), str(hour)) for hour in range(0, 24, 3)]),
        up=Axis(name="% of the day"),
        series=[
            Points(name="said", across=places, up=(100 * said).tolist()),
            Points(name="closed", across=places, up=(100 * closed).tolist(), dashed=True),
        ],
        alone=True,
    )


def hours_block(past: Past) -> str:
    """Shares by three hours."""
    bins = [share.reshape(-1, BIN).sum(axis=1) for share in hour_shares(past)]
    head = ["share of the day", *(f"{hour}–{hour + BIN}" for hour in range(0, 24, BIN))]
    rows = [
        [name, *(percent(share) for share in shares)]
        for name, shares in zip(("said", "closed"), bins, strict=True)
    ]
    picture = shown("hours", of="Lines of requests said and closed by hour of the day")
    return f"{picture}\n\n{table(head, rows=rows)}"


def mix(past: Past, *, of: str) -> Floats:
    """Share of requests by kind or channel."""
    names = {"kind": KINDS, "channel": CHANNELS}[of]
    counts = np.bincount(past.reports[of], minlength=len(names))
    return np.asarray(counts / counts.sum())


def mix_picture(past: Past, *, of: str) -> str:
    """Bars of kinds or of channels."""
    names = {"kind": KINDS, "channel": CHANNELS}[of]
    marks = [(float(place), SHORT.get(name, name)) for place, name in enumerate(names)]
    return bars(
        f"Requests by {of}",
        across=Axis(name=of, labels=marks),
        up=Axis(name="% of requests"),
        series=Points(
            name="share",
            across=[place for place, _ in marks],
            up=(100 * mix(past, of=of)).tolist(),
        ),
        alone=True,
    )


def mix_block(past: Past) -> str:
    """Both pictures with their numbers."""
    parts = []
    for of, names in (("kind", KINDS), ("channel", CHANNELS)):
        parts.append(shown(f"{of}s", of=f"Bars of the share of requests by {of}"))
        head = [of, *(spaced(name).lower() for name in names)]
        rows = [["share", *(percent(share) for share in mix(past, of=of))]]
        parts.append(table(head, rows=rows))
    return "\n\n".join(parts)
