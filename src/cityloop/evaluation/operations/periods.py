"""Run, show, publish and verify a period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.agencies.models import Agency
from cityloop.core.errors import InputError, NotFound, TransitionNotAllowed
from cityloop.core.models import City, Definition
from cityloop.core.periods import Period, months_later, period_from_code
from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import PeriodState, Rate, UnitKind
from cityloop.evaluation.models import CohortCase, EvaluationPeriod, Score, ScoreRate
from cityloop.evaluation.operations.cohorts import cohort
from cityloop.evaluation.rules.case_mix import CaseMixTable, case_mix_tables
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.digest import entries_digest, results_digest
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.evaluation.rules.scoring import ScoringHistory, score_units
from cityloop.evaluation.rules.unit_score import RateScore, UnitScore
from cityloop.places.models import Area

SCHEME = "evaluation_scheme"
METHOD = "h5-1"


@dataclass(frozen=True, slots=True)
class Computed:
    """A period as computed: its entries by order key, and the scores of all units."""

    entries: tuple[tuple[int, CohortEntry], ...]
    scores: tuple[UnitScore, ...]

    @property
    def digests(self) -> tuple[str, str]:
        """Of the entries and of the scores."""
        return entries_digest(entry for _, entry in self.entries), results_digest(self.scores)


@dataclass(frozen=True, slots=True)
class Differences:
    """What a recomputation found; both false means equal to the digit."""

    entries: bool
    scores: bool


def get_scheme(city: City, *, code: str = "") -> Definition:
    """The newest version of the city's scheme, or of the one named; raises NotFound."""
    wanted = code or city.evaluation_scheme
    rows = Definition.objects.filter(kind=SCHEME, code=wanted).order_by("-valid_from", "-pk")
    found = rows.first()
    if found is None:
        raise NotFound(Sentence("The evaluation scheme %(code)s is not loaded.", code=wanted))
    return found


@transaction.atomic
def run_period(
    code: str, *, scheme_code: str = "", by: AbstractUser | None, at: datetime
) -> EvaluationPeriod:
    """Score a period and keep the result as a draft in place of an earlier draft.

    Raises InputError for a code that is no month, quarter or year, and TransitionNotAllowed for a
    period that is published.
    """
    city = City.objects.get()
    span = _span(code, city=city)
    definition = get_scheme(city, code=scheme_code)
    kept = EvaluationPeriod.objects.filter(code=code, scheme=definition).first()
    _require_draft(kept)
    found = compute(span, definition=definition, at=at)
    if kept is not None:
        kept.delete()
    entries, scores = found.digests
    period = EvaluationPeriod.objects.create(
        code=code,
        scheme=definition,
        starts_at=span.start,
        ends_at=span.end,
        run_at=at,
        run_by_id=None if by is None else by.pk,
        method_version=METHOD,
        entries_digest=entries,
        scores_digest=scores,
    )
    _write(period, found=found)
    return period


def _span(code: str, *, city: City) -> Period:
    try:
        return period_from_code(code, zone=city.zone)
    except ValueError as error:
        raise InputError(
            Sentence("%(code)s is no period.", code=code),
            mend="Write a month, quarter or year: 2026-02, 2026-Q1 or 2026.",
        ) from error


def _require_draft(period: EvaluationPeriod | None) -> None:
    if period is not None and period.state == PeriodState.PUBLISHED:
        raise TransitionNotAllowed(
            Sentence("%(code)s is published and never changes.", code=period.code)
        )


def compute(span: Period, *, definition: Definition, at: datetime) -> Computed:
    """Score a period from the histories as they stand; writes nothing."""
    scheme = EvaluationScheme.from_mapping(definition.content)
    entries = tuple(cohort(span, scheme=scheme, at=at))
    history = ScoringHistory(case_mix=_case_mix(span, scheme=scheme, at=at))
    groups = dict(Agency.objects.values_list("code", "peer_group"))
    scores: list[UnitScore] = []
    for kind in UnitKind:
        scores += score_units(
            (entry for _, entry in entries),
            scheme=scheme,
            unit_kind=kind,
            peers={} if kind == UnitKind.AREA else groups,
            history=history,
        )
    return Computed(entries, tuple(scores))


def _case_mix(
    span: Period, *, scheme: EvaluationScheme, at: datetime
) -> Mapping[Rate, CaseMixTable]:
    """What each kind of case led to in the months before (domain.md H5)."""
    months = scheme.case_mix.months
    first = months_later(span.start.date().replace(day=1), months=-months)
    start = span.start.replace(year=first.year, month=first.month, day=1)
    if start >= span.start:
        return {}
    before = [entry for _, entry in cohort(Period(start, span.start), scheme=scheme, at=at)]
    return case_mix_tables(before, rules=scheme.case_mix) if before else {}


def _write(period: EvaluationPeriod, *, found: Computed) -> None:
    agencies = dict(Agency.objects.values_list("code", "pk"))
    areas = dict(Area.objects.values_list("code", "pk"))
    CohortCase.objects.bulk_create(
        (_case(period, key, entry, agencies, areas) for key, entry in found.entries),
        batch_size=1000,
    )
    scores = [_score(period, one, agencies=agencies, areas=areas) for one in found.scores]
    Score.objects.bulk_create(scores, batch_size=500)
    ScoreRate.objects.bulk_create(
        (
            _rate(score, rate)
            for score, one in zip(scores, found.scores, strict=True)
            for rate in one.rates
        ),
        batch_size=1000,
    )


def _case(
    period: EvaluationPeriod,
    key: int,
    entry: CohortEntry,
    agencies: Mapping[str, int],
    areas: Mapping[str, int],
) -> CohortCase:
    return CohortCase(
        period=period,
        order_id=key,
        agency_id=agencies[entry.agency or ""],
        department_id=agencies[entry.department or ""],
        area_id=areas.get(entry.area or ""),
        due_at=entry.due_at,
        excluded=entry.exclusion or "",
        responded=entry.responded,
        on_time=entry.on_time,
        solved=entry.solved_weight,
        satisfied=entry.satisfied_weight,
        audited=entry.confirmed,
    )


def _score(
    period: EvaluationPeriod,
    one: UnitScore,
    *,
    agencies: Mapping[str, int],
    areas: Mapping[str, int],
) -> Score:
    is_area = one.unit_kind == UnitKind.AREA
    notes = [one.gate, one.composite.gate, one.warning, one.peer_note, one.class_reason]
    return Score(
        period=period,
        unit_kind=one.unit_kind,
        agency_id=None if is_area else agencies[one.unit],
        area_id=areas[one.unit] if is_area else None,
        peer_group=one.peer_group,
        due=one.due,
        excluded=one.due - one.counted,
        counted=one.counted,
        exclusions=dict(one.exclusions),
        composite=one.composite.value.value,
        band=one.composite.band,
        unit_class=one.unit_class,
        notes=list(dict.fromkeys(str(note) for note in notes if note)),
    )


def _rate(score: Score, one: RateScore) -> ScoreRate:
    return ScoreRate(
        score=score,
        rate=one.rate,
        measured=one.value.measured,
        numerator=one.value.numerator,
        denominator=one.value.denominator,
        effective=one.value.effective,
        capped=one.value.capped,
        low=one.value.low,
        high=one.value.high,
        adjusted=one.shrunk,
        expected=one.expected,
        band=one.band,
    )


@transaction.atomic
def show_period(
    period: EvaluationPeriod,
    *,
    by: AbstractUser | None,
    at: datetime,
) -> EvaluationPeriod:
    """Show a draft to the units, who may contest it before it is frozen."""
    _require_draft(period)
    period.state, period.shown_at = PeriodState.PREVIEW, at
    period.save()
    return period


@transaction.atomic
def publish_period(
    period: EvaluationPeriod, *, by: AbstractUser | None, at: datetime
) -> EvaluationPeriod:
    """Freeze a period; whoever ran it does not publish it, and nothing may have changed since."""
    _require_draft(period)
    if by is not None and by.pk == period.run_by_id:
        raise TransitionNotAllowed(Sentence("Whoever ran the evaluation does not publish it."))
    found = verify_period(period, by=by, at=at)
    if found.entries or found.scores:
        raise TransitionNotAllowed(
            Sentence("Cases have changed since the run; run the period again before it is frozen.")
        )
    period.state, period.published_at = PeriodState.PUBLISHED, at
    period.published_by_id = None if by is None else by.pk
    period.save()
    return period


def verify_period(
    period: EvaluationPeriod,
    *,
    by: AbstractUser | None,
    at: datetime,
) -> Differences:
    """Recompute a period from the histories as they stood at its run, and compare to the digit."""
    span = Period(period.starts_at, period.ends_at)
    found = compute(span, definition=period.scheme, at=period.run_at or at)
    entries, scores = found.digests
    return Differences(entries != period.entries_digest, scores != period.scores_digest)
