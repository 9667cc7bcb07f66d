"""A responsibility list taken back before its first day."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.core.withdrawal import city_day, too_late
from cityloop.responsibility.models import DutyList


@transaction.atomic(savepoint=False)
def withdraw_duty_list(version: str, *, closed: str, by: AbstractUser | None, at: datetime) -> None:
    """Take back a list that nobody was judged by; the list that it ended holds on.

    Raises NotFound without it, TransitionNotAllowed from its first day on.
    """
    kept = DutyList.objects.filter(version=version).first()
    if kept is None:
        raise NotFound(Sentence("There is no version %(version)s of it.", version=version))
    if kept.valid_from <= city_day(at).date():
        raise too_late(version)
    first, end = kept.valid_from, kept.valid_to
    kept.delete()
    DutyList.objects.filter(version=closed, valid_to=first).update(valid_to=end)
