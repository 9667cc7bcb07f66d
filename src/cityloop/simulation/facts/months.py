"""A month of the simulated city as facts: what an export of the same lives would hold.

Numbers stand for words (words.py), NONE for what is not known. What is true is not in the facts:
staff of the city would know no more than these columns say.
"""

import numpy as np

from cityloop.simulation.facts.ledger import Ledger
from cityloop.simulation.facts.orders import orders_of
from cityloop.simulation.facts.words import REQUEST_STATES, TREATMENTS
from cityloop.simulation.tables import (
    KINDS,
    NONE,
    Array,
    DrawReason,
    Intent,
    Month,
    Table,
    Treatment,
)

IRREGULARITY = KINDS.index("irregularity")
LEGAL_CHANNEL = TREATMENTS.index("legal_channel")
DRAWN = (int(DrawReason.ALWAYS), int(DrawReason.SAMPLE))
TRIAGE = REQUEST_STATES.index("triage")
STATE_NUMBERS = [
    REQUEST_STATES.index(word)
    for word in ("refused", "redirected", "answered", "closed", "linked", "dispatched")
]


def facts_of(month: Month, *, ledger: Ledger) -> dict[str, Table]:
    """The rows of each fact that a month's requests lead to, each with its leading moment.

    Places and agencies are numbered from the first copy of the month's block.
    """
    said = subjects(month, ledger=ledger)
    orders = orders_of(month, said=said, ledger=ledger)
    return {
        "requests": requests_of(month, said=said),
        "orders": orders,
        "follow_ups": follow_ups_of(month, said=said, orders=orders, ledger=ledger),
    }


def subjects(month: Month, *, ledger: Ledger) -> Table:
    """What each request is about and where, with positions in the words of the block."""
    world, reports = ledger.world, month.reports
    places, estates = len(world.community_code), len(world.estate_code)
    community = reports["community"] - month.block * places
    copy, place = community // places, community % places
    estate = reports["estate"]
    types, kind = reports["type_said"], reports["kind"]
    return Table(
        {
            "service_type": types,
            "kind": kind,
            "grade": np.asarray(world.type_grade)[types].astype(np.int16),
            "shielded": (kind == IRREGULARITY) | np.asarray(world.type_shielded)[types],
            "district": above(
                world.district, place=place, copy=copy, count=len(world.district_code)
            ),
            "subdistrict": above(
                world.subdistrict, place=place, copy=copy, count=len(world.subdistrict_code)
            ),
            "community": community,
            "estate": np.where(estate >= 0, estate - month.block * estates, NONE),
        }
    )


def above(chain: Array, *, place: Array, copy: Array, count: int) -> Array:
    """The larger area that each place lies in, numbered over copies."""
    found = np.asarray(chain)[place].astype(np.int32)
    return np.where(found >= 0, found + copy * count, NONE).astype(np.int32)


def requests_of(month: Month, *, said: Table) -> Table:
    """Every request of a month."""
    reports, handling = month.reports, month.handling
    treatment = handling["treatment"]
    ordered, joined = treatment == Treatment.ORDER, treatment == Treatment.JOINED
    closed = np.where(handling["reopened"] >= 0, handling["second_closed"], handling["closed"])
    told = told_of(month)
    states = [
        (told >= 0) & (told != LEGAL_CHANNEL),
        told == LEGAL_CHANNEL,
        treatment == Treatment.AT_ONCE,
        (ordered | joined) & (closed >= 0),
        joined,
        ordered,
    ]
    return Table(
        {
            "request_id": reports["report"],
            "matter_id": handling["matter_of"],
            "received_at": reports["said"],
            "closed_at": closed,
            "channel": reports["channel"],
            "language": reports["language"],
            **said.columns,
            "requester_kind": reports["firm"].astype(np.int8),
            "requester_group": np.where(reports["firm"], NONE, reports["group"]).astype(np.int8),
            "staff_made": np.zeros(len(reports), dtype=bool),
            "state": np.select(states, STATE_NUMBERS, default=TRIAGE).astype(np.int8),
            "treatment": told,
            "opens_matter": ordered,
            "same_requester": joined & reports["repeat"],
        }
    )


def told_of(month: Month) -> Array:
    """Positions in TREATMENTS of what a request was told instead of getting an order."""
    treatment, intent = month.handling["treatment"], month.reports["intent"]
    told = np.select(
        [intent == Intent.UNLAWFUL, intent == Intent.SECRET],
        [TREATMENTS.index("unlawful"), TREATMENTS.index("secret_or_private")],
        default=LEGAL_CHANNEL,
    )
    turned = (treatment == Treatment.REFUSED) | (treatment == Treatment.REDIRECTED)
    return np.where(turned, told, NONE).astype(np.int8)


def follow_ups_of(month: Month, *, said: Table, orders: Table, ledger: Ledger) -> Table:
    """One lot an answered order, when it is known whether it was drawn."""
    handling = month.handling
    drawn = handling["called"] >= 0
    known = (handling["treatment"] == Treatment.ORDER) & (handling["answered"] >= 0)
    rows = np.flatnonzero(known & (drawn | (handling["closed"] >= 0)))
    base, subject = handling.take(rows), said.take(rows)
    moved = base["redispatched"] >= 0
    order = base["report"] * 2 + moved
    by_number = np.argsort(orders["order_id"], kind="stable")
    at = by_number[np.searchsorted(orders["order_id"], order, sorter=by_number)]
    drawn, reached = drawn[rows], base["reached"]
    pressed = np.where(reached, base["pressured"], NONE)
    return Table(
        {
            "order_id": order,
            "request_id": base["report"],
            "round": np.ones(len(base), dtype=np.int16),
            "agency": orders["agency"][at],
            "department": orders["department"][at],
            **subject.columns,
            "drawn_at": base["answered"],
            "due_at": base["due"],
            "drawn": drawn,
            "weight": np.select(
                [base["draw_reason"] == reason for reason in DRAWN],
                [1.0, ledger.weight],
                default=np.nan,
            ),
            "state": np.where(drawn, np.where(reached, 0, 1), NONE).astype(np.int8),
            "answered_at": np.where(reached, base["called"], NONE),
            "solved": base["said_solved"],
            "satisfied": base["said_satisfied"].astype(np.int16),
            "pressured": pressed.astype(np.int8),
        }
    )
