"""The version that is kept with every change of an item."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractUser

from cityloop.knowledge.models import KnowledgeItem, KnowledgeVersion
from cityloop.knowledge.rules.search import search_words

TEXT = ("titles", "bodies", "owner_id", "keeper_id", "public", "valid_from", "valid_to")


def write_words(item: KnowledgeItem) -> None:
    """Set the words by which the item is found."""
    item.words = search_words(*item.titles.values(), *item.bodies.values())


def new_version(
    item: KnowledgeItem,
    *,
    types: Iterable[str],
    note: str = "",
    from_file: bool = False,
    by: AbstractUser | None,
    at: datetime,
) -> KnowledgeVersion:
    """The version for what the item now says, under the item's number; not yet written."""
    return KnowledgeVersion(
        item_id=item.pk,
        number=item.version,
        service_types=sorted(types),
        note=note,
        from_file=from_file,
        written_at=at,
        written_by_id=None if by is None else by.pk,
        **{name: getattr(item, name) for name in TEXT},
    )
