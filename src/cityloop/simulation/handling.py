"""What is done about an order: dispatch, objection, acceptance, work in the queue, answer."""

from dataclasses import dataclass

import numpy as np

from cityloop.simulation.arithmetic import Floats, exponential
from cityloop.simulation.calendar import DAY, HOUR, due_moments
from cityloop.simulation.gaming import Play, marked, with_promises
from cityloop.simulation.incidents import Plan
from cityloop.simulation.offices import Offices
from cityloop.simulation.parameter_rows import DispatchFigures
from cityloop.simulation.queues import finished
from cityloop.simulation.streams import Bools, Ints, Stream
from cityloop.simulation.tables import NONE, Table

STEP_SPREAD = 0.8
WORK_SPREAD = 0.6
URGENT_SHARE = 0.15
URGENT_FEW_MINUTES = 0.4
OPENS, CLOSES = 8 * HOUR, 20 * HOUR
AFTER_CONTACT = 300
STEP = 60
# Hours of work within which an answer goes out after the work is done.
OUT_WITHIN = 1.5
WHISTLED_LONGER = 1.25


@dataclass(frozen=True, slots=True)
class Desk:
    """The offices in one month: who they are, what is planted, and the month's chances."""

    offices: Offices
    plan: Plan
    chance: Stream
    play: Play

    @property
    def figures(self) -> DispatchFigures:
        return self.offices.parameters.file.dispatch

    def factor(self, orders: Table, *, of: str, moments: Ints) -> Floats:
        """What measures multiply a figure of handling with, by order."""
        total = np.ones(len(orders))
        for change in self.plan.changes:
            if getattr(change.row, of) != 1.0:
                covered = change.covers(orders["type_true"], communities=orders["community"])
                total = np.where(covered, total * change.factor(moments, of=of), total)
        return total


def in_daytime(moments: Ints, *, desk: Desk) -> Ints:
    """Moments moved to the next hours in which people may be called, 8 to 20."""
    inside = (moments - desk.offices.days.start) % DAY
    shares = desk.chance.shares(len(moments))
    later = (shares * HOUR).astype(np.int64)
    night = np.where(inside < OPENS, OPENS - inside, DAY + OPENS - inside) + later
    return np.where((inside < OPENS) | (inside >= CLOSES), moments + night, moments)


def handled(orders: Table, *, desk: Desk, backlog: Floats) -> tuple[Table, Floats]:
    """Orders from dispatch to answer, and until when each team is busy.

    Needs columns said, type_true, type_said, community, copy, kind, intent; adds every column of a
    handling up to `answered`, with `due`. Times are int64 epoch seconds, NONE where a step is not
    taken; each lies after its cause.
    """
    orders = dispatched(orders, desk=desk)
    orders = objected(orders, desk=desk)
    orders = accepted(orders, desk=desk)
    orders, backlog = answered(orders, desk=desk, backlog=backlog)
    orders = with_promises(orders, play=desk.play)
    return extended(orders, desk=desk), backlog


def dispatched(orders: Table, *, desk: Desk) -> Table:
    """Orders with the agency that they are sent to, right or wrong, and when."""
    offices, chance, figures = desk.offices, desk.chance, desk.figures
    count = len(orders)
    community = orders["community"]
    other = offices.lead[chance.integers(count, high=len(offices.lead)), community]
    wrong = chance.shares(count) < figures.wrong_agency
    urgent = offices.urgent[orders["type_said"]]
    minutes = np.where(urgent, figures.urgent_minutes, figures.minutes)
    minutes = minutes * chance.lognormals(count, sigma=figures.spread)
    hard = chance.coins(count) < figures.hard_share
    hours = np.where(hard & ~urgent, figures.hard_hours, 0.0) * chance.shares(count)
    delay = (minutes * 60 + hours * HOUR).astype(np.int64)
    return orders.with_columns(
        {
            "sent_to": np.where(wrong, other, offices.lead[orders["type_said"], community]),
            "right": offices.lead[orders["type_true"], community],
            "urgent": urgent,
            "dispatched": orders["said"] + STEP + delay,
            "gamed": orders["gamed"],
        }
    )


def objected(orders: Table, *, desk: Desk) -> Table:
    """Orders with objections of wrong and of unwilling agencies, rulings, and the agency at last.

    Nobody objects after the window that the city gives the grade of the type as it was said.
    Ways 5, 6 and 7: objecting at the last minute, objecting twice without a ground, and handing
    department work to the sub-district's office.
    """
    offices, chance, figures, play = desk.offices, desk.chance, desk.figures, desk.play
    count, sent, sent_at = len(orders), orders["sent_to"], orders["dispatched"]
    may = offices.window_hours[orders["type_said"]] > 0
    ends = offices.objection_ends(orders["type_said"], moments=sent_at)
    mistaken = sent != orders["right"]
    late, circle, push = (
        may & play.played(way, agencies=sent, moments=sent_at)
        for way in ("object_late", "circle", "push_down")
    )
    below = offices.office_of[orders["community"]]
    push = push & (below >= 0) & (below != sent)
    share = np.where(mistaken, figures.wrong_objected, offices.objects[sent])
    objects = (may & (chance.shares(count) < share)) | late | circle | push
    wait = figures.objection_hours * chance.lognormals(count, sigma=0.5) * HOUR
    wait = (wait * np.where(orders["urgent"], URGENT_SHARE, 1.0)).astype(np.int64)
    last = ends - int(figures.late_objection_minutes * 60)
    at = np.minimum(np.where(late, np.maximum(last, sent_at), sent_at + STEP + wait), ends)
    rounds = np.where(circle, 2.0, 1.0)
    ruling = figures.ruling_hours * rounds * chance.lognormals(count, sigma=0.5) * HOUR
    ruled = at + STEP + ruling.astype(np.int64)
    upheld = objects & ((mistaken & (chance.coins(count) < figures.wrong_upheld)) | push)
    again = figures.redispatch_hours * chance.lognormals(count, sigma=0.5) * HOUR
    redispatched = ruled + STEP + again.astype(np.int64)
    target = np.where(push & ~mistaken, below, orders["right"])
    orders = orders.with_columns(
        {
            "objected": np.where(objects, at, NONE),
            "ruled": np.where(objects, ruled, NONE),
            "objection_upheld": np.where(objects, upheld.astype(np.int64), NONE),
            "redispatched": np.where(upheld, redispatched, NONE),
            "agency": np.where(upheld, target, sent),
            "arrived": np.where(upheld, redispatched, np.where(objects, ruled, sent_at)),
            "due_from": np.where(upheld, redispatched, sent_at),
            "stranger": mistaken & ~upheld,
        }
    )
    for way, where in (("object_late", late), ("circle", circle), ("push_down", push)):
        orders = marked(orders, way=way, where=where)
    return orders


def accepted(orders: Table, *, desk: Desk) -> Table:
    """Orders with acceptance, first contact and the time at which the answer is due."""
    offices, chance = desk.offices, desk.chance
    count, agency, urgent = len(orders), orders["agency"], orders["urgent"]
    quick = np.where(urgent, URGENT_SHARE, 1.0)
    minutes = offices.accept_minutes[agency] * chance.lognormals(count, sigma=STEP_SPREAD)
    accepted_at = orders["arrived"] + STEP + (minutes * quick * 60).astype(np.int64)
    hours = offices.contact_hours[agency] * chance.lognormals(count, sigma=STEP_SPREAD)
    contact = accepted_at + STEP + (hours * quick * URGENT_FEW_MINUTES * HOUR).astype(np.int64)
    by_day = in_daytime(accepted_at + STEP + (hours * HOUR).astype(np.int64), desk=desk)
    said, kind = orders["type_said"], orders["kind"]
    due = due_moments(
        orders["due_from"],
        days=offices.days,
        amount=offices.limit_amount[said, kind],
        unit=offices.limit_unit[said, kind],
    )
    return orders.with_columns(
        {
            "accepted": accepted_at,
            "contacted": np.where(urgent, contact, by_day),
            "due": due,
            "due_before": due,
        }
    )


def answered(orders: Table, *, desk: Desk, backlog: Floats) -> tuple[Table, Floats]:
    """Orders with their answer: a turn in the agency's queue, then the work's own time.

    Grades 1 and 2 do not wait in the queue: a duty team beside it takes them.
    """
    offices, chance = desk.offices, desk.chance
    count, agency, types = len(orders), orders["agency"], orders["type_true"]
    shift = offices.shift[agency]
    work = offices.ground.work_hours[types] * chance.lognormals(count, sigma=WORK_SPREAD)
    waits = np.flatnonzero(~orders["urgent"])
    came = at_work(orders["contacted"], shift=shift, desk=desk)
    team = agency + orders["copy"] * offices.count
    done, backlog = finished(
        came[waits], work=(work / offices.staff[agency])[waits], teams=team[waits], backlog=backlog
    )
    ready = orders["contacted"].copy()
    ready[waits] = from_work(done, shift=shift[waits], desk=desk)
    whistled, orders = with_whistles(orders, desk=desk)
    pace = offices.pace[agency] * np.where(whistled, WHISTLED_LONGER, 1.0)
    pace = pace * exponential(offices.pace_spread[agency] * chance.normals(count))
    pace = pace * desk.factor(orders, of="pace", moments=orders["arrived"])
    lag = ((orders["due"] - orders["due_from"]) * pace).astype(np.int64)
    out = ready + lag
    hours = at_work(out[waits], shift=shift[waits], desk=desk)
    hours = hours + 0.01 + OUT_WITHIN * chance.shares(len(waits))
    # An answer goes out while the office is open, never before the work is done.
    out[waits] = np.maximum(from_work(hours, shift=shift[waits], desk=desk), ready[waits])
    least = orders["contacted"] + AFTER_CONTACT
    return orders.with_columns({"answered": np.maximum(out, least)}), backlog


def at_work(moments: Ints, *, shift: Ints, desk: Desk) -> Floats:
    """Working hours of each order's office at each moment."""
    worked = np.zeros(len(moments))
    for number, clock in enumerate(desk.offices.clocks):
        here = shift == number
        worked[here] = clock.at(moments[here])
    return worked


def from_work(worked: Floats, *, shift: Ints, desk: Desk) -> Ints:
    """Moments of each office's working hours."""
    moments = np.zeros(len(worked), dtype=np.int64)
    for number, clock in enumerate(desk.offices.clocks):
        here = shift == number
        moments[here] = clock.moment(worked[here])
    return moments


def with_whistles(orders: Table, *, desk: Desk) -> tuple[Bools, Table]:
    """Orders for which a sub-district calls other offices together; way 15 calls too often."""
    agency = orders["agency"]
    share = desk.offices.ground.whistles[orders["type_true"]]
    whistled = desk.offices.grassroots[agency] & (desk.chance.coins(len(orders)) < share)
    more = desk.play.played("whistle", agencies=agency, moments=orders["arrived"])
    orders = orders.with_columns({"whistled": whistled | more})
    return whistled | more, marked(orders, way="whistle", where=more & ~whistled)


def extended(orders: Table, *, desk: Desk) -> Table:
    """Orders that would be late and for which more time is asked before they are due."""
    chance, figures = desk.chance, desk.figures
    count, due = len(orders), orders["due"]
    span = due - orders["due_from"]
    asked = due - (span * (0.02 + 0.3 * chance.shares(count))).astype(np.int64)
    asked = np.maximum(asked, orders["contacted"] + STEP)
    late = ~orders["urgent"] & (orders["answered"] > due + 2 * STEP) & (asked < due)
    asks = late & (chance.coins(count) < figures.extension_asked)
    hours = figures.extension_hours * chance.lognormals(count, sigma=0.5)
    decided = np.minimum(asked + (hours * HOUR).astype(np.int64) + 1, orders["answered"] - 1)
    granted = chance.coins(count) < figures.extension_granted
    return orders.with_columns(
        {
            "extension_asked": np.where(asks, asked, NONE),
            "extension_decided": np.where(asks, decided, NONE),
            "extension_granted": np.where(asks, granted.astype(np.int64), NONE),
            "due": np.where(asks & granted, due + span, due),
        }
    )
