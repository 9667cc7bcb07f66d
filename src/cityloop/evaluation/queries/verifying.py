"""Whether a period still is what was published: to the digit, from the histories."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from cityloop.core.chain import EVENT_COLUMNS, breaks
from cityloop.core.periods import Period
from cityloop.core.sentences import sentence_from
from cityloop.evaluation.models import CohortCase, EvaluationPeriod, FairScore, Score, ScoreRate
from cityloop.evaluation.queries.computing import Computed, computed
from cityloop.evaluation.queries.rows import COMPOSITE, Rows, rows_of
from cityloop.workorders.models import WorkOrder, WorkOrderEvent

LEFT_OUT = frozenset({"id", "period", "score"})
MISSING = "missing"
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that a recomputation finds otherwise than it is stored."""

    subject: str
    figure: str
    stored: str
    recomputed: str


def verify_period(period: EvaluationPeriod, *, at: datetime) -> list[Difference]:
    """Recompute a period as everything stood at its run, and compare to the digit.

    Empty when nothing was touched. Found are changed rows of the period, facts that now tell
    another story, and events of its orders that break the chain of their history.
    """
    span = Period(period.starts_at, period.ends_at)
    found = computed(span, definition=period.scheme, at=period.run_at or at)
    wrong = list(_differences(period, found=found))
    kept = (period.entries_digest, period.scores_digest)
    for name, old, new in zip(("entries", "scores"), kept, found.digests, strict=True):
        if old != new:
            wrong.append(Difference(f"period {period.code}", f"{name} digest", old, new))
    return [*wrong, *_broken_histories(found)]


def _broken_histories(found: Computed) -> Iterator[Difference]:
    keys = [order for order, _ in found.entries]
    for first in range(0, len(keys), AT_ONCE):
        batch = keys[first : first + AT_ONCE]
        events: dict[int, list[dict[str, object]]] = {order: [] for order in batch}
        rows = WorkOrderEvent.objects.filter(order__in=batch).order_by("sequence")
        for event in rows.values("order_id", *EVENT_COLUMNS):
            events[event["order_id"]].append(event)
        owners = WorkOrder.objects.filter(pk__in=batch).values_list(
            "pk", "number", "event_count", "last_hash"
        )
        histories = ((number, count, last, events[pk]) for pk, number, count, last in owners)
        for broken in breaks(histories):
            yield Difference(broken.owner, f"event {broken.sequence}", "sealed", "does not follow")


def _differences(period: EvaluationPeriod, *, found: Computed) -> Iterator[Difference]:
    """Every figure of the stored rows that the computed ones do not bear out, to the digit."""
    made, kept = rows_of(period, found=found), _stored(period)
    yield from _between(kept.cases, made.cases)
    yield from _between(kept.scores, made.scores)
    yield from _between(kept.rates, made.rates)
    yield from _between(kept.fair, made.fair)


def _stored(period: EvaluationPeriod) -> Rows:
    scores = Score.objects.filter(period=period).select_related("agency", "area")
    units = {score.pk: _unit_of(score) for score in scores}
    rates = ScoreRate.objects.filter(score__period=period)
    fair = FairScore.objects.filter(score__period=period)
    return Rows(
        cases={f"order {case.order_id}": case for case in CohortCase.objects.filter(period=period)},
        scores={units[score.pk]: score for score in scores},
        rates={f"{units[rate.score_id]} {rate.rate}": rate for rate in rates},
        fair={f"{units[one.score_id]} fair {one.rate or COMPOSITE}": one for one in fair},
    )


def _between(kept: Mapping[str, Model], made: Mapping[str, Model]) -> Iterator[Difference]:
    for subject in sorted(kept.keys() | made.keys()):
        old, new = kept.get(subject), made.get(subject)
        if old is None or new is None:
            here, there = ("", MISSING) if new is None else (MISSING, "")
            yield Difference(subject, "row", here, there)
            continue
        for name, before, after in _pairs(old, new):
            if before != after:
                yield Difference(subject, name, str(before), str(after))


def _pairs(old: Model, new: Model) -> Iterable[tuple[str, Any, Any]]:
    fields = [one for one in old._meta.concrete_fields if one.name not in LEFT_OUT]  # noqa: SLF001 - Django's API
    return [(one.name, _value(old, one.attname), _value(new, one.attname)) for one in fields]


def _value(row: Model, name: str) -> Any:  # noqa: ANN401 - of any column
    """The value of a column; of notes their text, which older periods keep alone."""
    value = getattr(row, name)
    return [str(sentence_from(note)) for note in value] if name == "notes" else value


def _unit_of(score: Score) -> str:
    unit = score.agency or score.area
    return f"{score.unit_kind} {unit.code if unit else ''}"
