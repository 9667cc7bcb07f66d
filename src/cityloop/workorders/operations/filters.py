"""A person's saved lists; nobody else sees them."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.errors import InputError, NotFound
from cityloop.core.sentences import Sentence
from cityloop.workorders.models import SavedFilter
from cityloop.workorders.rules.saved_filters import filter_refusal


def _own(pk: int, *, by: AbstractUser) -> SavedFilter:
    # Another person's list does not exist for this one.
    found = SavedFilter.objects.select_for_update().filter(pk=pk, owner_id=by.pk).first()
    if found is None:
        raise NotFound(Sentence("There is no such saved list."))
    return found


def _require(name: str, *, query: str, by: AbstractUser, but: int | None = None) -> None:
    kept = SavedFilter.objects.filter(owner_id=by.pk).values_list("pk", "name")
    taken = frozenset(other for pk, other in kept if pk != but)
    if refusal := filter_refusal(name, query=query, taken=taken):
        raise InputError(refusal)


@transaction.atomic(durable=True)
def save_filter(name: str, *, query: str, by: AbstractUser, at: datetime) -> SavedFilter:
    """Keep a worklist under a name; raises InputError when the name or the filter does not do."""
    wanted = name.strip()
    _require(wanted, query=query, by=by)
    return SavedFilter.objects.create(owner_id=by.pk, name=wanted, query=query, saved_at=at)


@transaction.atomic(durable=True)
def rename_filter(pk: int, *, name: str, by: AbstractUser, at: datetime) -> SavedFilter:
    """Give one's own list another name; raises NotFound or InputError."""
    found = _own(pk, by=by)
    wanted = name.strip()
    _require(wanted, query=found.query, by=by, but=pk)
    found.name, found.saved_at = wanted, at
    found.save(update_fields=["name", "saved_at"])
    return found


@transaction.atomic(durable=True)
def delete_filter(pk: int, *, by: AbstractUser, at: datetime) -> str:
    """Delete one's own list; returns its name; raises NotFound."""
    found = _own(pk, by=by)
    found.delete()
    return found.name
