"""An item is written, changed, looked over: each change is kept as a version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.errors import InputError, NotFound
from cityloop.core.models import City
from cityloop.core.sentences import Sentence
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.operations.versions import TEXT, new_version, write_words
from cityloop.knowledge.rules.standing import Span, span_refusal, text_refusal
from cityloop.responsibility.models import ServiceType

RESERVED = frozenset({"new"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """An item as somebody wrote it; texts by language, service types by code."""

    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    valid_from: date
    valid_to: date | None = None
    public: bool = True
    keeper: AbstractUser | None = None
    service_types: tuple[str, ...] = ()
    note: str = ""


@transaction.atomic(durable=True)
def add_item(
    code: str, *, draft: ItemDraft, owner: int, by: AbstractUser, at: datetime
) -> KnowledgeItem:
    """Write a new item of an agency.

    Raises InputError for a code in use or a text that is not whole.
    """
    if code in RESERVED or KnowledgeItem.objects.filter(code=code).exists():
        raise InputError(Sentence("There is an answer %(code)s already.", code=code))
    _require_whole(draft)
    item = KnowledgeItem(code=code, owner_id=owner, version=1, reviewed_at=at)
    _write(item, draft=draft, by=by, at=at)
    return item


@transaction.atomic(durable=True)
def change_item(
    item: KnowledgeItem, *, draft: ItemDraft, seen: int, by: AbstractUser, at: datetime
) -> KnowledgeItem:
    """Keep what somebody wrote as a new version; the same text again changes nothing.

    `seen` is the version from which they began. Raises InputError for a text that is not whole,
    and when somebody else was faster.
    """
    _require_whole(draft)
    locked = _locked(item)
    if locked.version != seen:
        raise InputError(
            Sentence("Somebody else has changed this answer meanwhile."),
            mend=Sentence("Open it again, and put your change to the new text."),
        )
    if _same(locked, draft=draft):
        return locked
    locked.version += 1
    locked.reviewed_at = at
    _write(locked, draft=draft, by=by, at=at)
    return locked


@transaction.atomic(durable=True)
def review_item(
    item: KnowledgeItem, *, valid_to: date | None, by: AbstractUser | None, at: datetime
) -> KnowledgeItem:
    """Say that an item is still right, until `valid_to`; another end is a new version.

    Raises InputError for an end before its first day.
    """
    locked = _locked(item)
    _require_span(Span(valid_from=locked.valid_from, valid_to=valid_to))
    locked.reviewed_at = at
    moved = locked.valid_to != valid_to
    locked.valid_to = valid_to
    locked.version += moved
    locked.save(update_fields=["reviewed_at", "valid_to", "version"])
    if moved:
        new_version(locked, types=_types(locked), by=by, at=at).save()
    return locked


def _require_whole(draft: ItemDraft) -> None:
    languages = City.objects.get().languages
    refusal = text_refusal(draft.titles, bodies=draft.bodies, languages=languages)
    if refusal:
        raise InputError(refusal)
    _require_span(Span(valid_from=draft.valid_from, valid_to=draft.valid_to))


def _require_span(span: Span) -> None:
    refusal = span_refusal(span)
    if refusal:
        raise InputError(refusal)


def _locked(item: KnowledgeItem) -> KnowledgeItem:
    found = KnowledgeItem.objects.select_for_update().filter(pk=item.pk).first()
    if found is None:
        raise NotFound(Sentence("No answer %(code)s holds today.", code=item.code))
    return found


def _same(item: KnowledgeItem, *, draft: ItemDraft) -> bool:
    wanted = _values(draft)
    kept = {name: getattr(item, name) for name in TEXT if name in wanted}
    return kept == wanted and _types(item) == sorted(draft.service_types)


def _values(draft: ItemDraft) -> dict[str, object]:
    return {
        "titles": _written(draft.titles),
        "bodies": _written(draft.bodies),
        "keeper_id": None if draft.keeper is None else draft.keeper.pk,
        "public": draft.public,
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
    }


def _written(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}


def _write(item: KnowledgeItem, *, draft: ItemDraft, by: AbstractUser, at: datetime) -> None:
    for name, value in _values(draft).items():
        setattr(item, name, value)
    write_words(item)
    item.save()
    item.service_types.set(ServiceType.objects.filter(code__in=draft.service_types))
    new_version(item, types=draft.service_types, note=draft.note, by=by, at=at).save()


def _types(item: KnowledgeItem) -> list[str]:
    return sorted(item.service_types.values_list("code", flat=True))
