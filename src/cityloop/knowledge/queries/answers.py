"""Answers that operators can give at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from cityloop.core.errors import InputError, NotFound
from cityloop.core.sentences import Sentence
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.rules.search import SearchIndex, SearchText
from cityloop.responsibility.models import ServiceType


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


def answers_for(
    text: str, *, on: date, service_type: ServiceType | None = None, limit: int = 3
) -> tuple[Answer, ...]:
    """The answers about this type, then those that fit the words best in any language.

    One statement; none without words.
    """
    if not text.strip():
        return ()
    rows = valid_items(on).select_related("owner").annotate(about=_about(service_type))
    items = {item.code: item for item in rows}
    found = [hit.code for hit in index_of(items.values()).search(text, limit=len(items))]
    # Sorting is stable: within the two groups the words decide.
    ranked = sorted(found, key=lambda code: not items[code].about)
    return tuple(_answer(items[code]) for code in ranked[:limit])


def _about(service_type: ServiceType | None) -> Exists:
    links = KnowledgeItem.service_types.through.objects
    return Exists(links.filter(knowledgeitem=OuterRef("pk"), servicetype=service_type))


def index_of(items: Iterable[KnowledgeItem]) -> SearchIndex:
    """The items in all their languages, ready to be searched."""
    return SearchIndex(
        SearchText(
            code=item.code,
            title=" ".join(item.titles.values()),
            body=" ".join([*item.bodies.values(), item.words]),
        )
        for item in items
    )


def get_item(code: str, *, on: date) -> KnowledgeItem:
    """Return the item that holds on the day; raises NotFound."""
    found = valid_items(on).filter(code=code).first()
    if found is None:
        raise NotFound(Sentence("No answer %(code)s holds today.", code=code))
    return found


def require_holding(item: KnowledgeItem, *, on: date) -> None:
    """Raise InputError unless the item holds on the day: nobody is told what has expired."""
    if not item.span.holds(on):
        raise InputError(
            Sentence("The answer %(code)s does not hold today.", code=item.code),
            mend=Sentence("Choose another one, or send the request to its owner."),
        )


def _answer(item: KnowledgeItem) -> Answer:
    return Answer(code=item.code, title=item.title, body=item.body, owner=item.owner.name)
