"""Reads of the knowledge base: what holds today, lists for those who keep it, what it said."""

from cityloop.knowledge.queries.answers import (
    Answer,
    answers_for,
    get_item,
    require_holding,
    valid_items,
)
from cityloop.knowledge.queries.keepers import keepers_of
from cityloop.knowledge.queries.lists import (
    ItemFilter,
    ItemRow,
    OwnerTally,
    items,
    owner_tally,
)
from cityloop.knowledge.queries.versions import (
    get_kept_item,
    get_version,
    open_feedback,
    version_on,
    versions_of,
)

__all__ = [
    "Answer",
    "ItemFilter",
    "ItemRow",
    "OwnerTally",
    "answers_for",
    "get_item",
    "get_kept_item",
    "get_version",
    "items",
    "keepers_of",
    "open_feedback",
    "owner_tally",
    "require_holding",
    "valid_items",
    "version_on",
    "versions_of",
]
