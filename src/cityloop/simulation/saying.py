"""How a report is made: channel, language, kind, and the type that is written down."""

import numpy as np

from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.ground import Ground
from cityloop.simulation.parameter_rows import Voice
from cityloop.simulation.reports import Town
from cityloop.simulation.streams import Ints, Stream, cumulative_rows, draw_in_rows
from cityloop.simulation.tables import CHANNELS, KINDS, NONE, Group, Intent, Table

# Most wrong types lie near the right one.
WITHIN_GROUP = 0.7
ASSISTANCE, COMPLAINT, IRREGULARITY = (
    KINDS.index(kind) for kind in ("assistance", "complaint", "irregularity")
)


def as_said(requests: Table, *, town: Town, chance: Stream) -> Table:
    """Requests with channel, language, kind, shield and `type_said`; `type` becomes `type_true`."""
    ground, voice = town.ground, town.voice
    count = len(requests)
    kind = kinds_of(requests, ground=ground, voice=voice, chance=chance)
    shielded = np.asarray(ground.world.type_shielded, dtype=bool)[requests["type"]]
    columns = {name: one for name, one in requests.columns.items() if name != "type"}
    chinese = np.asarray(ground.world.share_zh, dtype=np.float64)[requests["community"]]
    new = (requests["group"] & Group.NEWCOMER) > 0
    chinese = np.where(new, 1.0 - (1.0 - chinese) * voice.newcomer_chinese, chinese)
    return Table(columns).with_columns(
        {
            "kind": kind,
            "shielded": (kind == IRREGULARITY) | shielded,
            "type_true": requests["type"],
            "type_said": types_said(requests["type"], kind=kind, town=town, chance=chance),
            "channel": draw_in_rows(
                channel_table(voice), rows=requests["group"], shares=chance.shares(count)
            ),
            "language": (chance.coins(count) < chinese).astype(np.int64),
            "firm": requests["group"] == Group.FIRM,
        }
    )


def kinds_of(requests: Table, *, ground: Ground, voice: Voice, chance: Stream) -> Ints:
    """The kind of each request: given, or one that the type of its incident allows."""
    allowed = ground.kinds[requests["type"]]
    share = chance.shares(len(requests))
    complains = allowed[:, COMPLAINT] & (~allowed[:, ASSISTANCE] | (share < voice.complaint))
    kind = np.where(complains, COMPLAINT, ASSISTANCE)
    other = ~allowed[:, COMPLAINT] & ~allowed[:, ASSISTANCE]
    accuses = allowed[:, IRREGULARITY] & (other | (share > 1.0 - voice.irregularity))
    kind = np.where(accuses, IRREGULARITY, kind)
    return np.where(requests["kind"] == NONE, kind, requests["kind"])


def types_said(types: Ints, *, kind: Ints, town: Town, chance: Stream) -> Ints:
    """The type that is written down: sometimes another one, mostly of the same group."""
    count = len(types)
    groups = np.asarray(town.ground.world.type_group, dtype=np.int64)
    order = np.argsort(groups, kind="stable")
    bounds = np.searchsorted(groups[order], np.arange(len(town.ground.world.group_code) + 1))
    at = groups[types]
    near = chance.coins(count) < WITHIN_GROUP
    first = np.where(near, bounds[at], 0)
    last = np.where(near, bounds[at + 1], len(groups))
    other = order[first + chance.integers(count, high=last - first)]
    wrong = chance.shares(count) < town.voice.wrong_type
    return np.where(wrong & town.ground.kinds[other, kind], other, types)


def channel_table(voice: Voice) -> Floats:
    """Cumulative shares of channels by group; old people and firms have their own."""
    by_group = [
        voice.firm_channels if group & Group.FIRM else
        voice.old_channels if group & Group.OLD else voice.channels
        for group in range(Group.FIRM + 1)
    ]  # fmt: skip
    return cumulative_rows(
        np.array([[row.get(name, 0.0) for name in CHANNELS] for row in by_group])
    )


def honest(requests: Table) -> Table:
    """Reports of incidents with the columns of other requests: honest, of a kind not yet drawn."""
    count = len(requests)
    return requests.with_columns(
        {"kind": np.full(count, NONE), "intent": np.full(count, int(Intent.HONEST))}
    )
