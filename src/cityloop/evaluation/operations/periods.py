"""Run, show, publish and verify a period."""

from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import City, Definition
from cityloop.core.periods import Period, period_from_code
from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import PeriodState
from cityloop.evaluation.models import CohortCase, EvaluationPeriod, FairScore, Score, ScoreRate
from cityloop.evaluation.queries import get_scheme, showing, verify_period
from cityloop.evaluation.queries.computing import Computed, computed
from cityloop.evaluation.queries.rows import rows_of
from cityloop.evaluation.rules.publication import why_not_publish_yet

METHOD, FAIR = "h5-1", "fair-1"
# Fair estimates come from these; a period says which made its figures.
LIBRARIES = {"np": "numpy", "sp": "scipy"}


@transaction.atomic(savepoint=False)
def run_period(
    code: str, *, scheme_code: str = "", by: AbstractUser | None, at: datetime
) -> EvaluationPeriod:
    """Score a period and keep the result as a draft, whole, in place of an earlier draft.

    The scheme is the version that holds on the first day of the period. Raises InputError for a
    code that is no month, quarter or year, NotFound without the scheme, and TransitionNotAllowed
    for a period that is published.
    """
    city = City.objects.get()
    span = period_from_code(code, zone=city.zone)
    first_day = span.start.astimezone(ZoneInfo(city.zone)).date()
    definition = get_scheme(scheme_code or city.evaluation_scheme, on=first_day)
    period = _draft(code, span=span, definition=definition)
    found = computed(span, definition=definition, at=at)
    period.state, period.shown_at = PeriodState.DRAFT, None
    period.run_at, period.run_by_id = at, None if by is None else by.pk
    period.method_version, period.fair_seed = _method(found), found.seed
    period.entries_digest, period.scores_digest = found.digests
    period.save()
    _write_rows(period, found=found)
    return period


def _method(found: Computed) -> str:
    """What made the figures: formulas, and of fair estimates the libraries with their versions."""
    if found.seed is None:
        return METHOD
    return " ".join(
        [METHOD, FAIR, *(f"{short}{version(name)}" for short, name in LIBRARIES.items())]
    )


def _draft(code: str, *, span: Period, definition: Definition) -> EvaluationPeriod:
    kept = EvaluationPeriod.objects.select_for_update().filter(code=code, scheme=definition).first()
    if kept is None:
        return EvaluationPeriod(
            code=code, scheme=definition, starts_at=span.start, ends_at=span.end
        )
    _require_open(kept)
    return kept


def _write_rows(period: EvaluationPeriod, *, found: Computed) -> None:
    """Write the rows of a computed period in place of those that are there."""
    period.cases.all().delete()
    period.scores.all().delete()
    rows = rows_of(period, found=found)
    CohortCase.objects.bulk_create(rows.cases.values(), batch_size=1000)
    Score.objects.bulk_create(rows.scores.values(), batch_size=500)
    ScoreRate.objects.bulk_create(rows.rates.values(), batch_size=1000)
    FairScore.objects.bulk_create(rows.fair.values(), batch_size=1000)


def _require_open(period: EvaluationPeriod) -> None:
    if period.state == PeriodState.PUBLISHED:
        raise TransitionNotAllowed(
            Sentence("%(code)s is published and never changes.", code=period.code)
        )


def _locked(period: EvaluationPeriod) -> EvaluationPeriod:
    rows = EvaluationPeriod.objects.select_for_update(of=("self",)).select_related("scheme")
    found = rows.get(pk=period.pk)
    _require_open(found)
    return found


@transaction.atomic(savepoint=False)
def show_period(
    period: EvaluationPeriod, *, by: AbstractUser | None, at: datetime
) -> EvaluationPeriod:
    """Show a draft to the units, who may contest it before it is frozen."""
    locked = _locked(period)
    locked.state = PeriodState.PREVIEW
    locked.shown_at = locked.shown_at or at
    locked.save()
    return locked


@transaction.atomic(savepoint=False)
def publish_period(
    period: EvaluationPeriod, *, by: AbstractUser | None, at: datetime
) -> EvaluationPeriod:
    """Freeze a period for ever, with the digests of its run.

    Raises TransitionNotAllowed when whoever ran it publishes it, when the units have not had the
    scheme's days to see it, or when a figure is no longer borne out by the histories.
    """
    locked = _locked(period)
    refusal = _why_not_publish(locked, by=by, at=at)
    if refusal is not None:
        raise TransitionNotAllowed(refusal)
    if verify_period(locked, at=at):
        raise TransitionNotAllowed(
            Sentence("Cases have changed since the run; run the period again before it is frozen.")
        )
    locked.state, locked.published_at = PeriodState.PUBLISHED, at
    locked.published_by_id = None if by is None else by.pk
    locked.save()
    return locked


def _why_not_publish(
    period: EvaluationPeriod, *, by: AbstractUser | None, at: datetime
) -> Sentence | None:
    if by is None:
        return Sentence("A person publishes an evaluation, never the clock.")
    if by.pk == period.run_by_id:
        return Sentence("Whoever ran the evaluation does not publish it.")
    return why_not_publish_yet(showing(period), at=at)
