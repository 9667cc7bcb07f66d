"""Who is called back: a draw that the handling unit can neither see nor steer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from math import ceil, floor
from statistics import NormalDist
from typing import NamedTuple

from cityloop.followups.choices import DrawReason
from cityloop.followups.rules.plan import SamplingPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An order that could be called back, or a joined request (`linked`).

    unit: who handled it. stratum: the part of the unit that must be present in the sample, such as
    a service group.
    """

    order_id: str
    unit: str
    stratum: str
    grade: int
    rework: bool = False
    reopened: bool = False
    excluded: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A drawn order; `weight` is how many orders of its unit and stratum it speaks for."""

    order_id: str
    unit: str
    stratum: str
    reason: DrawReason
    weight: Fraction

    @property
    def stored_weight(self) -> Decimal:
        """Weight with six decimals, as a column holds it."""
        return (Decimal(self.weight.numerator) / Decimal(self.weight.denominator)).quantize(
            Decimal("0.000001")
        )


def sample_size(population: int, *, half_width: Decimal, confidence: Decimal) -> int:
    """Fewest cases that give any share of a population within +- half_width (domain.md H6).

    Worst case share one half, finite population corrected: n = n0 / (1 + (n0 - 1) / N) with
    n0 = z^2 / (4 e^2), rounded up; 385 for an endless population at 5 % and 95 %.
    """
    if population <= 0:
        return 0
    z = NormalDist().inv_cdf((1 + float(confidence)) / 2)
    endless = z * z / (4 * float(half_width) ** 2)
    return min(population, ceil(endless / (1 + (endless - 1) / population)))


def draw(
    candidates: Iterable[Candidate],
    *,
    plan: SamplingPlan,
    seed: str,
    expected: Mapping[str, int] | None = None,
) -> tuple[Draw, ...]:
    """Orders to call, sorted by order (domain.md H6).

    The same seed and ids give the same draw in any input order; the seed must stay unknown to the
    units until the period is published. Certain orders and a census weigh 1; sampled ones weigh
    N/n of their stratum, so the weights of a unit add up to its orders. Joined requests weigh one
    by their share, so theirs add up to the joined requests over the days. `expected` is the number
    of orders a unit will have in the whole period: give it when drawing day by day, else each
    day's few orders would all be a census.
    """
    units: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        units[candidate.unit].append(candidate)
    drawn: list[Draw] = []
    for unit, members in units.items():
        volume = (expected or {}).get(unit, sum(not member.linked for member in members))
        drawn += _unit_draw(members, plan=plan, seed=seed, volume=volume)
    return tuple(sorted(drawn, key=lambda one: one.order_id))


def _unit_draw(
    members: list[Candidate], *, plan: SamplingPlan, seed: str, volume: int
) -> list[Draw]:
    linked = [member for member in members if member.linked]
    certain = [m for m in members if not m.linked and is_always_called(m, plan=plan)]
    rest = [m for m in members if not m.linked and not is_always_called(m, plan=plan)]
    drawn = [_drawn(member, DrawReason.ALWAYS, Fraction(1)) for member in certain]
    if volume <= plan.census_up_to:
        drawn += [_drawn(member, DrawReason.CENSUS, Fraction(1)) for member in rest]
    else:
        size = sample_size(
            max(volume, len(rest)), half_width=plan.half_width, confidence=plan.confidence
        )
        wanted = ceil(Fraction(size * len(rest), max(volume, len(rest))))
        drawn += _stratified(rest, wanted=wanted, plan=plan, seed=seed)
    return drawn + _spread(
        linked, share=Fraction(plan.linked_share), seed=f"{seed} {members[0].unit}"
    )


def is_always_called(candidate: Candidate, *, plan: SamplingPlan) -> bool:
    """Whether the order is called whatever the chance: its grade or one of the plan's facts."""
    return candidate.grade in plan.always_grades or any(
        getattr(candidate, fact) for fact in plan.always
    )


def _stratified(
    members: Sequence[Candidate], *, wanted: int, plan: SamplingPlan, seed: str
) -> list[Draw]:
    strata: defaultdict[str, list[Candidate]] = defaultdict(list)
    for member in members:
        strata[member.stratum].append(member)
    sizes = allocation(
        {name: len(part) for name, part in strata.items()},
        wanted=wanted,
        minimum=plan.minimum_per_stratum,
    )
    return [
        one
        for name, part in strata.items()
        for one in _simple(part, wanted=sizes[name], seed=seed, reason=DrawReason.SAMPLE)
    ]


def _spread(members: Sequence[Candidate], *, share: Fraction, seed: str) -> list[Draw]:
    """A systematic sample along the strata from a random start: each has the chance `share`.

    Whole cases rounded up each day would call every joined request where one a day comes in.
    """
    if not share:
        return []
    start = Fraction(int.from_bytes(sha256(f"{seed}\x1fstart".encode()).digest()), 2**256)
    ordered = sorted(members, key=lambda one: (one.stratum, _lot(one.order_id, seed=seed)))
    steps = [floor(start + place * share) for place in range(len(ordered) + 1)]
    chosen = (one for one, step in zip(ordered, pairwise(steps), strict=True) if step[0] < step[1])
    return [_drawn(one, DrawReason.LINKED, 1 / share) for one in chosen]


class _Share(NamedTuple):
    remainder: Fraction
    name: str


def allocation(sizes: Mapping[str, int], *, wanted: int, minimum: int) -> dict[str, int]:
    """Cases per stratum in proportion to its size, by largest remainder (ties: by name).

    Each stratum has at least `minimum` cases or all it has, so the sum may exceed `wanted`.
    """
    total = sum(sizes.values())
    if not total:
        return {}
    quotas = {name: Fraction(wanted * size, total) for name, size in sizes.items()}
    given = {name: int(quota) for name, quota in quotas.items()}
    by_remainder = sorted(
        (_Share(given[name] - quota, name) for name, quota in quotas.items()),
    )
    for share in by_remainder[: wanted - sum(given.values())]:
        given[share.name] += 1
    return {name: min(size, max(minimum, given[name])) for name, size in sizes.items()}


def _simple(
    members: Sequence[Candidate], *, wanted: int, seed: str, reason: DrawReason
) -> list[Draw]:
    if not wanted:
        return []
    weight = Fraction(len(members), wanted)
    # Sorting by a keyed hash is a simple random sample that does not depend on the input order.
    chosen = sorted(members, key=lambda member: _lot(member.order_id, seed=seed))[:wanted]
    return [_drawn(member, reason, weight) for member in chosen]


def _lot(order_id: str, *, seed: str) -> tuple[bytes, str]:
    return sha256(f"{seed}\x1f{order_id}".encode()).digest(), order_id


def _drawn(member: Candidate, reason: DrawReason, weight: Fraction) -> Draw:
    return Draw(
        order_id=member.order_id,
        unit=member.unit,
        stratum=member.stratum,
        reason=reason,
        weight=weight,
    )
