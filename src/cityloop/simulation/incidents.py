"""What happens in a month: incidents by type, place and day, with their lives."""

from dataclasses import dataclass

import numpy as np

from cityloop.simulation.arithmetic import Floats, exponential
from cityloop.simulation.calendar import DAY, Days
from cityloop.simulation.ground import POINTS, Ground
from cityloop.simulation.measures import Planted, PlantedOutbreak
from cityloop.simulation.scope import Scope
from cityloop.simulation.streams import (
    Bools,
    Ints,
    Stream,
    cumulative_rows,
    draw_in_rows,
)
from cityloop.simulation.tables import NONE, Table

GENERATIONS = 12
SHORTEST_LIFE = 1_800
# Where a change leaves nothing nobody is there to set off anything; this keeps division defined.
LEAST_CHANGE = 1e-6


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planted in the city."""

    days: Days
    drifts: tuple[Planted, ...]
    measures: tuple[Planted, ...]
    outbreaks: tuple[PlantedOutbreak, ...]
    severity_spread: float

    @property
    def changes(self) -> tuple[Planted, ...]:
        """Drifts and measures."""
        return self.drifts + self.measures


def day_factors(ground: Ground, *, plan: Plan, scope: Scope) -> Floats:
    """Season, weekday and weather of the month's days by type, [T, D]."""
    days = scope.days
    return np.asarray(
        ground.season[:, plan.days.month[days]]
        * ground.week[:, plan.days.weekday[days]]
        * ground.weather[:, plan.days.weather[days]]
    )


def starts_of(chance: Stream, *, by_day: Floats, by_place: Floats, scope: Scope) -> Table:
    """Poisson events with the mean by_day [T, D] x by_place [T, C] in each cell, in each copy.

    The count of a type is drawn first and its cells by shares, which is the same law as a draw in
    every cell and costs by event instead of by cell.
    """
    mean = scope.copies * np.cumsum(by_day, axis=1)[:, -1] * np.cumsum(by_place, axis=1)[:, -1]
    types = np.repeat(np.arange(len(mean)), chance.poisson(mean))
    count = len(types)
    day = draw_in_rows(cumulative_rows(by_day), rows=types, shares=chance.shares(count))
    place = draw_in_rows(cumulative_rows(by_place), rows=types, shares=chance.shares(count))
    return Table(
        {
            "type": types,
            "community": place,
            "day": scope.day_from + day,
            "copy": chance.integers(count, high=scope.copies),
            "outbreak": np.full(count, NONE),
        }
    )


def month_starts(ground: Ground, *, plan: Plan, scope: Scope) -> Table:
    """Usual incidents, what drifts and harmful measures add, outbreaks; less what is prevented."""
    factors = day_factors(ground, plan=plan, scope=scope)
    usual = starts_of(scope.stream("incidents"), by_day=factors, by_place=ground.rate, scope=scope)
    parts = [usual]
    midnights = plan.days.start + scope.days * DAY
    for change in plan.changes:
        growth = change.factor(midnights, of="incidents") - 1.0
        if change.row.incidents > 1.0 and growth[-1] > 0.0:
            masked = ground.rate * change.types[:, None] * change.communities[None, :]
            name = f"incidents {change.row.code}"
            more = starts_of(
                scope.stream(name), by_day=factors * growth, by_place=masked, scope=scope
            )
            parts.append(more)
    parts += [outbreak_starts(ground, outbreak=one, scope=scope) for one in plan.outbreaks]
    for part in parts[1:]:
        parts[0] = Table.joined(parts[0], part)
    return kept(parts[0], plan=plan, chance=scope.stream("prevented"))


def outbreak_starts(ground: Ground, *, outbreak: PlantedOutbreak, scope: Scope) -> Table:
    """Incidents of one outbreak in the month, spread over its types and places as usual ones."""
    by_place = ground.rate * outbreak.types[:, None] * outbreak.communities[None, :]
    total = np.cumsum(np.cumsum(by_place, axis=1)[:, -1])[-1]
    share = by_place / total if total > 0 else by_place
    by_day = np.broadcast_to(outbreak.mean(scope.days), (len(share), len(scope.days)))
    chance = scope.stream(f"outbreak {outbreak.row.code}")
    found = starts_of(chance, by_day=by_day, by_place=share, scope=scope)
    return found.with_columns({"outbreak": np.full(len(found), outbreak.number)})


def kept(starts: Table, *, plan: Plan, chance: Stream) -> Table:
    """Starts without those that a drift or a measure has prevented."""
    stays: Bools = np.ones(len(starts), dtype=bool)
    moments = plan.days.start + starts["day"] * DAY
    for change in plan.changes:
        if change.row.incidents < 1.0:
            covered = change.covers(starts["type"], communities=starts["community"])
            share = np.where(covered, change.factor(moments, of="incidents"), 1.0)
            stays &= chance.shares(len(starts)) < share
    return starts.take(stays)


def with_contagion(
    starts: Table, *, ground: Ground, plan: Plan, scope: Scope
) -> tuple[Table, Table]:
    """The month's starts with those that they set off, and those set off in later months.

    Each incident sets off a Poisson number of its own type in its sub-district, one or more days
    later; the mean `branching` is below 1, so it dies out (a Hawkes process by its families).

    Where changes multiply incidents with F, an incident at y sets off F(x) / F(y) times as many at
    x. So the whole intensity is multiplied with F, set-off ones included: if m = mu + K m, then
    F m = F mu + (F K / F) F m. Thinning children like the others would count the change twice.
    """
    chance = scope.stream("contagion")
    wave, later = starts, starts.take(np.zeros(0, dtype=np.int64))
    for _ in range(GENERATIONS):
        wave = children_of(wave, ground=ground, plan=plan, chance=chance)
        inside = wave["day"] < scope.day_to
        later = Table.joined(later, wave.take(~inside))
        wave = wave.take(inside)
        starts = Table.joined(starts, wave)
        if not len(wave):
            break
    return starts, later


def change_of(starts: Table, *, plan: Plan) -> Floats:
    """What all changes together multiply incidents with, at each one's type, place and day."""
    total = np.ones(len(starts))
    moments = plan.days.start + starts["day"] * DAY
    for change in plan.changes:
        if change.row.incidents != 1.0:
            covered = change.covers(starts["type"], communities=starts["community"])
            total = np.where(covered, total * change.factor(moments, of="incidents"), total)
    return total


def most_change_of(types: Ints, *, plan: Plan) -> Floats:
    """The most that changes can multiply incidents of each type with, anywhere and ever."""
    most = np.ones(len(types))
    for change in plan.changes:
        if change.row.incidents > 1.0:
            most = np.where(change.types[types], most * change.row.incidents, most)
    return most


def children_of(starts: Table, *, ground: Ground, plan: Plan, chance: Stream) -> Table:
    """Incidents set off by others: when and where."""
    parents = np.maximum(change_of(starts, plan=plan), LEAST_CHANGE)
    most = most_change_of(starts["type"], plan=plan)
    counts = chance.poisson(ground.branching[starts["type"]] * most / parents)
    born = starts.take(np.repeat(np.arange(len(starts)), counts))
    count = len(born)
    delay = chance.exponentials(count) * ground.contagion_days[born["type"]]
    world = ground.world
    subdistrict = np.asarray(world.subdistrict, dtype=np.int64)
    order = np.argsort(subdistrict, kind="stable")
    total = np.concatenate([[0.0], np.cumsum(ground.households[order])])
    bounds = np.searchsorted(subdistrict[order], np.arange(len(world.subdistrict_code) + 1))
    at = subdistrict[born["community"]]
    place = pick_between(total, first=bounds[at], last=bounds[at + 1], shares=chance.shares(count))
    born = born.with_columns(
        {"community": order[place], "day": born["day"] + 1 + delay.astype(np.int64)}
    )
    stays = change_of(born, plan=plan) / most_change_of(born["type"], plan=plan)
    return born.take(chance.shares(count) < stays)


def pick_between(cumulative: Floats, *, first: Ints, last: Ints, shares: Floats) -> Ints:
    """A position of [first, last) for each row, by cumulative weights that begin with 0."""
    low, high = cumulative[first], cumulative[last]
    found = np.searchsorted(cumulative, low + shares * (high - low), side="right") - 1
    return np.clip(found, first, np.maximum(last - 1, first))


def incidents_of(starts: Table, *, ground: Ground, plan: Plan, scope: Scope) -> Table:
    """Incidents in order of time, with place, severity and the end that each takes by itself."""
    chance = scope.stream("lives")
    count = len(starts)
    types = starts["type"]
    hour = draw_in_rows(ground.hours, rows=types, shares=chance.shares(count))
    seconds = hour * 3600 + chance.integers(count, high=3600)
    began = plan.days.start + starts["day"] * DAY + seconds
    order = np.argsort(began, kind="stable")
    starts, began, types = starts.take(order), began[order], types[order]
    life = ground.life_days[types] * exponential(ground.life_spread[types] * chance.normals(count))
    lasts = np.maximum(life * DAY, SHORTEST_LIFE).astype(np.int64)
    severity = chance.lognormals(count, sigma=plan.severity_spread)
    estate, lon, lat = places_of(starts, ground=ground, chance=chance)
    return Table(
        {
            "incident": scope.numbers(count),
            "type": types,
            "community": starts["community"],
            "estate": estate,
            "copy": starts["copy"],
            "began": began,
            "ends": began + lasts,
            "severity": severity,
            "lon": lon,
            "lat": lat,
            "outbreak": starts["outbreak"],
            "measure": measure_at(starts, moments=began, plan=plan),
        }
    )


def places_of(starts: Table, *, ground: Ground, chance: Stream) -> tuple[Ints, Floats, Floats]:
    """Estate or NONE, and a point inside it or inside the community."""
    count = len(starts)
    community = starts["community"]
    first, last = ground.estate_from[community], ground.estate_from[community + 1]
    inside = (chance.coins(count) < ground.in_estate[starts["type"]]) & (last > first)
    shares = chance.shares(count)
    place = np.zeros(count, dtype=np.int64)
    place[inside] = ground.estate_order[
        pick_between(
            ground.estate_weight, first=first[inside], last=last[inside], shares=shares[inside]
        )
    ]
    point = chance.integers(count, high=POINTS)
    points = ground.points
    lon, lat = points.community_lon[community, point], points.community_lat[community, point]
    lon[inside] = points.estate_lon[place[inside], point[inside]]
    lat[inside] = points.estate_lat[place[inside], point[inside]]
    return np.where(inside, place, NONE), lon, lat


def measure_at(starts: Table, *, moments: Ints, plan: Plan) -> Ints:
    """The measure in force at each incident's place and time, or NONE; the latest one wins."""
    found = np.full(len(starts), NONE)
    for measure in plan.measures:
        covered = measure.covers(starts["type"], communities=starts["community"])
        found[covered & (moments >= measure.since)] = measure.number
    return found
