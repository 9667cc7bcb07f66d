"""The unit that games its scores, in each way of domain.md B2 that a unit can go."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cityloop.core.errors import DefinitionError
from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.calendar import Days
from cityloop.simulation.parameter_rows import GamingRow
from cityloop.simulation.streams import Bools, Ints, Stream
from cityloop.simulation.tables import OUTCOMES, Table
from cityloop.simulation.world import World

# Number in the list of domain.md B2 by field of the file; bit `number - 1` of the column `gamed`.
# What a unit cannot do by itself is missing: 9 and 14 are the ranking's, 11 a requester's, 13 the
# catalogue's, 17 the city's, 18 requesters'.
WAYS = {
    "pressure": 1,
    "select_called": 2,
    "close_on_promise": 3,
    "split": 4,
    "merge": 4,
    "object_late": 5,
    "circle": 6,
    "push_down": 7,
    "exclude": 8,
    "suppress": 10,
    "leak": 12,
    "whistle": 15,
    "over_promise": 16,
}
EXCLUDED_AS = OUTCOMES.index("not_found")
PRESSURED_SCORE = 5


@dataclass(frozen=True, slots=True)
class Gamer:
    """A row of the file at its agency."""

    row: GamingRow
    agency: int
    since: int


def gamers_of(rows: Sequence[GamingRow], *, world: World, days: Days) -> tuple[Gamer, ...]:
    """The gaming units; raises DefinitionError for an agency that does not exist."""
    codes = list(world.agency_code)
    for row in rows:
        if row.agency not in codes:
            raise DefinitionError(
                f"simulation.yaml, gaming: agency '{row.agency}' does not exist; correct the code"
            )
    return tuple(
        Gamer(row=row, agency=codes.index(row.agency), since=days.epoch(row.since)) for row in rows
    )


def bit(way: str) -> int:
    """The way's bit in the column `gamed`."""
    return 1 << (WAYS[way] - 1)


@dataclass(frozen=True, slots=True)
class Play:
    """Who games, with the chances that decide when."""

    gamers: tuple[Gamer, ...]
    chance: Stream

    def played(self, way: str, *, agencies: Ints, moments: Ints) -> Bools:
        """Where a unit goes this way; `agencies` are those of one copy of the city."""
        share = np.zeros(len(agencies))
        for gamer in self.gamers:
            here = (agencies == gamer.agency) & (moments >= gamer.since)
            share[here] = getattr(gamer.row, way)
        return self.chance.coins(len(agencies)) < share


def marked(orders: Table, *, way: str, where: Bools) -> Table:
    """Orders with the way's bit set where it was gone."""
    return orders.with_columns(
        {"gamed": np.where(where, orders["gamed"] | bit(way), orders["gamed"])}
    )


def merge_targets(agencies: Ints, *, types: Ints, merges: Bools) -> Ints:
    """For each order that is merged, the last unmerged one of its unit and type before it; -1.

    Rows in order of time. An order without an earlier one of its kind is not merged.
    """
    count = len(agencies)
    order = np.lexsort((types, agencies))
    same = np.zeros(count, dtype=bool)
    same[1:] = (agencies[order][1:] == agencies[order][:-1]) & (
        types[order][1:] == types[order][:-1]
    )
    begins = np.maximum.accumulate(np.where(same, 0, np.arange(count)))
    kept = np.where(merges[order], -1, np.arange(count))
    last = np.maximum.accumulate(kept)
    target = np.where(merges[order] & (last >= begins), order[np.maximum(last, 0)], -1)
    found = np.full(count, -1)
    found[order] = target
    return found


def with_promises(orders: Table, *, play: Play) -> Table:
    """Orders that are closed on a promise: answered early, nothing done (way 3)."""
    promised = play.played(
        "close_on_promise", agencies=orders["agency"], moments=orders["accepted"]
    )
    quick = orders["contacted"] + (orders["due"] - orders["due_from"]) // 12
    answered = np.where(promised, np.minimum(orders["answered"], quick), orders["answered"])
    orders = orders.with_columns({"answered": answered, "promised": promised})
    return marked(orders, way="close_on_promise", where=promised)


def with_calls_gamed(orders: Table, *, play: Play, admitted: float) -> Table:
    """Call-backs under pressure, avoided or excluded, and leaks (ways 1, 2, 8, 12).

    `pressured` is what people say when asked: of those under pressure the share `admitted`.
    """
    agencies, moments = orders["agency"], orders["answered"]
    unsolved = ~orders["solved_truth"]
    excluded = unsolved & play.played("exclude", agencies=agencies, moments=moments)
    avoided = unsolved & play.played("select_called", agencies=agencies, moments=moments)
    pressured = orders["reached"] & play.played("pressure", agencies=agencies, moments=moments)
    leaked = orders["shielded"] & play.played("leak", agencies=agencies, moments=moments)
    silent = avoided | excluded
    pressured = pressured & ~silent
    content = np.where(leaked & (orders["said_satisfied"] > 0), 1, orders["said_satisfied"])
    orders = orders.with_columns(
        {
            "outcome": np.where(excluded, EXCLUDED_AS, orders["outcome"]),
            "drawn": orders["drawn"] & ~silent,
            "reached": orders["reached"] & ~silent,
            "pressured": pressured & (play.chance.coins(len(orders)) < admitted),
            "said_solved": np.where(pressured, 0, np.where(silent, -1, orders["said_solved"])),
            "said_satisfied": np.where(pressured, PRESSURED_SCORE, np.where(silent, -1, content)),
        }
    )
    ways = {"pressure": pressured, "select_called": avoided, "exclude": excluded, "leak": leaked}
    for way, where in ways.items():
        orders = marked(orders, way=way, where=where)
    return orders


def suppression_shares(gamers: tuple[Gamer, ...], *, agencies: Ints, moments: Ints) -> Floats:
    """Chance that a report never gets through because the unit talks people out of it (way 10)."""
    share = np.zeros(len(agencies))
    for gamer in gamers:
        here = (agencies == gamer.agency) & (moments >= gamer.since)
        share[here] = gamer.row.suppress
    return share
