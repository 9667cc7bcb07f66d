"""Drafts of reviewed texts: saved, dropped, marked as published or withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import F

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.sentences import Sentence
from cityloop.responsibility.choices import DraftState
from cityloop.responsibility.models import DefinitionDraft
from cityloop.responsibility.queries.drafts import get_draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a person saves: the text, the version and the day that it says, where they can be read.

    `revision` is the one that the person has seen.
    """

    text: str
    version: str = ""
    valid_from: date | None = None
    revision: int = 0


def digest_of(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return sha256(text.encode()).hexdigest()


def create_draft(
    *, kind: str, code: str, base: str, written: Written, by: AbstractUser | None, at: datetime
) -> DefinitionDraft:
    """Write a new draft; its author cannot publish it."""
    author = _key(by)
    return DefinitionDraft.objects.create(
        kind=kind,
        code=code,
        base=base,
        version=written.version,
        valid_from=written.valid_from,
        text=written.text,
        digest=digest_of(written.text),
        author_id=author,
        editors=[author],
        edited_by_id=author,
        created_at=at,
        edited_at=at,
    )


def save_draft(
    draft: DefinitionDraft, *, written: Written, by: AbstractUser | None, at: datetime
) -> DefinitionDraft:
    """Save the text over the revision that the person has seen.

    Raises TransitionNotAllowed when somebody else saved meanwhile, or the draft is none any more.
    """
    kept = get_draft(draft.pk)
    editors = list(dict.fromkeys([*kept.editors, _key(by)]))
    seen = DefinitionDraft.objects.filter(
        pk=draft.pk, state=DraftState.DRAFT, revision=written.revision
    )
    saved = seen.update(
        text=written.text,
        digest=digest_of(written.text),
        version=written.version,
        valid_from=written.valid_from,
        editors=editors,
        edited_by=_key(by),
        edited_at=at,
        revision=F("revision") + 1,
    )
    if not saved:
        raise TransitionNotAllowed(_why_not_saved(kept))
    return get_draft(draft.pk)


def _why_not_saved(kept: DefinitionDraft) -> Sentence:
    if kept.state != DraftState.DRAFT:
        return Sentence("The draft is decided on and is not changed any more.")
    name = kept.edited_by.get_full_name() if kept.edited_by else ""
    return Sentence(
        "%(name)s has saved this draft at %(moment)s, after you opened it. Your text stands below "
        "and is not saved: compare it with the draft, take over what you need, and save again.",
        name=Sentence(name),
        moment=kept.edited_at,
    )


@transaction.atomic(savepoint=False)
def locked_draft(pk: int, *, state: str) -> DefinitionDraft:
    """Return a draft for changing it; raises TransitionNotAllowed when it is in another state."""
    rows = DefinitionDraft.objects.select_for_update(of=("self",))
    found = rows.filter(pk=pk).first()
    if found is None or found.state != state:
        raise TransitionNotAllowed(Sentence("Somebody else has decided on this draft already."))
    return found


def end_draft(
    draft: DefinitionDraft, *, state: str, reason: str, by: AbstractUser | None, at: datetime
) -> DefinitionDraft:
    """Mark a locked draft as dropped or withdrawn, with the reason."""
    columns = {"state": state, "ended_by_id": _key(by), "ended_at": at, "end_reason": reason}
    return _written(draft, columns)


def mark_published(
    draft: DefinitionDraft, *, closed: str, reason: str, by: AbstractUser, at: datetime
) -> DefinitionDraft:
    """Mark a locked draft as published; from now on the database keeps it as it is."""
    columns = {
        "state": DraftState.PUBLISHED,
        "published_by_id": by.pk,
        "published_at": at,
        "reason": reason,
        "closed": closed,
    }
    return _written(draft, columns)


def _written(draft: DefinitionDraft, columns: dict[str, Any]) -> DefinitionDraft:
    for name, value in columns.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(columns))
    return draft


def _key(by: AbstractUser | None) -> int | None:
    return None if by is None else by.pk
