"""Requests of groups as they may be shown: shares with intervals, small cells hidden."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cityloop.web.components.store import current_store, store_path
from cityloop.web.insight.pictures import none_if_nan
from cityloop_analytics.measures.equity import group_rates
from cityloop_analytics.measures.suppression import safe_table


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardLine:
    """A figure of a group: requests that count of all its requests; None is kept back."""

    group: str
    part: int | None
    whole: int | None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Residents' requests of some months by group: by channel, and how many have ended."""

    by_channel: Mapping[str, Mapping[str, int]]
    ended: Mapping[str, int]


def counts_of(by: str, *, first: str, last: str) -> Counts:
    """What the store holds of the groups, made by staff or sensors left out."""
    return _counts(str(store_path()), current_store().stamp, by, first, last)


@lru_cache(maxsize=16)
def _counts(_path: str, _stamp: str, by: str, first: str, last: str) -> Counts:
    rows = current_store().rows(
        f"""
        SELECT coalesce({by}, 'unknown') AS who, channel, sum(requests)::BIGINT AS requests,
            sum(ended)::BIGINT AS ended
        FROM heard_months LEFT JOIN
            (SELECT area AS community, district FROM areas WHERE level = 'community')
            USING (community)
        WHERE staff_made = 0 AND month BETWEEN ?::DATE AND ?::DATE
        GROUP BY ALL ORDER BY ALL
        """,  # noqa: S608 - `by` is one of GROUPS
        values=[f"{first}-01", f"{last}-01"],
    )
    channels: defaultdict[str, dict[str, int]] = defaultdict(dict)
    ended: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        channels[row["who"]][row["channel"]] = row["requests"]
        ended[row["who"]] += row["ended"]
    return Counts(dict(channels), dict(ended))


def lines_for(
    groups: Sequence[str], *, part: Sequence[int], whole: Sequence[int], minimum: int
) -> list[HeardLine]:
    """The share of each group with its interval and its ratio to all others (domain.md H15)."""
    inside = np.array(part, dtype=np.int64)
    every = np.array(whole, dtype=np.int64)
    table = safe_table(np.column_stack([inside, every - inside]), minimum=minimum)
    rates = group_rates(inside.astype(float), trials=every.astype(float))
    found = []
    for row, group in enumerate(groups):
        total = None if table.hidden[row, 2] else int(every[row])
        if table.hidden[row, :2].any() or not every[row]:
            found.append(HeardLine(group=group, part=None, whole=total))
            continue
        found.append(
            HeardLine(
                group=group,
                part=int(inside[row]),
                whole=total,
                **{
                    name: none_if_nan(float(getattr(rates, name)[row]))
                    for name in ("rate", "low", "high", "ratio", "ratio_low", "ratio_high")
                },
            )
        )
    return found
