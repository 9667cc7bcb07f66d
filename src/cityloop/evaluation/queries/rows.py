"""A computed period as the rows that keep it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from cityloop.agencies.models import Agency
from cityloop.core.sentences import plain_sentence
from cityloop.evaluation.choices import UnitKind
from cityloop.evaluation.models import CohortCase, EvaluationPeriod, FairScore, Score, ScoreRate
from cityloop.evaluation.queries.computing import Computed
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.unit_score import FairFigure, RateScore, UnitScore
from cityloop.places.models import Area

# Small peer groups are merged and named after all of them.
LONGEST_GROUP = 255
COMPOSITE = "composite"


@dataclass(frozen=True, slots=True)
class Keys:
    agencies: Mapping[str, int]
    areas: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a period, by what they are about."""

    cases: Mapping[str, CohortCase]
    scores: Mapping[str, Score]
    rates: Mapping[str, ScoreRate]
    fair: Mapping[str, FairScore]


def rows_of(period: EvaluationPeriod, *, found: Computed) -> Rows:
    """The unsaved rows of a computed period."""
    keys = Keys(
        agencies=dict(Agency.objects.values_list("code", "pk")),
        areas=dict(Area.objects.values_list("code", "pk")),
    )
    scores = {_unit(one): _score(period, one, keys=keys) for one in found.scores}
    return Rows(
        cases={
            f"order {order}": _case(period, order, entry=entry, keys=keys)
            for order, entry in found.entries
        },
        scores=scores,
        rates={
            f"{_unit(one)} {rate.rate.value}": _rate(scores[_unit(one)], rate)
            for one in found.scores
            for rate in one.rates
        },
        fair={
            f"{_unit(one)} fair {name or COMPOSITE}": _fair(scores[_unit(one)], name, figure=figure)
            for one in found.scores
            for name, figure in _figures(one)
        },
    )


def _figures(one: UnitScore) -> Iterator[tuple[str, FairFigure]]:
    """The fair figures of a unit by rate; that of the composite has no name."""
    if one.composite.fair is not None:
        yield "", one.composite.fair
    for rate in one.rates:
        if rate.fair is not None:
            yield rate.rate.value, rate.fair


def _fair(score: Score, rate: str, *, figure: FairFigure) -> FairScore:
    facts = {one.name: getattr(figure, one.name) for one in fields(figure)}
    return FairScore(score=score, rate=rate, **facts)


def _unit(one: UnitScore) -> str:
    return f"{one.unit_kind.value} {one.unit}"


def _case(period: EvaluationPeriod, order: int, *, entry: CohortEntry, keys: Keys) -> CohortCase:
    return CohortCase(
        period=period,
        order_id=order,
        agency_id=keys.agencies[entry.agency or ""],
        department_id=keys.agencies[entry.department or ""],
        area_id=keys.areas.get(entry.area or ""),
        due_at=entry.due_at,
        excluded=entry.exclusion or "",
        responded=entry.responded,
        on_time=entry.on_time,
        solved=entry.solved_weight,
        satisfied=entry.satisfied_weight,
        audited=entry.confirmed,
        weight=entry.draw_weight,
    )


def _score(period: EvaluationPeriod, one: UnitScore, *, keys: Keys) -> Score:
    is_area = one.unit_kind == UnitKind.AREA
    total = one.composite
    notes = [one.gate, total.gate, one.warning, one.peer_note, one.class_reason]
    return Score(
        period=period,
        unit_kind=one.unit_kind,
        agency_id=None if is_area else keys.agencies[one.unit],
        area_id=keys.areas[one.unit] if is_area else None,
        peer_group=one.peer_group[:LONGEST_GROUP],
        due=one.due,
        excluded=one.due - one.counted,
        counted=one.counted,
        exclusions=dict(one.exclusions),
        composite=total.value.value,
        low=total.value.low,
        high=total.value.high,
        reference=total.reference,
        tier=total.tier,
        gate=total.gate or "",
        gap=one.gap,
        band=total.band,
        unit_class=one.unit_class,
        notes=[plain_sentence(note) for note in dict.fromkeys(filter(None, notes))],
    )


def _rate(score: Score, one: RateScore) -> ScoreRate:
    return ScoreRate(
        score=score,
        rate=one.rate,
        measured=one.value.measured,
        value=one.value.rate,
        numerator=one.value.numerator,
        denominator=one.value.denominator,
        effective=one.value.effective,
        capped=one.value.capped,
        low=one.value.low,
        high=one.value.high,
        compared_low=one.low,
        compared_high=one.high,
        adjusted=one.shrunk,
        peer_mean=one.peer_mean,
        expected=one.expected,
        ratio=one.ratio,
        standardised=one.standardised,
        reference=one.reference,
        tier=one.tier,
        gate=one.gate or "",
        band=one.band,
    )
