"""Somebody says that an answer did not help; its owner reads it and puts it away."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.errors import InputError, NotFound
from cityloop.core.sentences import Sentence
from cityloop.knowledge.models import KnowledgeFeedback, KnowledgeItem

DAY = timedelta(days=1)


@transaction.atomic(durable=True)
def say_unhelpful(
    item: KnowledgeItem,
    *,
    text: str,
    most: int,
    by: AbstractUser | None,
    at: datetime,
) -> KnowledgeFeedback:
    """Keep that an item did not help; without `by` a resident says so.

    Raises InputError when residents have said so of this item `most` times within a day.
    """
    locked = KnowledgeItem.objects.select_for_update().get(pk=item.pk)
    said = KnowledgeFeedback.objects.filter(item=locked, by__isnull=True, at__gt=at - DAY)
    if by is None and said.count() >= most:
        raise InputError(
            Sentence("Enough people have said so today; the owner knows."),
            mend=Sentence("If you need an answer, send us your question."),
        )
    return KnowledgeFeedback.objects.create(
        item=locked,
        version=locked.version,
        text=text.strip(),
        at=at,
        by_id=None if by is None else by.pk,
    )


@transaction.atomic(durable=True)
def settle_feedback(
    item: KnowledgeItem, *, pk: int, by: AbstractUser, at: datetime
) -> KnowledgeFeedback:
    """Put away what was said of an item; twice is once. Raises NotFound for another item's."""
    found = KnowledgeFeedback.objects.select_for_update().filter(pk=pk, item=item).first()
    if found is None:
        raise NotFound(Sentence("There is no such feedback."))
    if found.settled_at is None:
        found.settled_at, found.settled_by_id = at, by.pk
        found.save(update_fields=["settled_at", "settled_by"])
    return found
