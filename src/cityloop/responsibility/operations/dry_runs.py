"""Dry runs of drafts: begun, counted on batch by batch, ended."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser

from cityloop.core.periods import Period
from cityloop.responsibility.choices import DryRunState
from cityloop.responsibility.models import DefinitionDraft, DryRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is to be tried: against which version, on which month, on how many of its requests."""

    base: str
    base_digest: str
    month: str
    span: Period
    population: int
    step: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one batch counted; `cursor` is the key of the last request that it looked at."""

    tally: Mapping[str, int]
    looked_at: int
    cursor: int
    last: bool


def begin_dry_run(
    draft: DefinitionDraft, *, trial: Trial, by: AbstractUser | None, at: datetime
) -> DryRun:
    """Begin a dry run of the text as it now stands."""
    return DryRun.objects.create(
        draft=draft,
        digest=draft.digest,
        base=trial.base,
        base_digest=trial.base_digest,
        month=trial.month,
        starts_at=trial.span.start,
        ends_at=trial.span.end,
        population=trial.population,
        step=trial.step,
        total=trial.total,
        started_by_id=None if by is None else by.pk,
        started_at=at,
    )


def record_batch(run: DryRun, *, batch: Batch, by: AbstractUser | None, at: datetime) -> DryRun:
    """Add a batch to the counts; a batch that another process has counted already is left out."""
    tally = Counter(run.tally)
    tally.update(batch.tally)
    columns = {
        "tally": dict(tally),
        "done": run.done + batch.looked_at,
        "cursor": max(run.cursor, batch.cursor),
        "state": DryRunState.DONE if batch.last else DryRunState.RUNNING,
        "ended_at": at if batch.last else None,
    }
    same = DryRun.objects.filter(
        pk=run.pk, cursor=run.cursor, done=run.done, state=DryRunState.RUNNING
    )
    same.update(**columns)
    return DryRun.objects.select_related("draft").get(pk=run.pk)


def fail_dry_run(run: DryRun, *, error: str, by: AbstractUser | None, at: datetime) -> DryRun:
    """End a dry run that cannot go on, with the reason."""
    running = DryRun.objects.filter(pk=run.pk, state=DryRunState.RUNNING)
    running.update(state=DryRunState.FAILED, error=error, ended_at=at)
    return DryRun.objects.select_related("draft").get(pk=run.pk)
