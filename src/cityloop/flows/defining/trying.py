"""A draft tried on the requests of the last whole month: nothing is written but the counts."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from django.db import transaction

from cityloop.accounts.models import User
from cityloop.core.errors import CityloopError, NotFound, TransitionNotAllowed
from cityloop.core.models import City, Definition
from cityloop.core.periods import Period, months_later, period_from_code
from cityloop.core.sentences import Sentence
from cityloop.core.withdrawal import city_day
from cityloop.evaluation.choices import UnitKind
from cityloop.evaluation.queries.computing import computed
from cityloop.flows.defining.checking import checked
from cityloop.flows.defining.held import held_contents, sides
from cityloop.flows.defining.reading import Reading
from cityloop.flows.defining.tried_rows import Slice, asked_of
from cityloop.responsibility.choices import DefinitionKind, DraftState, DryRunState
from cityloop.responsibility.models import DefinitionDraft, DryRun
from cityloop.responsibility.operations.dry_runs import (
    Batch,
    Trial,
    begin_dry_run,
    fail_dry_run,
    record_batch,
)
from cityloop.responsibility.queries.drafts import get_dry_run
from cityloop.responsibility.queries.versions import version_in_force
from cityloop.responsibility.rules.trial import Side, counted, moved_units

# A share of twenty thousand is known to within 0.7 points, in some ten batches of a second each.
SAMPLE = 20_000
AT_ONCE = 2_000


@transaction.atomic(durable=True)
def begin(draft: DefinitionDraft, *, sample: int = SAMPLE, by: User | None, at: datetime) -> DryRun:
    """Begin a dry run of a draft on the last whole month; raises TransitionNotAllowed.

    Of a month with more requests than `sample` every n-th is looked at; a scheme is computed over
    the whole month, because bands compare all units.
    """
    if draft.state != DraftState.DRAFT:
        raise TransitionNotAllowed(Sentence("Only a draft is tried."))
    if checked(draft, at=at).problems:
        raise TransitionNotAllowed(Sentence("The text has mistakes; they are named above."))
    month, span = last_month(at=at)
    population = Slice(start=span.start, end=span.end).requests().count()
    whole = draft.kind == DefinitionKind.SCHEME
    step = 1 if whole else max(1, -(-population // sample))
    cut = Slice(start=span.start, end=span.end, step=step)
    now = version_in_force(kind=draft.kind, code=draft.code, on=city_day(at).date())
    trial = Trial(
        base=now.version if now else "",
        base_digest=now.digest if now else "",
        month=month,
        span=span,
        population=population,
        step=step,
        total=1 if whole else cut.requests().count(),
    )
    return begin_dry_run(draft, trial=trial, by=by, at=at)


def last_month(*, at: datetime) -> tuple[str, Period]:
    """The code and the span of the last whole month of the city."""
    first = months_later(city_day(at).date(), months=-1)
    code = f"{first:%Y-%m}"
    return code, period_from_code(code, zone=City.objects.get().zone)


@transaction.atomic(durable=True)
def go_on(run: DryRun, *, size: int = AT_ONCE, by: User | None, at: datetime) -> DryRun:
    """Look at the next requests of a dry run; one that cannot go on ends with its reason."""
    kept = get_dry_run(run.pk)
    if kept.state != DryRunState.RUNNING:
        return kept
    if kept.digest != kept.draft.digest:
        return fail_dry_run(kept, error=CHANGED, by=by, at=at)
    try:
        batch = _batch(kept, size=size)
    except CityloopError as error:
        return fail_dry_run(kept, error=str(error), by=by, at=at)
    return record_batch(kept, batch=batch, by=by, at=at)


CHANGED = "The text has changed since the dry run; try it again."


def finish(run: DryRun, *, by: User | None, at: datetime) -> Iterator[DryRun]:
    """Go on to the end; yields the dry run after each batch."""
    while run.state == DryRunState.RUNNING:
        run = go_on(run, by=by, at=at)
        yield run


def _batch(run: DryRun, *, size: int) -> Batch:
    if run.draft.kind == DefinitionKind.SCHEME:
        return Batch(tally=_bands(run), looked_at=1, cursor=0, last=True)
    before, after = _sides(run.pk, f"{run.digest} {run.base_digest} {run.started_at}")
    cut = Slice(start=run.starts_at, end=run.ends_at, step=run.step)
    keys, clocks = asked_of(cut, kind=run.draft.kind, after=run.cursor, size=size)
    return Batch(
        tally=counted(clocks, before=before, after=after, at=run.started_at),
        looked_at=len(keys),
        cursor=keys[-1] if keys else run.cursor,
        last=len(keys) < size,
    )


# What is compared stays the same through all batches of a run.
@lru_cache(maxsize=4)
def _sides(pk: int, _digests: str) -> tuple[Side, Side]:
    run = get_dry_run(pk)
    reading = _reading(run)
    return sides(reading, city=City.objects.get(), at=run.started_at)


def _reading(run: DryRun) -> Reading:
    found = checked(run.draft, at=run.started_at).reading
    if found is None:
        raise NotFound(Sentence("The text of the draft cannot be read."))
    return found


def _bands(run: DryRun) -> Counter[str]:
    """Units whose band differs when the month is computed by both schemes."""
    reading = _reading(run)
    today = city_day(run.started_at).date()
    held = held_contents(DefinitionKind.SCHEME, on=today).get(run.draft.code)
    before = {} if held is None else _band_of(run, content=held)
    return moved_units(before, after=_band_of(run, content=reading.plain))


def _band_of(run: DryRun, *, content: object) -> dict[str, str]:
    span = Period(run.starts_at, run.ends_at)
    scheme = Definition(kind=DefinitionKind.SCHEME, code=run.draft.code, content=content)
    kinds = {kind.value for kind in UnitKind}
    return {
        f"{score.unit_kind}:{score.unit}": str(score.composite.band)
        for score in computed(span, definition=scheme, at=run.started_at).scores
        if score.unit_kind in kinds
    }
