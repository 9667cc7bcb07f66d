"""The figures of the closed loop that need no application: the composite index and Sobol shares."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from cityloop_analytics.bench.figures import Measured
from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.measures.composite.filling import filled_by_group
from cityloop_analytics.measures.composite.index import Index, index
from cityloop_analytics.measures.composite.normalisation import Direction, Scale
from cityloop_analytics.measures.composite.tree import ROOT, Node, Tree
from cityloop_analytics.measures.sobol import variance_shares

Row = Mapping[str, str]
ISHIGAMI_FIRST = (0.3139, 0.4424, 0.0)
ISHIGAMI_TOTAL = (0.5576, 0.4424, 0.2437)
SAMPLES = 2**13
REPEATS = 8


def published_index(folder: Path) -> tuple[Index, list[str]]:
    """The ASEM index of sustainable connectivity from its raw data, and the codes of its units.

    folder: with `indicator_data.csv` and `indicator_meta.csv` as the package COINr stores them.
    Weighted means, min-max from 0 to 100, gaps filled by the mean of the continent's group.
    """
    rows, meta = _rows(folder / "indicator_data.csv"), _rows(folder / "indicator_meta.csv")
    tree = Tree(
        nodes=[
            Node(
                code=one["iCode"],
                parent=one["Parent"] if one["Parent"] not in {"", "NA"} else ROOT,
                weight=float(one["Weight"]),
            )
            for one in meta
            if one["Type"] in {"Indicator", "Aggregate"}
        ]
    )
    raw, scales = {}, {}
    groups = [row["EurAsia_group"] for row in rows]
    for one in meta:
        if one["Type"] == "Indicator":
            values = _column(rows, one["iCode"])
            if one["Denominator"] not in {"", "NA"}:
                values = values / _column(rows, one["Denominator"])
            raw[one["iCode"]] = filled_by_group(values, groups=groups).values
            better: Direction = "higher" if float(one["Direction"]) > 0 else "lower"
            scales[one["iCode"]] = Scale(direction=better)
    return index(raw, scales=scales, tree=tree), [row["uCode"] for row in rows]


def index_figures(folder: Path) -> Iterator[Measured]:
    """`index.max_difference`: largest distance from the 51 x 11 published scores, in points."""
    found, units = published_index(folder)
    published = {row["UnitCode"]: row for row in _rows(folder / "published.csv")}
    names = [name for name in next(iter(published.values())) if name in found.values]
    differences = [
        abs(float(found.values[name][place]) - float(published[unit][name]))
        for place, unit in enumerate(units)
        for name in names
    ]
    yield Measured(
        name="index.max_difference",
        value=max(differences),
        unit="points",
        detail={"scores": len(differences), "allowed": 0.01},
    )


def sobol_figures(*, samples: int = SAMPLES) -> Iterator[Measured]:
    """`sobol.max_error`: largest distance from the six analytic shares of Ishigami's function."""
    edge = np.full(3, np.pi)
    found = variance_shares(ishigami, lows=-edge, highs=edge, samples=samples, repeats=REPEATS)
    wrong = [*(found.first - ISHIGAMI_FIRST), *(found.total - ISHIGAMI_TOTAL)]
    yield Measured(
        name="sobol.max_error",
        value=float(np.max(np.abs(wrong))),
        unit="share",
        detail={"evaluations": REPEATS * samples * 5, "allowed": 0.005},
    )


def ishigami(inputs: Floats, *, bend: float = 7.0, joint: float = 0.1) -> Floats:
    """Ishigami's function of three inputs from -pi to pi (Ishigami and Homma 1990)."""
    first, second, third = inputs
    value: Floats = np.sin(first) + bend * np.sin(second) ** 2 + joint * third**4 * np.sin(first)
    return value


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _column(rows: Sequence[Row], name: str) -> Floats:
    return np.array([float(row[name]) if row[name] else np.nan for row in rows])
