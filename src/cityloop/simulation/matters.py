"""Which request opens a matter, which one joins it, and what becomes of those that join."""

import numpy as np

from cityloop.simulation.calendar import DAY, due_moments
from cityloop.simulation.gaming import marked, merge_targets
from cityloop.simulation.handling import AFTER_CONTACT, STEP, Desk
from cityloop.simulation.streams import Bools, Ints
from cityloop.simulation.tables import KINDS, NEVER, NONE, Array, Intent, Table, Treatment

INQUIRY, PRAISE = KINDS.index("inquiry"), KINDS.index("praise")
# What the state of a matter says to those that join it.
STATE = ("matter", "agency", "answered", "closed", "solved", "outcome")
SOON = 600
AT_ONCE_SECONDS = 900


def linked(requests: Table, *, known: Table, desk: Desk) -> Table:
    """Requests with `opens` a matter, and `target`: the position of the one they join, or NONE.

    The first report of an incident opens a matter, as does the first after a matter has been
    closed for longer than `join_days` while the incident goes on. A gaming unit merges different
    incidents of one type into one matter (way 4).
    """
    row, said = requests["row"], requests["said"]
    about = row >= 0
    # Row -1 is about no incident: it reads what is appended here.
    matter = np.append(known["matter"], NONE)[row]
    ended = np.append(known["closed"], NEVER)[row]
    days = desk.offices.parameters.file.join_days
    needs = about & ((matter == NONE) | (said > ended + int(days * DAY)))
    incidents, place = np.unique(row[needs], return_index=True)
    opener = np.flatnonzero(needs)[place]
    opener_of = np.full(len(known), NONE)
    opener_of[incidents] = opener
    opens = np.zeros(len(row), dtype=bool)
    opens[opener] = True
    merged, onto = merges_of(requests, opener=np.sort(opener), desk=desk)
    opens[merged] = False
    moved = np.arange(len(row))
    moved[merged] = onto
    target = np.where(needs, moved[np.append(opener_of, NONE)[row]], NONE)
    target = np.where(opens, NONE, target)
    flags = np.zeros(len(row), dtype=bool)
    flags[merged] = True
    requests = requests.with_columns({"opens": opens, "target": target, "merged": flags})
    return marked(requests, way="merge", where=flags)


def merges_of(requests: Table, *, opener: Ints, desk: Desk) -> tuple[Ints, Ints]:
    """Positions of requests that are merged into another matter, and of those they go to."""
    lead = desk.offices.lead[requests["type_true"][opener], requests["community"][opener]]
    merges = desk.play.played("merge", agencies=lead, moments=requests["said"][opener])
    shielded = requests["shielded"][opener]
    target = merge_targets(
        lead + desk.offices.count * requests["copy"][opener],
        # A shielded report neither joins a matter nor is joined: it is a type of its own here.
        types=2 * requests["type_true"][opener] + shielded,
        merges=merges & ~shielded,
    )
    found = target >= 0
    return opener[found], opener[target[found]]


def treated(requests: Table, *, desk: Desk) -> Table:
    """Requests with their treatment; those that follow a matter and are not seen get an order.

    Shielded reports never join a matter (intake's lifecycle refuses that): each gets an order.
    """
    chance, figures = desk.chance, desk.figures
    file = desk.offices.parameters.file
    count, kind, intent = len(requests), requests["kind"], requests["intent"]
    follows = (requests["row"] >= 0) & ~requests["opens"]
    lead = desk.offices.lead[requests["type_true"], requests["community"]]
    may_join = follows & ~requests["shielded"]
    split = may_join & desk.play.played("split", agencies=lead, moments=requests["said"])
    seen = (chance.coins(count) < file.join_seen) & ~split
    told = chance.coins(count)
    honest = (intent == Intent.HONEST) & (requests["row"] < 0)
    at_once = honest & (
        ((kind == INQUIRY) & (told < figures.answered_at_once))
        | ((kind == PRAISE) & (told < figures.praise_at_once))
    )
    unlawful = (intent == Intent.UNLAWFUL) & ~requests["over_promised"]
    refused = (unlawful & (told < figures.unlawful_refused)) | (intent == Intent.SECRET)
    treatment = np.full(count, int(Treatment.ORDER))
    treatment[at_once] = Treatment.AT_ONCE
    treatment[refused] = Treatment.REFUSED
    treatment[intent == Intent.NOT_OURS] = Treatment.REDIRECTED
    treatment[may_join & (seen | requests["merged"])] = Treatment.JOINED
    requests = requests.with_columns({"treatment": treatment})
    return marked(requests, way="split", where=split & ~requests["merged"])


def mended_at(orders: Table) -> Ints:
    """When the first or the second answer really solved it, or NEVER."""
    second = np.where(orders["second_solved"], orders["second_answered"], NEVER)
    return np.where(orders["solved_truth"], orders["answered"], second)


def state_of(orders: Table, *, number: Array) -> Table:
    """What those that join a matter later have to know about it."""
    return Table(
        {
            "matter": number,
            "agency": orders["agency"],
            "answered": orders["answered"],
            "closed": np.where(orders["rework"], orders["second_closed"], orders["closed"]),
            "solved": orders["solved_truth"] | orders["second_solved"],
            "outcome": orders["outcome"],
        }
    )


def followed(rows: Table, *, matters: Table, desk: Desk) -> dict[str, Array]:
    """Handling of requests that follow a matter: joined ones, and orders of those not seen.

    An order for what is in hand already costs the unit no work: it is answered with the matter.
    """
    chance, offices = desk.chance, desk.offices
    count, said = len(rows), rows["said"]
    ordered = rows["treatment"] == Treatment.ORDER
    agency = matters["agency"]
    minutes = desk.figures.minutes * chance.lognormals(count, sigma=desk.figures.spread)
    sent = said + STEP + (minutes * 60).astype(np.int64)
    taken = sent + STEP + (chance.shares(count) * offices.accept_minutes[agency] * 60).astype(int)
    spoken = taken + STEP + (chance.shares(count) * SOON).astype(int)
    answer = np.maximum(matters["answered"], spoken) + AFTER_CONTACT
    due = due_moments(
        sent,
        days=offices.days,
        amount=offices.limit_amount[rows["type_said"], rows["kind"]],
        unit=offices.limit_unit[rows["type_said"], rows["kind"]],
    )
    closes = answer + int(offices.parameters.file.calls.closes_days * DAY)
    times = {"dispatched": sent, "accepted": taken, "contacted": spoken, "answered": answer,
             "due": due, "due_from": sent, "due_before": due}  # fmt: skip
    columns: dict[str, Array] = {
        name: np.where(ordered, moments, NONE) for name, moments in times.items()
    }
    told = np.maximum(said + SOON, matters["closed"])
    columns["closed"] = np.where(ordered, closes, told)
    columns["sent_to"] = columns["agency"] = agency
    columns["solved_truth"] = matters["solved"] & ordered
    columns["outcome"] = np.where(ordered, matters["outcome"], NONE)
    return columns


def ended_at_once(rows: Table, *, desk: Desk) -> dict[str, Array]:
    """Handling of what is answered, refused or redirected on the spot."""
    seconds = 60 + (AT_ONCE_SECONDS * desk.chance.shares(len(rows))).astype(np.int64)
    moment = rows["said"] + seconds
    told: Bools = rows["treatment"] == Treatment.AT_ONCE
    return {
        "answered": np.where(told, moment, NONE),
        "closed": moment,
        "solved_truth": told,
    }
