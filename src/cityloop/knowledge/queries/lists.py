"""Items for those who look them up and those who keep them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cityloop.core.models import localised
from cityloop.knowledge.choices import Standing
from cityloop.knowledge.models import KnowledgeFeedback, KnowledgeItem
from cityloop.knowledge.queries.answers import index_of
from cityloop.knowledge.rules.search import search_terms
from cityloop.knowledge.rules.standing import expiring_before, missing_languages, standing

UNHELPFUL, ONE_LANGUAGE = "unhelpful", "one_language"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilter:
    """What a list is narrowed to; nothing set shows all.

    `show`: a Standing, "unhelpful" or "one_language". `owner`: the key of an agency.
    """

    text: str = ""
    show: str = ""
    owner: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item in a list; `missing` are the city's languages that it lacks."""

    pk: int
    code: str
    title: str
    body: str
    owner: str
    standing: Standing
    public: bool
    valid_to: date | None
    missing: tuple[str, ...]
    unhelpful: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerTally:
    """What waits for the owner of items."""

    expiring: int
    expired: int
    unhelpful: int


def items(
    wanted: ItemFilter, *, on: date, days: int, languages: Sequence[str]
) -> tuple[ItemRow, ...]:
    """The items, best first where words are given, else those that end first; one statement.

    `days`: how long before its end an item counts as about to expire.
    """
    rows = _narrowed(wanted, on=on, days=days).select_related("owner")
    found = list(rows.annotate(unhelpful=Coalesce(_unhelpful(), 0)))
    shown = [_row(one, on=on, days=days, languages=languages) for one in _ranked(found, wanted)]
    if wanted.show == ONE_LANGUAGE:
        return tuple(row for row in shown if row.missing)
    return tuple(shown)


def owner_tally(owner: int, *, on: date, days: int) -> OwnerTally:
    """How many items of an agency end soon, have ended, or did not help; one statement."""
    mine = KnowledgeItem.objects.filter(owner=owner)
    counted = mine.aggregate(
        expiring=Count("pk", filter=_expiring(on, days=days), distinct=True),
        expired=Count("pk", filter=_expired(on), distinct=True),
        unhelpful=Count("pk", filter=_complained_of(), distinct=True),
    )
    return OwnerTally(**counted)


def _narrowed(wanted: ItemFilter, *, on: date, days: int) -> QuerySet[KnowledgeItem]:
    rows = KnowledgeItem.objects.all()
    if wanted.owner is not None:
        rows = rows.filter(owner=wanted.owner)
    narrowing = {
        Standing.EXPIRING.value: _expiring(on, days=days),
        Standing.EXPIRED.value: _expired(on),
        Standing.COMING.value: Q(valid_from__gt=on),
        UNHELPFUL: _complained_of(),
    }
    if wanted.show in narrowing:
        rows = rows.filter(narrowing[wanted.show]).distinct()
    return rows.filter(_holding(wanted.text)) if wanted.text.strip() else rows


def _holding(text: str) -> Q:
    """Items with any of the words; which fit best is for the index to say."""
    found = Q(code__icontains=text.strip())
    for term in search_terms(text):
        found |= Q(words__contains=term)
    return found


def _ranked(found: Sequence[KnowledgeItem], wanted: ItemFilter) -> Iterable[KnowledgeItem]:
    if not wanted.text.strip():
        endless = date.max
        return sorted(found, key=lambda one: (one.valid_to or endless, one.title, one.code))
    hits = index_of(found).search(wanted.text, limit=len(found))
    place = {hit.code: number for number, hit in enumerate(hits)}
    return sorted(found, key=lambda one: (place.get(one.code, len(place)), one.code))


def _row(item: KnowledgeItem, *, on: date, days: int, languages: Sequence[str]) -> ItemRow:
    return ItemRow(
        pk=item.pk,
        code=item.code,
        title=localised(item.titles),
        body=localised(item.bodies),
        owner=item.owner.name,
        standing=standing(item.span, on=on, days=days),
        public=item.public,
        valid_to=item.valid_to,
        missing=missing_languages(item.titles, bodies=item.bodies, languages=languages),
        unhelpful=item.unhelpful,  # type: ignore[attr-defined]
    )


def _expiring(on: date, *, days: int) -> Q:
    return Q(valid_to__gt=on, valid_to__lte=expiring_before(on, days=days))


def _expired(on: date) -> Q:
    return Q(valid_to__lte=on)


def _complained_of() -> Q:
    return Q(feedback__isnull=False, feedback__settled_at__isnull=True)


def _unhelpful() -> Subquery:
    said = KnowledgeFeedback.objects.filter(item=OuterRef("pk"), settled_at__isnull=True)
    counted = said.order_by().values("item").annotate(count=Count("pk"))
    return Subquery(counted.values("count"))
