"""Need of areas out of a store: raw and corrected for who speaks, over some months.

From reporting_cells (queries/heavy.py): matters about things at a place, residents' own only, and
how often others spoke of them again while they were watched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.measures.need import Need, corrected_need, raw_interval
from cityloop_analytics.measures.reporting import Matters
from cityloop_analytics.store import Store

DAY = 86_400
LEVELS = ("community", "subdistrict", "district")
CELLS = """
    SELECT place, matters, watched_seconds, repeats, lag_seconds FROM reporting_cells
    JOIN (SELECT area AS community, {level} AS place FROM areas WHERE level = 'community')
        USING (community)
    JOIN (SELECT service_type FROM service_types WHERE physical AND NOT shielded)
        USING (service_type)
    WHERE month BETWEEN ?::DATE AND ?::DATE AND place IS NOT NULL AND matters > 0
    ORDER BY ALL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaNeed:
    """Areas by code with their need; raw_low, raw_high: Poisson interval of what was reported."""

    areas: tuple[str, ...]
    need: Need
    raw_low: Floats
    raw_high: Floats
    repeats: Floats

    @property
    def rates_a_month(self) -> Floats:
        """Reports of a matter that lasts, in 30 days, by area."""
        return np.asarray(self.need.rates.mean * 30)


def area_need(
    store: Store, *, first: str, last: str, level: str, confidence: float = 0.90
) -> AreaNeed:
    """Raw and corrected need of the areas of a level from `first` to `last`, months as 2025-03.

    A cell of the store holds several matters of a month, community and type; each is taken to have
    been watched and spoken of as they were on average. Raises ValueError for a level that the
    store does not divide by, with fewer than two areas, and where repeats do not crowd to the
    first days: then matters do not seem to end by themselves and every one is heard in the end.
    """
    if level not in LEVELS:
        raise ValueError(f"need is known by {', '.join(LEVELS)}, not by {level}")
    rows = store.rows(CELLS.format(level=level), values=[f"{first}-01", f"{last}-01"])
    areas = sorted({row["place"] for row in rows})
    if len(areas) < 2:  # noqa: PLR2004 - one area shares nothing with others
        raise ValueError("need is compared between at least two areas")
    matters = _matters(rows, areas=areas)
    need = corrected_need(matters, confidence=confidence)
    low, high = raw_interval(need.reported, confidence=confidence)
    return AreaNeed(
        areas=tuple(areas),
        need=need,
        raw_low=low,
        raw_high=high,
        repeats=matters.by_area(matters.repeats),
    )


def _matters(rows: Sequence[Mapping[str, Any]], *, areas: Sequence[str]) -> Matters:
    """One entry a matter, each with the means of its cell."""
    places = {code: place for place, code in enumerate(areas)}
    count = np.array([row["matters"] for row in rows], dtype=np.int64)
    columns = {
        name: np.repeat(np.array([float(row[name]) for row in rows]) / count, count)
        for name in ("watched_seconds", "repeats", "lag_seconds")
    }
    watched, repeats = columns["watched_seconds"] / DAY, columns["repeats"]
    return Matters(
        area=np.repeat(np.array([places[row["place"]] for row in rows]), count),
        watched=watched,
        repeats=repeats,
        # A mean of lags may lie beyond the mean of watched times: the cell's own bound holds.
        lag_sum=np.minimum(columns["lag_seconds"] / DAY, repeats * watched),
        areas=len(areas),
    )
