"""Reply templates of an agency: kept, retired, taken up again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.errors import InputError, NotFound
from cityloop.core.models import City
from cityloop.core.operations import audit
from cityloop.core.sentences import Sentence
from cityloop.workorders.models import ReplyTemplate
from cityloop.workorders.rules.reply_templates import template_refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDraft:
    """A template as written: name and text by language, and the result that it goes with."""

    names: Mapping[str, str]
    texts: Mapping[str, str]
    outcome: str = ""


@transaction.atomic(durable=True)
def keep_template(
    draft: ReplyDraft,
    *,
    agency: int,
    pk: int | None = None,
    by: AbstractUser,
    at: datetime,
) -> ReplyTemplate:
    """Write a template of an agency, or write it anew.

    Raises InputError for a text that cannot be filled in, NotFound for another agency's template.
    """
    refusal = template_refusal(
        draft.names, texts=draft.texts, languages=City.objects.get().languages
    )
    if refusal:
        raise InputError(refusal)
    kept = ReplyTemplate(agency_id=agency) if pk is None else _of_agency(pk, agency=agency)
    kept.names, kept.texts = dict(draft.names), dict(draft.texts)
    kept.outcome = draft.outcome
    kept.kept_by_id, kept.kept_at = by.pk, at
    kept.save()
    _note(kept, "template.kept", by=by, at=at)
    return kept


@transaction.atomic(durable=True)
def retire_template(pk: int, *, agency: int, by: AbstractUser, at: datetime) -> ReplyTemplate:
    """Take a template out of use; raises NotFound for another agency's."""
    return _set_retired(pk, agency=agency, retired_at=at, by=by, at=at)


@transaction.atomic(durable=True)
def take_up_template(pk: int, *, agency: int, by: AbstractUser, at: datetime) -> ReplyTemplate:
    """Take a retired template into use again; raises NotFound for another agency's."""
    return _set_retired(pk, agency=agency, retired_at=None, by=by, at=at)


def _set_retired(
    pk: int, *, agency: int, retired_at: datetime | None, by: AbstractUser, at: datetime
) -> ReplyTemplate:
    kept = _of_agency(pk, agency=agency)
    kept.retired_at = retired_at
    kept.save(update_fields=["retired_at"])
    _note(kept, "template.retired" if retired_at else "template.taken_up", by=by, at=at)
    return kept


def _of_agency(pk: int, *, agency: int) -> ReplyTemplate:
    found = ReplyTemplate.objects.select_for_update().filter(pk=pk, agency_id=agency).first()
    if found is None:
        raise NotFound(Sentence("There is no such reply template."))
    return found


def _note(kept: ReplyTemplate, what: str, *, by: AbstractUser, at: datetime) -> None:
    audit(what=what, subject=f"reply-template {kept.pk}", reason="", by=by, at=at)
