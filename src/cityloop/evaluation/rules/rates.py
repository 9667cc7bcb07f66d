"""The rates of a unit, each with its numerator, denominator, exclusions and interval."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from cityloop.evaluation.choices import Rate
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.figures import rate_figure
from cityloop.evaluation.rules.intervals import wilson
from cityloop.evaluation.rules.scheme import EvaluationScheme

ONE, NOTHING = Decimal(1), Decimal(0)
CAPPED = frozenset({Rate.RESOLUTION, Rate.SATISFACTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class RateValue:
    """A published rate; rate, low and high are None when it was not measured, never 0.

    numerator and denominator are weighted where call-backs were sampled; `effective` is the number
    of equally weighted cases the interval rests on. excluded: approved exclusions of the unit.
    capped: answers left out because their requester had reached the cap.
    """

    rate: Decimal | None
    numerator: Decimal
    denominator: Decimal
    effective: Decimal
    excluded: int
    capped: int
    measured: bool
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Observation:
    """One order's share in a rate: what it is worth (0 to 1) and for how many orders it speaks."""

    entry: CohortEntry
    value: Decimal
    weight: Decimal = ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Which facts a data set holds at all; imported history may have neither contacts nor calls."""

    contacts: bool
    call_backs: bool
    answers: bool


def recorded_facts(entries: Iterable[CohortEntry]) -> Recorded:
    """Facts recorded for at least one order of the whole cohort.

    Judged over the cohort and not the unit, so a unit cannot escape a rate by recording nothing.
    """
    known = tuple(entries)
    return Recorded(
        contacts=any(entry.responded is not None for entry in known),
        call_backs=any(
            entry.solved_weight is not None or entry.satisfied_weight is not None for entry in known
        ),
        answers=any(entry.on_time is not None for entry in known),
    )


def counted(entries: Iterable[CohortEntry]) -> tuple[CohortEntry, ...]:
    """N of the formulas: the cohort without its approved exclusions."""
    return tuple(entry for entry in entries if entry.exclusion is None)


def _responses(entries: Sequence[CohortEntry], recorded: Recorded) -> list[Observation]:
    if not recorded.contacts:
        return []
    return [Observation(entry, ONE if entry.responded else NOTHING) for entry in entries]


def _reaches(entries: Sequence[CohortEntry], recorded: Recorded) -> list[Observation]:
    if not recorded.call_backs:
        return []
    # A unit of which nobody was drawn has reached nobody: its orders count once each.
    nobody = all(entry.draw_weight == 0 for entry in entries)
    return [
        Observation(
            entry,
            ONE if entry.solved_weight is not None and not nobody else NOTHING,
            ONE if nobody else entry.draw_weight,
        )
        for entry in entries
    ]


def _resolutions(entries: Sequence[CohortEntry], _: Recorded) -> list[Observation]:
    return [
        Observation(entry, entry.solved_weight, entry.draw_weight)
        for entry in entries
        if entry.solved_weight is not None
    ]


def _satisfactions(entries: Sequence[CohortEntry], _: Recorded) -> list[Observation]:
    return [
        Observation(entry, entry.satisfied_weight, entry.draw_weight)
        for entry in entries
        if entry.satisfied_weight is not None
    ]


def _punctualities(entries: Sequence[CohortEntry], recorded: Recorded) -> list[Observation]:
    if not recorded.answers:
        return []
    return [Observation(entry, ONE if entry.on_time else NOTHING) for entry in entries]


def _audits(entries: Sequence[CohortEntry], _: Recorded) -> list[Observation]:
    return [
        Observation(entry, ONE if entry.confirmed else NOTHING)
        for entry in entries
        if entry.audited
    ]


_OBSERVERS: Mapping[Rate, Callable[[Sequence[CohortEntry], Recorded], list[Observation]]] = {
    Rate.RESPONSE: _responses,
    Rate.REACH: _reaches,
    Rate.RESOLUTION: _resolutions,
    Rate.SATISFACTION: _satisfactions,
    Rate.ON_TIME: _punctualities,
    Rate.AUDITED: _audits,
}


def observations(
    entries: Sequence[CohortEntry], *, rate: Rate, recorded: Recorded
) -> tuple[Observation, ...]:
    """What each counted order says about a rate (domain.md H5), before the cap.

    An order that was not drawn (weight 0) says nothing, even if its requester answered unasked:
    who volunteers is no sample.
    """
    return tuple(one for one in _OBSERVERS[rate](entries, recorded) if one.weight > 0)


def within_cap(observed: Sequence[Observation], *, cap: int) -> tuple[Observation, ...]:
    """Observations of one unit with at most `cap` of any one requester (domain.md H5, H19-10).

    Those with the lowest SHA-256 of the order's id are kept: it depends neither on row order nor
    on anything the requester or the unit can choose. Unknown requesters are each a person.
    """
    groups: defaultdict[str, list[Observation]] = defaultdict(list)
    for one in observed:
        if one.entry.requester is not None:
            groups[one.entry.requester].append(one)
    dropped: set[str] = set()
    for group in groups.values():
        if len(group) > cap:
            ordered = sorted(group, key=lambda one: _lot(one.entry.order_id))
            dropped.update(one.entry.order_id for one in ordered[cap:])
    return tuple(one for one in observed if one.entry.order_id not in dropped)


def _lot(order_id: str) -> tuple[str, str]:
    return sha256(order_id.encode()).hexdigest(), order_id


def rate_value(
    observed: Sequence[Observation], *, excluded: int, confidence: Decimal, capped: int = 0
) -> RateValue:
    """Published rate of the observations; not measured when there is none.

    effective = (sum w)^2 / sum w^2, the plain count when all weights are equal.
    """
    weights = sum((one.weight for one in observed), NOTHING)
    if not observed:
        return RateValue(
            rate=None, numerator=NOTHING, denominator=NOTHING, effective=NOTHING,
            excluded=excluded, capped=capped, measured=False, low=None, high=None,
        )  # fmt: skip
    numerator = rate_figure(sum((one.weight * one.value for one in observed), NOTHING))
    denominator = rate_figure(weights)
    squares = sum((one.weight * one.weight for one in observed), NOTHING)
    effective = rate_figure(weights * weights / squares)
    bounds = wilson(
        min(numerator / denominator, ONE) * effective, trials=effective, confidence=confidence
    )
    return RateValue(
        rate=rate_figure(numerator / denominator),
        numerator=numerator,
        denominator=denominator,
        effective=effective,
        excluded=excluded,
        capped=capped,
        measured=True,
        low=bounds.low,
        high=bounds.high,
    )


def unit_rates(
    entries: Sequence[CohortEntry], *, scheme: EvaluationScheme, recorded: Recorded
) -> dict[Rate, RateValue]:
    """All six rates of one unit's cohort D, in the order of `Rate` (domain.md H5)."""
    cases = counted(entries)
    found: dict[Rate, RateValue] = {}
    for rate in Rate:
        every = observations(cases, rate=rate, recorded=recorded)
        kept = within_cap(every, cap=scheme.pseudonym_cap) if rate in CAPPED else every
        found[rate] = rate_value(
            kept,
            excluded=len(entries) - len(cases),
            confidence=scheme.confidence,
            capped=len(every) - len(kept),
        )
    return found


def gap(rates: Mapping[Rate, RateValue]) -> Decimal | None:
    """G = SR - AR: how far what people were told differs from what was found on the spot."""
    resolution, audited = rates[Rate.RESOLUTION].rate, rates[Rate.AUDITED].rate
    return None if resolution is None or audited is None else resolution - audited
