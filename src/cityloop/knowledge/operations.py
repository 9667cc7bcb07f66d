"""Writes of knowledge items."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.rules.definitions import KnowledgeRow
from cityloop.knowledge.rules.search import search_words


@transaction.atomic(savepoint=False)
def load_items(
    rows: Sequence[KnowledgeRow],
    *,
    agencies: Mapping[str, int],
    types: Mapping[str, int],
    by: AbstractUser | None,
    at: datetime,
) -> None:
    """Write knowledge items with the words by which they are found."""
    for row in rows:
        item, _ = KnowledgeItem.objects.update_or_create(
            code=row.code,
            defaults={
                "titles": dict(row.titles),
                "bodies": dict(row.bodies),
                "words": search_words(*row.titles.values(), *row.bodies.values()),
                "owner_id": agencies[row.owner],
                "public": row.public,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
            },
        )
        item.service_types.set(types[code] for code in row.service_types)
