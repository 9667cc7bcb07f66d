"""Requests that are about no incident: questions, ideas, thanks, and what cannot be done."""

import numpy as np

from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.calendar import DAY
from cityloop.simulation.ground import POINTS
from cityloop.simulation.incidents import starts_of
from cityloop.simulation.reports import Town, persons_of
from cityloop.simulation.scope import Scope
from cityloop.simulation.streams import draw_in_rows
from cityloop.simulation.tables import KINDS, NONE, Intent, Table

# A handful of people make most of the malicious requests.
MALICIOUS_POWER = 6.0


def other_requests(*, town: Town, scope: Scope) -> Table:
    """Honest requests about no incident and those of every other intent, not in order of time."""
    ground, intents = town.ground, town.intents
    usual = np.cumsum(ground.rate, axis=1)[:, -1]
    daily = town.volume * float(np.cumsum(ground.households)[-1]) / 1000.0 / 365.25 * usual
    # In a city where nothing happens there is nothing to spread these requests by.
    daily = daily / max(float(np.cumsum(usual)[-1]), 1e-12)
    plans = (
        (ground.asks, "inquiry", Intent.HONEST),
        (ground.suggests, "suggestion", Intent.HONEST),
        (ground.praises, "praise", Intent.HONEST),
        (intents.malicious * daily, "complaint", Intent.MALICIOUS),
        (intents.unlawful * daily, "assistance", Intent.UNLAWFUL),
        (intents.not_ours * daily, "assistance", Intent.NOT_OURS),
        (intents.secret * daily, "inquiry", Intent.SECRET),
    )
    found = [
        requests_of(kind, intent=intent, daily=mean, town=town, scope=scope)
        for mean, kind, intent in plans
    ]
    for part in found[1:]:
        found[0] = Table.joined(found[0], part)
    return found[0]


def requests_of(kind: str, *, intent: Intent, daily: Floats, town: Town, scope: Scope) -> Table:
    """Requests of one kind and intent; `daily`: mean per day by type over the whole city."""
    ground, days = town.ground, town.plan.days
    chance = scope.stream(f"requests {kind} {intent.name}")
    heard = ground.households * np.cumsum(ground.voice, axis=1)[:, -1]
    by_place = np.broadcast_to(heard / np.cumsum(heard)[-1], ground.rate.shape)
    by_day = daily[:, None] * ground.week[:, days.weekday[scope.days]]
    starts = starts_of(chance, by_day=by_day, by_place=by_place, scope=scope)
    count = len(starts)
    heavy = MALICIOUS_POWER if intent is Intent.MALICIOUS else town.voice.heavy_power
    group, person = persons_of(starts, ground=ground, chance=chance, power_of=heavy)
    hour = draw_in_rows(
        town.waking, rows=np.zeros(count, dtype=np.int64), shares=chance.shares(count)
    )
    seconds = hour * 3600 + chance.integers(count, high=3600)
    point = chance.integers(count, high=POINTS)
    return Table(
        {
            "row": np.full(count, NONE),
            "said": days.start + starts["day"] * DAY + seconds,
            "group": group,
            "person": person,
            "first": np.zeros(count, dtype=bool),
            "repeat": np.zeros(count, dtype=bool),
            "type": starts["type"],
            "community": starts["community"],
            "estate": np.full(count, NONE),
            "copy": starts["copy"],
            "lon": ground.points.community_lon[starts["community"], point],
            "lat": ground.points.community_lat[starts["community"], point],
            "kind": np.full(count, KINDS.index(kind)),
            "intent": np.full(count, int(intent)),
        }
    )
