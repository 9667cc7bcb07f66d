"""Who speaks up about what: reports of incidents, and requests that are about none."""

from dataclasses import dataclass

import numpy as np

from cityloop.simulation.arithmetic import Floats, power
from cityloop.simulation.calendar import DAY, WakingClock
from cityloop.simulation.ground import Ground
from cityloop.simulation.incidents import Plan
from cityloop.simulation.parameter_rows import IntentFigures, Voice
from cityloop.simulation.scope import Scope
from cityloop.simulation.streams import Ints, Stream, cumulative_rows, draw_in_rows
from cityloop.simulation.tables import Group, Table

AGAIN_WAVES = 2
AGAIN_SPREAD = 0.7
PLACE_BITS, GROUP_BITS = 24, 20
HOUSEHOLDS_PER_FIRM = 40.0


@dataclass(frozen=True, slots=True)
class Town:
    """The residents: ground, plan, waking hours, and how they speak up."""

    ground: Ground
    plan: Plan
    clock: WakingClock
    voice: Voice
    intents: IntentFigures
    watch_days: float
    volume: float
    waking: Floats


def candidates_of(incidents: Table, *, town: Town, scope: Scope) -> Table:
    """Every report that would be made if nothing were ever mended, by incident, then by time.

    Reports of an incident are Poisson in waking time with a rate of propensity x severity x the
    type's visibility, from its beginning until it ends by itself. `row`: position of the incident.
    """
    chance = scope.stream("voices")
    clock = town.clock
    began, ends = incidents["began"], incidents["ends"]
    last = np.minimum(ends, began + int(town.watch_days * DAY))
    opens, closes = clock.at(began), clock.at(last)
    counts = chance.poisson(hazard_of(incidents, town=town) * (closes - opens))
    row = np.repeat(np.arange(len(incidents)), counts)
    waking = opens[row] + chance.shares(len(row)) * (closes - opens)[row]
    group, person = persons_of(
        incidents.some("type", "community", "copy", rows=row),
        ground=town.ground,
        chance=chance,
        power_of=town.voice.heavy_power,
    )
    spoken = Table({"row": row, "waking": waking, "group": group, "person": person})
    spoken = with_calls_again(spoken, closes=closes, voice=town.voice, chance=chance)
    said = clock.moment(spoken["waking"]).astype(np.int64)
    row = spoken["row"]
    said = np.clip(said, began[row], np.maximum(last[row] - 1, began[row]))
    order = np.argsort((row << np.int64(34)) + (said - scope.first), kind="stable")
    return Table(
        {
            "row": row[order],
            "said": said[order],
            "group": spoken["group"][order],
            "person": spoken["person"][order],
        }
    )


def hazard_of(incidents: Table, *, town: Town) -> Floats:
    """Reports of each incident per waking day."""
    ground = town.ground
    heard = np.cumsum(ground.voice, axis=1)[:, -1]
    hazard = (
        ground.reports[incidents["type"]] * heard[incidents["community"]] * incidents["severity"]
    )
    for change in town.plan.changes:
        if change.row.voice != 1.0:
            covered = change.covers(incidents["type"], communities=incidents["community"])
            factor = change.factor(incidents["began"], of="voice")
            hazard = np.where(covered, hazard * factor, hazard)
    return np.asarray(hazard)


def persons_of(
    places: Table, *, ground: Ground, chance: Stream, power_of: float
) -> tuple[Ints, Ints]:
    """Group and person of each report; `power_of` above 1 makes a few people call often."""
    count = len(places)
    community = places["community"]
    table = cumulative_rows(ground.voice)
    group = draw_in_rows(table, rows=community, shares=chance.shares(count))
    firm = chance.coins(count) < ground.firms[places["type"]]
    group = np.where(firm, int(Group.FIRM), group)
    people = np.asarray(ground.world.population, dtype=np.float64)[:, None] * ground.share
    firms = ground.households[:, None] / HOUSEHOLDS_PER_FIRM
    many = np.maximum(np.concatenate([people, firms], axis=1), 1.0)
    number = (power(chance.shares(count), power_of) * many[community, group]).astype(np.int64)
    place = places["copy"] * len(many) + community
    return group, (place << PLACE_BITS) | (group << GROUP_BITS) | number


def with_calls_again(spoken: Table, *, closes: Floats, voice: Voice, chance: Stream) -> Table:
    """The same people calling again while the incident goes on."""
    wave = spoken
    for _ in range(AGAIN_WAVES):
        wave = wave.take(chance.coins(len(wave)) < voice.calls_again)
        wait = voice.calls_again_days * chance.lognormals(len(wave), sigma=AGAIN_SPREAD)
        wave = wave.with_columns({"waking": wave["waking"] + wait})
        wave = wave.take(wave["waking"] < closes[wave["row"]])
        spoken = Table.joined(spoken, wave)
    return spoken


def flags_of(candidates: Table) -> Table:
    """Candidates with `first` of their incident and `repeat` of their person, in their order."""
    row, person = candidates["row"], candidates["person"]
    count = len(row)
    first = np.ones(count, dtype=bool)
    first[1:] = row[1:] != row[:-1]
    order = np.lexsort((person, row))
    same = np.zeros(count, dtype=bool)
    same[1:] = (row[order][1:] == row[order][:-1]) & (person[order][1:] == person[order][:-1])
    repeat = np.zeros(count, dtype=bool)
    repeat[order] = same
    return candidates.with_columns({"first": first, "repeat": repeat})
