"""Answers that operators can give at once."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.rules.search import SearchIndex, SearchText


@dataclass(frozen=True, slots=True)
class Answer:
    """A knowledge item as an operator reads it out."""

    code: str
    title: str
    body: str
    owner: str


def valid_items(on: date) -> QuerySet[KnowledgeItem]:
    """Items that hold on the day."""
    return KnowledgeItem.objects.filter(valid_from__lte=on).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    )


def answers_for(text: str, *, on: date, limit: int = 3) -> tuple[Answer, ...]:
    """The answers that fit the words best, in any language; one statement."""
    if not text.strip():
        return ()
    items = {item.code: item for item in valid_items(on).select_related("owner")}
    index = SearchIndex(
        SearchText(
            code=code,
            title=" ".join(item.titles.values()),
            body=" ".join([*item.bodies.values(), item.words]),
        )
        for code, item in items.items()
    )
    return tuple(_answer(items[hit.code]) for hit in index.search(text, limit=limit))


def get_item(code: str, *, on: date) -> KnowledgeItem:
    """Return the item that holds on the day; raises NotFound."""
    found = valid_items(on).filter(code=code).first()
    if found is None:
        raise NotFound(Sentence("No answer %(code)s holds today.", code=code))
    return found


def _answer(item: KnowledgeItem) -> Answer:
    return Answer(code=item.code, title=item.title, body=item.body, owner=item.owner.name)
