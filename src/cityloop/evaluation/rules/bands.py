"""What the intervals allow to say about a unit among its peers: bands, never ordinal ranks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Literal

from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import Band
from cityloop.evaluation.rules.figures import rate_figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A unit's figure and its interval, as it is compared; only ranked units have one."""

    unit: str
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerGroup:
    """Units compared with each other; `note` says when they are fewer than wanted."""

    code: str
    units: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Bands of one figure in one peer group; `tiers` counts from 1, the best."""

    reference: Decimal | None
    bands: Mapping[str, Band]
    tiers: Mapping[str, int]


def peer_groups(
    units: Collection[str], *, peers: Mapping[str, str], minimum: int
) -> tuple[PeerGroup, ...]:
    """Peer groups of the units, sorted by code (domain.md H5).

    Groups with fewer units than `minimum` are merged into one, named after them all. When even
    that is too small it stays as it is and its note says so. A unit without a group falls into
    the group "" and is merged like any small one.
    """
    members: defaultdict[str, list[str]] = defaultdict(list)
    for unit in sorted(units):
        members[peers.get(unit, "")].append(unit)
    small = sorted(code for code, group in members.items() if len(group) < minimum)
    if len(small) > 1:
        merged = sorted(unit for code in small for unit in members.pop(code))
        members["+".join(code for code in small if code)] += merged
    return tuple(
        PeerGroup(code=code, units=tuple(sorted(group)), note=_size_note(group, minimum=minimum))
        for code, group in sorted(members.items())
    )


def _size_note(group: Collection[str], *, minimum: int) -> str | None:
    if len(group) >= minimum:
        return None
    return Sentence(
        "%(count)s units in this peer group, %(wanted)s are wanted: compare with care.",
        count=len(group),
        wanted=minimum,
    )


def comparison(
    standings: Iterable[Standing],
    *,
    reference: Literal["median", "mean"],
    mean: Decimal | None = None,
) -> Comparison:
    """Bands of the ranked units of a peer group, whatever the order of the rows.

    A unit is better when its whole interval lies above the reference, worse when below, else the
    two cannot be told apart; a bound on the reference is "same". The reference is the median of
    the ranked units, so that no large unit sets it alone, or `mean`, the mean over all their
    cases. Units without a standing are unranked and get no band here.
    """
    ranked = sorted(standings, key=lambda one: one.unit)
    if not ranked:
        return Comparison(reference=None, bands={}, tiers={})
    middle = median(one.value for one in ranked)
    centre = rate_figure(middle if reference == "median" or mean is None else mean)
    return Comparison(
        reference=centre,
        bands={one.unit: band(one, reference=centre) for one in ranked},
        tiers=overlap_tiers(ranked),
    )


def band(standing: Standing, *, reference: Decimal) -> Band:
    """Band of one ranked unit against its peers' reference."""
    if standing.low > reference:
        return Band.BETTER
    if standing.high < reference:
        return Band.WORSE
    return Band.SAME


def overlap_tiers(standings: Iterable[Standing]) -> dict[str, int]:
    """Tier of each unit, 1 is the best; units whose intervals overlap always share one.

    Overlap is passed on: two units that do not overlap share a tier when a third links them
    (domain.md H5: "units whose intervals overlap share a band"). Touching counts as overlap.
    """
    tiers: dict[str, int] = {}
    tier, floor = 0, None
    for one in sorted(standings, key=lambda one: (-one.high, one.unit)):
        if floor is None or one.high < floor:
            tier, floor = tier + 1, one.low
        floor = min(floor, one.low)
        tiers[one.unit] = tier
    return tiers
