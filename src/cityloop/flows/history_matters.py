"""Matters of past requests: one for each, and one for those that the city called the same."""

from collections.abc import Sequence

from django.db.models import Count, Max, Min, Q

from cityloop.flows.history_rows import PastRows
from cityloop.flows.history_target import HistoryTarget
from cityloop.intake.models import Matter, ServiceRequest


def write_matters(rows: Sequence[PastRows], *, target: HistoryTarget) -> list[int]:
    """Write the matters of a batch and give each row its own, or the one that it joins.

    Whoever of those that share a matter comes first in the file brings it. Returns the key of
    the matter for each row that joined one.
    """
    keys = [_shared_key(row, target=target) for row in rows]
    _look_up({key for key in keys if key} - target.matters.keys(), target=target)
    bringing: dict[str, Matter] = {}
    joining: list[tuple[PastRows, str]] = []
    new: list[Matter] = []
    for row, key in zip(rows, keys, strict=True):
        if key and (key in target.matters or key in bringing):
            joining.append((row, key))
            continue
        new.append(row.matter)
        if key:
            bringing[key] = row.matter
    Matter.objects.bulk_create(new)
    target.matters |= {key: matter.pk for key, matter in bringing.items()}
    for row, key in joining:
        row.matter = Matter(pk=target.matters[key])
    return [row.matter.pk for row, _ in joining]


def recount_matters(keys: Sequence[int]) -> None:
    """Set count, opening and closing of matters that were joined from all of their requests."""
    found = (
        ServiceRequest.objects.filter(matter__in=set(keys))
        .values("matter")
        .annotate(
            count=Count("pk"),
            open=Count("pk", filter=Q(closed_at__isnull=True)),
            first=Min("received_at"),
            last=Max("closed_at"),
        )
    )
    matters = [
        Matter(
            pk=row["matter"],
            requests_count=row["count"],
            opened_at=row["first"],
            closed_at=None if row["open"] else row["last"],
        )
        for row in found
    ]
    Matter.objects.bulk_update(matters, ["requests_count", "opened_at", "closed_at"])


def _shared_key(row: PastRows, *, target: HistoryTarget) -> str:
    """Return the source id of the first request of a shared matter, or nothing."""
    own = row.past.record.source_id
    return row.past.root or (own if own in target.roots else "")


def _look_up(keys: set[str], *, target: HistoryTarget) -> None:
    """Learn the matters that an earlier import has written."""
    if keys:
        found = ServiceRequest.objects.filter(source=target.source, source_id__in=keys)
        pairs = found.filter(matter__isnull=False).values_list("source_id", "matter_id")
        target.matters.update(pairs)
