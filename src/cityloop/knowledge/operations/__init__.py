"""Every write of the knowledge base."""

from cityloop.knowledge.operations.feedback import say_unhelpful, settle_feedback
from cityloop.knowledge.operations.keeping import ItemDraft, add_item, change_item, review_item
from cityloop.knowledge.operations.loading import load_items
from cityloop.knowledge.operations.reminding import EXPIRING, remind_owners

__all__ = [
    "EXPIRING",
    "ItemDraft",
    "add_item",
    "change_item",
    "load_items",
    "remind_owners",
    "review_item",
    "say_unhelpful",
    "settle_feedback",
]
