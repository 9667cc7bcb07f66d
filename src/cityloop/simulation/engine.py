"""Months of the simulated city, one after the other.

`months` gives them all. At scale the city is copied: a block is a number of copies that are
simulated together in the same arrays, and blocks know nothing of each other. `simulate_block` gives
the months of one block; memory holds one month of one block and the matters still open in it, so a
caller streams any number of blocks with bounded memory and runs different blocks in different
processes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.calendar import days_between, waking_clock
from cityloop.simulation.gaming import Play, suppression_shares
from cityloop.simulation.ground import ground_of
from cityloop.simulation.handling import Desk
from cityloop.simulation.incidents import Plan, incidents_of, month_starts, with_contagion
from cityloop.simulation.inquiries import other_requests
from cityloop.simulation.measures import planted_changes, planted_outbreaks
from cityloop.simulation.offices import Offices, offices_of
from cityloop.simulation.output import month_of
from cityloop.simulation.parameters import Parameters
from cityloop.simulation.reports import Town, candidates_of, flags_of
from cityloop.simulation.saying import as_said, honest
from cityloop.simulation.scope import Scope, check_span, scopes_between
from cityloop.simulation.streams import Bools, cumulative_rows
from cityloop.simulation.tables import NEVER, NONE, Month, Table, Unsaid
from cityloop.simulation.work import Worked, worked
from cityloop.simulation.world import World

COPIES_PER_BLOCK = 50
WAKING = "waking"
PLACE = ("type", "community", "estate", "copy", "lon", "lat")


@dataclass(frozen=True, slots=True)
class Setting:
    """All that stays the same from month to month."""

    town: Town
    offices: Offices
    end: int


@dataclass(frozen=True, slots=True)
class State:
    """What one month hands to the next.

    known: incidents that somebody may still report, with the state of their matter. pending: those
    reports, `row` being a position in known. later: incidents set off in a later month. backlog:
    until when each team is busy.
    """

    known: Table
    pending: Table
    later: Table
    backlog: Floats


def months(
    world: World, parameters: Parameters, *, seed: int, since: date, until: date, scale: int = 1
) -> Iterator[Month]:
    """Every month of [since, until) of `scale` copies of the city, block after block."""
    for first in range(0, scale, COPIES_PER_BLOCK):
        yield from simulate_block(
            world,
            parameters,
            seed=seed,
            since=since,
            until=until,
            block=first,
            copies=min(COPIES_PER_BLOCK, scale - first),
        )


def simulate_block(
    world: World,
    parameters: Parameters,
    *,
    seed: int,
    since: date,
    until: date,
    block: int = 0,
    copies: int = 1,
) -> Iterator[Month]:
    """The months of the copies [block, block + copies) of the city, in order of time.

    Communities, estates and agencies of copy k have the world's numbers plus k times their count.
    Depends on nothing but its arguments: blocks may run in any order and in any process.
    """
    setting = setting_of(world, parameters, seed=seed, since=since, until=until)
    days = setting.town.plan.days
    state: State | None = None
    for scope in scopes_between(
        since, until=until, days=days, seed=seed, block=block, copies=copies
    ):
        month, state = next_month(setting, scope=scope, state=state)
        yield month


def setting_of(
    world: World, parameters: Parameters, *, seed: int, since: date, until: date
) -> Setting:
    """Arrays of the city, its offices, its days and what is planted in it.

    Raises InputError for days that the simulation does not know (see check_span).
    """
    check_span(since, until=until)
    file = parameters.file
    days = days_between(
        since, until=until, seed=seed, calendar=parameters.calendar, climate=file.climate
    )
    ground = ground_of(world, file=file, seed=seed)
    plan = Plan(
        days=days,
        drifts=planted_changes(file.drifts, world=world, days=days),
        measures=planted_changes(file.measures, world=world, days=days),
        outbreaks=planted_outbreaks(file.outbreaks, world=world, first=since),
        severity_spread=file.severity_spread,
    )
    town = Town(
        ground=ground,
        plan=plan,
        clock=waking_clock(days, hours=file.hours[WAKING], week=file.weeks[WAKING]),
        voice=file.voice,
        intents=file.intents,
        watch_days=file.watch_days,
        volume=file.volume,
        waking=cumulative_rows(np.array([file.hours[WAKING]])),
    )
    offices = offices_of(parameters, ground=ground, days=days)
    return Setting(town=town, offices=offices, end=days.epoch(until))


def next_month(setting: Setting, *, scope: Scope, state: State | None) -> tuple[Month, State]:
    """One month and what it hands to the next one."""
    town, offices = setting.town, setting.offices
    starts = month_starts(town.ground, plan=town.plan, scope=scope)
    if state is not None:
        now = state.later["day"] < scope.day_to
        starts = Table.joined(starts, state.later.take(now))
    starts, later = with_contagion(starts, ground=town.ground, plan=town.plan, scope=scope)
    if state is not None:
        later = Table.joined(later, state.later.take(~now))
    incidents = incidents_of(starts, ground=town.ground, plan=town.plan, scope=scope)
    candidates = spoken_of(incidents, setting=setting, scope=scope)
    known = with_matters(incidents)
    if state is not None:
        candidates = candidates.with_columns({"row": candidates["row"] + len(state.known)})
        candidates = Table.joined(state.pending, candidates)
        known = Table.joined(state.known, known)
    now_said = candidates["said"] < scope.until
    heard = candidates.take(now_said & ~candidates["silenced"])
    requests = requests_of(heard, known=known, town=town, scope=scope)
    desk = desk_of(setting, scope=scope)
    backlog = np.zeros(offices.count * scope.copies) if state is None else state.backlog
    done = worked(requests, known=known, desk=desk, backlog=backlog, scope=scope)
    unsaid = unsaid_of(candidates, done=done, now=now_said, end=setting.end)
    month = month_of(
        done, incidents=incidents, unsaid=unsaid,
        setting_end=setting.end, scope=scope, offices=offices,
    )  # fmt: skip
    left = candidates.take(~now_said & (candidates["said"] < setting.end))
    return month, carried(done, pending=left, later=later)


def spoken_of(incidents: Table, *, setting: Setting, scope: Scope) -> Table:
    """Reports that would be made; `silenced`: those that a unit talks people out of."""
    candidates = candidates_of(incidents, town=setting.town, scope=scope)
    about = incidents.some("type", "community", rows=candidates["row"])
    lead = setting.offices.lead[about["type"], about["community"]]
    share = suppression_shares(setting.offices.gamers, agencies=lead, moments=candidates["said"])
    silenced = scope.stream("suppressed").coins(len(candidates)) < share
    candidates = candidates.with_columns({"silenced": silenced})
    spoken, unspoken = (flags_of(candidates.take(rows)) for rows in (~silenced, silenced))
    return Table.joined(spoken, unspoken)


def unsaid_of(candidates: Table, *, done: Worked, now: Bools, end: int) -> Table:
    """Reports of which it became certain this month that nobody makes them, and why.

    Suppressed are those alone that would have been said: before the incident was mended.
    """
    said, row = candidates["said"], candidates["row"]
    cases = [said >= end, said >= done.known["mended"][row], now & candidates["silenced"]]
    causes = [int(Unsaid.AFTER_THE_END), int(Unsaid.MENDED), int(Unsaid.SUPPRESSED)]
    why = np.select(cases, causes, default=NONE)
    gone = np.flatnonzero(why != NONE)
    return Table({"incident": done.known["incident"][row[gone]], "why": why[gone]})


def with_matters(incidents: Table) -> Table:
    """Incidents of which nobody has spoken yet."""
    count = len(incidents)
    kept = incidents.some("incident", "ends", *PLACE, rows=slice(None))
    return kept.with_columns(
        {
            "matter": np.full(count, NONE),
            "agency": np.full(count, NONE),
            "answered": np.full(count, NEVER),
            "closed": np.full(count, NEVER),
            "solved": np.zeros(count, dtype=bool),
            "outcome": np.full(count, NONE),
            "mended": np.full(count, NEVER),
        }
    )


def requests_of(spoken: Table, *, known: Table, town: Town, scope: Scope) -> Table:
    """What the hotline hears in a month, in order of time."""
    about = known.some(*PLACE, rows=spoken["row"])
    heard = honest(spoken.with_columns(about.columns))
    other = other_requests(town=town, scope=scope)
    requests = Table.joined(Table({name: heard[name] for name in other.columns}), other)
    requests = requests.take(np.argsort(requests["said"], kind="stable"))
    count = len(requests)
    ends = np.append(known["ends"], NEVER)
    requests = requests.with_columns(
        {
            "ends": ends[requests["row"]],
            "gamed": np.zeros(count, dtype=np.int64),
        }
    )
    return as_said(requests, town=town, chance=scope.stream("reports"))


def desk_of(setting: Setting, *, scope: Scope) -> Desk:
    """The offices with this month's chances."""
    return Desk(
        offices=setting.offices,
        plan=setting.town.plan,
        chance=scope.stream("handling"),
        play=Play(gamers=setting.offices.gamers, chance=scope.stream("gaming")),
    )


def carried(done: Worked, *, pending: Table, later: Table) -> State:
    """The state after a month: incidents that nobody will report any more are left out."""
    pending = pending.take(pending["said"] < done.known["mended"][pending["row"]])
    used, row = np.unique(pending["row"], return_inverse=True)
    return State(
        known=done.known.take(used),
        pending=pending.with_columns({"row": row.reshape(-1)}),
        later=later,
        backlog=done.backlog,
    )
