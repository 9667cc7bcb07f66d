"""One item with what it said before, and what was said of it."""

from datetime import datetime

from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.knowledge.models import KnowledgeFeedback, KnowledgeItem, KnowledgeVersion


def get_kept_item(code: str) -> KnowledgeItem:
    """An item whether or not it holds today; raises NotFound."""
    rows = KnowledgeItem.objects.select_related("owner", "keeper")
    found = rows.filter(code=code).first()
    if found is None:
        raise NotFound(Sentence("There is no answer %(code)s.", code=code))
    return found


def versions_of(item: KnowledgeItem) -> tuple[KnowledgeVersion, ...]:
    """All versions, the newest first; one statement."""
    rows = item.versions.select_related("written_by", "owner", "keeper")
    return tuple(rows.order_by("-number"))


def get_version(item: KnowledgeItem, *, number: int) -> tuple[KnowledgeVersion, ...]:
    """A version and, if there is one, the version before it; raises NotFound. One statement."""
    rows = item.versions.select_related("written_by", "owner", "keeper")
    found = tuple(rows.filter(number__lte=number).order_by("-number")[:2])
    if not found or found[0].number != number:
        raise NotFound(Sentence("There is no such version of this answer."))
    return found


def version_on(item: KnowledgeItem, *, before: datetime) -> KnowledgeVersion | None:
    """The last version written before a moment: what the item then said. None before the first."""
    rows = item.versions.select_related("written_by", "owner", "keeper")
    return rows.filter(written_at__lt=before).order_by("-number").first()


def open_feedback(item: KnowledgeItem) -> tuple[KnowledgeFeedback, ...]:
    """What was said of an item and not yet put away, the newest first; one statement."""
    rows = item.feedback.filter(settled_at__isnull=True).select_related("by")
    return tuple(rows.order_by("-at", "-pk"))
