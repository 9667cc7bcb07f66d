"""How often answers of the knowledge base were told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from cityloop.intake.models import CallItem, ServiceRequest


@dataclass(frozen=True, slots=True)
class Told:
    """Requests answered with an item, when the last of them came in, and calls that heard it."""

    requests: int = 0
    last_at: datetime | None = None
    calls: int = 0


def times_told(items: Iterable[int]) -> Mapping[int, Told]:
    """By key of an item, how often it was told; two statements."""
    keys = list(items)
    asked = ServiceRequest.objects.filter(knowledge_item__in=keys).order_by()
    counted = asked.values_list("knowledge_item").annotate(Count("pk"), Max("received_at"))
    heard = CallItem.objects.filter(item__in=keys).order_by().values_list("item")
    requests = {key: (count, last) for key, count, last in counted}
    calls = dict(heard.annotate(Count("pk")))
    return {key: Told(*requests.get(key, (0, None)), calls.get(key, 0)) for key in keys}
