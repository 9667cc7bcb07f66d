"""A period computed from the histories as they stood at a moment; writes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from cityloop.agencies.models import Agency
from cityloop.core.models import City, Definition
from cityloop.core.periods import Period, months_later
from cityloop.evaluation.choices import PeriodState, Rate, UnitKind
from cityloop.evaluation.models import EvaluationPeriod, Score, ScoreRate
from cityloop.evaluation.queries.cohorts import cohort
from cityloop.evaluation.rules.case_mix import CaseMixTable, case_mix_tables
from cityloop.evaluation.rules.classes import PeriodFigures, UnitHistory
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.digest import entries_digest, results_digest
from cityloop.evaluation.rules.fair_placing import fairly_placed, seed_of
from cityloop.evaluation.rules.scheme import ClassRules, EvaluationScheme
from cityloop.evaluation.rules.scoring import ScoringHistory, score_units
from cityloop.evaluation.rules.unit_score import UnitScore


@dataclass(frozen=True, slots=True)
class Computed:
    """A period as computed: its entries by order key, and the scores of all units."""

    entries: tuple[tuple[int, CohortEntry], ...]
    scores: tuple[UnitScore, ...]
    # Of the fair estimates; None without them.
    seed: int | None = None

    @property
    def digests(self) -> tuple[str, str]:
        """Of the entries and of the scores."""
        return entries_digest(entry for _, entry in self.entries), results_digest(self.scores)


def computed(span: Period, *, definition: Definition, at: datetime) -> Computed:
    """Entries and scores of a period under a scheme, as everything stood at `at`."""
    scheme = EvaluationScheme.from_mapping(definition.content)
    entries = tuple(cohort(span, scheme=scheme, at=at))
    case_mix = _case_mix(span, scheme=scheme, at=at)
    groups = dict(Agency.objects.values_list("code", "peer_group"))
    before = _periods_before(span, definition=definition, rules=scheme.classes, at=at)
    seed = seed_of(span.start.astimezone(ZoneInfo(City.objects.get().zone)).date())
    scores: list[UnitScore] = []
    for kind in UnitKind:
        past = _past(before, unit_kind=kind)
        raw = score_units(
            (entry for _, entry in entries),
            scheme=scheme,
            unit_kind=kind,
            peers={} if kind == UnitKind.AREA else groups,
            history=ScoringHistory(units=past, case_mix=case_mix),
        )
        scores += fairly_placed(
            raw, entries=(entry for _, entry in entries), scheme=scheme, history=past, seed=seed
        )
    return Computed(entries, tuple(scores), seed if scheme.fair else None)


def _case_mix(
    span: Period, *, scheme: EvaluationScheme, at: datetime
) -> Mapping[Rate, CaseMixTable]:
    """What each kind of case led to in the months before, city-wide (domain.md H5)."""
    zone = ZoneInfo(City.objects.get().zone)
    first = months_later(span.start.astimezone(zone).date(), months=-scheme.case_mix.months)
    start = datetime.combine(first, time(0), zone).astimezone(UTC)
    if start >= span.start:
        return {}
    before = cohort(Period(start, span.start), scheme=scheme, at=at)
    return case_mix_tables((entry for _, entry in before), rules=scheme.case_mix)


def _periods_before(
    span: Period, *, definition: Definition, rules: ClassRules, at: datetime
) -> tuple[EvaluationPeriod, ...]:
    """Published periods right before, oldest first, without gaps: what the classes ask for."""
    wanted = max(
        rules.rectification_periods - 1, rules.improving_periods, rules.governance_periods - 1
    )
    rows = EvaluationPeriod.objects.filter(
        scheme__code=definition.code,
        state=PeriodState.PUBLISHED,
        published_at__lte=at,
        ends_at__lte=span.start,
    )
    chain = _unbroken(rows.order_by("-ends_at", "-published_at"), until=span.start)
    return tuple(reversed([period for period, _ in zip(chain, range(wanted), strict=False)]))


def _unbroken(
    newest_first: Iterable[EvaluationPeriod], *, until: datetime
) -> Iterator[EvaluationPeriod]:
    edge = until
    for period in newest_first:
        if period.ends_at == edge:
            edge = period.starts_at
            yield period
        elif period.ends_at < edge:
            return


def _past(periods: tuple[EvaluationPeriod, ...], *, unit_kind: UnitKind) -> dict[str, UnitHistory]:
    figures = [_figures(period, unit_kind=unit_kind) for period in periods]
    units = {unit for one in figures for unit in one}
    return {
        unit: UnitHistory(past=tuple(one.get(unit, PeriodFigures()) for one in figures))
        for unit in units
    }


def _figures(period: EvaluationPeriod, *, unit_kind: UnitKind) -> dict[str, PeriodFigures]:
    """Figures of a published period by unit; what a gate kept back is None."""
    place = "area__code" if unit_kind == UnitKind.AREA else "agency__code"
    scores = Score.objects.filter(period=period, unit_kind=unit_kind)
    rates = ScoreRate.objects.filter(score__in=scores, gate="")
    values = {
        (key, rate): value for key, rate, value in rates.values_list("score", "rate", "value")
    }
    return {
        unit: PeriodFigures(
            composite=None if gate else composite,
            low=None if gate else low,
            high=None if gate else high,
            resolution=values.get((key, Rate.RESOLUTION)),
            satisfaction=values.get((key, Rate.SATISFACTION)),
        )
        for key, unit, gate, composite, low, high in scores.values_list(
            "pk", place, "gate", "composite", "low", "high"
        )
    }
