"""The score of every unit in a period, from its cohort."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.evaluation.rules.bands import PeerGroup, peer_groups
from cityloop.evaluation.rules.case_mix import CaseMixTable, case_mix_adjustment
from cityloop.evaluation.rules.classes import UnitHistory
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.composite import composite
from cityloop.evaluation.rules.gates import case_gate, exclusion_warning, rate_gate, reach_gate
from cityloop.evaluation.rules.placing import placed_group
from cityloop.evaluation.rules.rates import (
    CAPPED,
    Observation,
    RateValue,
    Recorded,
    counted,
    gap,
    observations,
    recorded_facts,
    unit_rates,
    within_cap,
)
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.evaluation.rules.unit_score import CompositeScore, RateScore, UnitScore


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringHistory:
    """What went before: per unit, and the case-mix tables of the previous months per rate."""

    units: Mapping[str, UnitHistory] = field(default_factory=dict)
    case_mix: Mapping[Rate, CaseMixTable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    scheme: EvaluationScheme
    unit_kind: UnitKind
    recorded: Recorded
    history: ScoringHistory


def score_units(
    entries: Iterable[CohortEntry],
    *,
    scheme: EvaluationScheme,
    unit_kind: UnitKind,
    peers: Mapping[str, str],
    history: ScoringHistory,
) -> tuple[UnitScore, ...]:
    """Scores of all units that have cases due in the period, sorted by unit (domain.md H5).

    entries: the period's cohort (see cohort.why_not_in_cohort). Orders that belong to no unit of
    the kind are left out. peers: unit to peer group. The result does not depend on the order of
    the entries, and the same values always give the same digits.
    """
    cohort = sorted(entries, key=lambda entry: entry.order_id)
    job = _Job(scheme=scheme, unit_kind=unit_kind, recorded=recorded_facts(cohort), history=history)
    units: defaultdict[str, list[CohortEntry]] = defaultdict(list)
    for entry in cohort:
        unit = entry.unit(unit_kind)
        if unit is not None:
            units[unit].append(entry)
    groups = peer_groups(units, peers=peers, minimum=scheme.peers.minimum_units)
    scores = [
        score
        for group in groups
        for score in placed_group(
            tuple(_alone(unit, units[unit], group=group, job=job) for unit in group.units),
            scheme=scheme,
            history=history.units,
        )
    ]
    return tuple(sorted(scores, key=lambda score: score.unit))


def _alone(unit: str, entries: Sequence[CohortEntry], *, group: PeerGroup, job: _Job) -> UnitScore:
    """Everything about a unit that needs no peers."""
    gates = job.scheme.gates
    cases = counted(entries)
    values = unit_rates(entries, scheme=job.scheme, recorded=job.recorded)
    codes = Counter(entry.exclusion for entry in entries if entry.exclusion is not None)
    return UnitScore(
        unit=unit,
        unit_kind=job.unit_kind,
        peer_group=group.code,
        peer_note=group.note,
        due=len(entries),
        counted=len(cases),
        exclusions=tuple(sorted(codes.items())),
        warning=exclusion_warning(len(entries), excluded=len(entries) - len(cases), gates=gates),
        gate=case_gate(len(cases), gates=gates),
        rates=tuple(_rate_alone(rate, cases=cases, values=values, job=job) for rate in Rate),
        gap=gap(values),
        composite=_composite_alone(len(cases), values=values, scheme=job.scheme),
    )


def _rate_alone(
    rate: Rate, *, cases: Sequence[CohortEntry], values: Mapping[Rate, RateValue], job: _Job
) -> RateScore:
    value = values[rate]
    gate = rate_gate(rate, cases=len(cases), rates=values, gates=job.scheme.gates)
    score = RateScore(rate=rate, value=value, low=value.low, high=value.high, gate=gate)
    table = job.history.case_mix.get(rate)
    if table is None or value.rate is None or value.low is None or value.high is None:
        return score
    adjusted = case_mix_adjustment(
        value.rate, observed=_observed(cases, rate=rate, job=job), table=table
    )
    if adjusted is None:
        return score
    return replace(
        score,
        expected=adjusted.expected,
        ratio=adjusted.ratio,
        standardised=adjusted.standardised,
        low=adjusted.scaled(value.low),
        high=adjusted.scaled(value.high),
    )


def _observed(cases: Sequence[CohortEntry], *, rate: Rate, job: _Job) -> tuple[Observation, ...]:
    every = observations(cases, rate=rate, recorded=job.recorded)
    return within_cap(every, cap=job.scheme.pseudonym_cap) if rate in CAPPED else every


def _composite_alone(
    cases: int, *, values: Mapping[Rate, RateValue], scheme: EvaluationScheme
) -> CompositeScore:
    value = composite(values, weights=scheme.weights)
    gate = case_gate(cases, gates=scheme.gates) or (
        Sentence("Not measured: %(rates)s.", rates=", ".join(rate.value for rate in value.missing))
        if value.missing
        else reach_gate(values[Rate.REACH], gates=scheme.gates)
    )
    return CompositeScore(value=value, gate=gate)
