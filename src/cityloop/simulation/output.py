"""A worked month as tables: numbers over all copies, and nothing that lies after the end."""

import numpy as np

from cityloop.simulation.offices import Offices
from cityloop.simulation.reports import PLACE_BITS
from cityloop.simulation.scope import Scope
from cityloop.simulation.tables import NONE, Array, DrawReason, Month, Table, Treatment
from cityloop.simulation.work import TIMES, Worked

INCIDENT_TYPES = {
    "incident": "i8", "type": "i2", "community": "i4", "estate": "i4", "began": "i8",
    "ended": "i8", "severity": "f4", "lon": "f8", "lat": "f8", "outbreak": "i2", "measure": "i2",
}  # fmt: skip
REPORT_TYPES = {
    "report": "i8", "incident": "i8", "said": "i8", "person": "i8", "group": "i1",
    "channel": "i1", "language": "i1", "kind": "i1", "type_said": "i2", "type_true": "i2",
    "community": "i4", "estate": "i4", "lon": "f8", "lat": "f8", "firm": "?", "intent": "i1",
    "repeat": "?", "first": "?",
}  # fmt: skip
HANDLING_TYPES = {
    "report": "i8", "treatment": "i1", "matter_of": "i8", "sent_to": "i4", "agency": "i4",
    **dict.fromkeys(TIMES, "i8"), "due": "i8", "objection_upheld": "i1", "extension_granted": "i1",
    "outcome": "i1", "second_outcome": "i1", "solved_truth": "?", "second_solved": "?",
    "draw_reason": "i1", "reached": "?",
    "said_solved": "i1", "said_satisfied": "i1", "pressured": "?", "rework": "?", "whistled": "?",
    "gamed": "u2",
}  # fmt: skip


def month_of(
    done: Worked,
    *,
    incidents: Table,
    unsaid: Table,
    setting_end: int,
    scope: Scope,
    offices: Offices,
) -> Month:
    """The tables of a month; what lies at or after `setting_end` is NONE."""
    world = offices.ground.world
    known, requests = done.known, done.requests
    older = len(known) - len(incidents)
    ended = np.minimum(known["ends"], known["mended"])
    ended = np.where(ended < setting_end, ended, NONE)
    places = len(world.community_code), len(world.estate_code)
    before = np.flatnonzero(done.mended_now[:older])
    incident = np.append(known["incident"], NONE)[requests["row"]]
    # Persons are numbered by the places of their block; blocks stand behind one another.
    elsewhere = (scope.block * places[0]) << PLACE_BITS
    handling = censored(done.handling, end=setting_end)
    shift = (requests["copy"] + scope.block) * offices.count
    agencies = {
        name: np.where(handling[name] >= 0, handling[name] + shift, NONE)
        for name in ("sent_to", "agency")
    }
    return Month(
        name=scope.name,
        block=scope.block,
        first=scope.first,
        until=scope.until,
        incidents=typed(
            numbered(incidents, places=places, block=scope.block).with_columns(
                {"ended": ended[older:]}
            ),
            types=INCIDENT_TYPES,
        ),
        reports=typed(
            numbered(requests, places=places, block=scope.block).with_columns(
                {"incident": incident, "person": requests["person"] + elsewhere}
            ),
            types=REPORT_TYPES,
        ),
        handling=typed(
            handling.with_columns({"report": requests["report"], **agencies}),
            types=HANDLING_TYPES,
        ),
        ends=Table({"incident": known["incident"][before], "ended": ended[before]}),
        unsaid=typed(unsaid, types={"incident": "i8", "why": "i1"}),
    )


def numbered(rows: Table, *, places: tuple[int, int], block: int) -> Table:
    """Rows with communities and estates numbered over all copies of the city."""
    copy = rows["copy"] + block
    estate = np.where(rows["estate"] >= 0, rows["estate"] + copy * places[1], NONE)
    return rows.with_columns({"community": rows["community"] + copy * places[0], "estate": estate})


def typed(rows: Table, *, types: dict[str, str]) -> Table:
    """The columns of a table in their order and kind."""
    return Table({name: rows[name].astype(kind) for name, kind in types.items()})


def censored(handling: Table, *, end: int) -> Table:
    """Handling as it is known at the end: what has not happened yet is not there."""
    columns: dict[str, Array] = dict(handling.columns)
    for name in TIMES:
        columns[name] = np.where(columns[name] < end, columns[name], NONE)
    depends = {
        "ruled": ("objection_upheld",),
        "extension_decided": ("extension_granted",),
        "dispatched": ("sent_to", "agency", "due"),
        "called": ("said_solved", "said_satisfied"),
        "second_answered": ("second_solved", "second_outcome"),
    }
    ordered = columns["treatment"] == Treatment.ORDER
    due, moved = columns["due"], handling["extension_granted"] == 1
    due = np.where(moved & (columns["extension_decided"] == NONE), columns["due_before"], due)
    away = (handling["redispatched"] >= 0) & (columns["redispatched"] == NONE)
    columns["due"] = np.where(away, due - columns["due_from"] + columns["dispatched"], due)
    columns["agency"] = np.where(away, columns["sent_to"], columns["agency"])
    for cause, effects in depends.items():
        gone = (handling[cause] >= 0) & (columns[cause] == NONE)
        for name in effects:
            none = False if columns[name].dtype == bool else NONE
            columns[name] = np.where(gone, none, columns[name])
    unanswered = columns["answered"] == NONE
    columns["outcome"] = np.where(unanswered, NONE, columns["outcome"])
    columns["solved_truth"] = columns["solved_truth"] & ~unanswered
    uncalled = columns["called"] == NONE
    columns["draw_reason"] = np.where(uncalled, int(DrawReason.NOT_DRAWN), columns["draw_reason"])
    columns["reached"] = columns["reached"] & ~uncalled
    columns["pressured"] = columns["pressured"] & ~uncalled
    columns["rework"] = columns["rework"] & (columns["reopened"] >= 0)
    still = (ordered & (columns["dispatched"] == NONE)) | (
        ~ordered & (columns["treatment"] != Treatment.JOINED) & (columns["closed"] == NONE)
    )
    columns["treatment"] = np.where(still, int(Treatment.OPEN), columns["treatment"])
    columns["matter_of"] = np.where(still, NONE, columns["matter_of"])
    return Table(columns)
