"""The call-back by mail: one click is enough, and what a mail scanner opens is no answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction

from cityloop.accounts.models import User
from cityloop.core.errors import NotFound, TransitionNotAllowed
from cityloop.core.sentences import Sentence
from cityloop.flows import follow_up as follow_ups
from cityloop.flows.letters import FOLLOWING, RATING
from cityloop.followups import operations
from cityloop.followups.choices import FollowUpState, Solved
from cityloop.followups.models import FollowUp, LinkAnswer
from cityloop.followups.queries import get_follow_up
from cityloop.followups.rules.mail import answer_meant


def follow_up_of(token: str) -> FollowUp:
    """The interview that a letter's address opens; raises NotFound."""
    try:
        return get_follow_up(int(signing.loads(token, salt=RATING)))
    except signing.BadSignature:
        raise NotFound(Sentence("This link is not complete or not valid.")) from None


def number_followed(token: str) -> str | None:
    """The number of the request that a letter's address opens, or None."""
    try:
        return str(signing.loads(token, salt=FOLLOWING))
    except signing.BadSignature:
        return None


@transaction.atomic(durable=True)
def open_answer(
    follow_up: FollowUp, *, solved: str, by: User | None, at: datetime
) -> tuple[str, ...]:
    """Keep at once what a click from the mail says; returns all that was opened, oldest first.

    Provisional until somebody presses a button on the page or the window ends: programs that check
    mail open every link of it, and one of them would be a wrong answer.
    """
    if solved not in Solved.values:
        raise NotFound(Sentence("This link is not complete or not valid."))
    locked = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if locked.state == FollowUpState.QUEUED:
        operations.keep_link_answer(locked, solved=solved, by=by, at=at)
    return opened_answers(locked)


def opened_answers(follow_up: FollowUp) -> tuple[str, ...]:
    """The answers that were opened from the mail, oldest first."""
    rows = LinkAnswer.objects.filter(follow_up=follow_up).order_by("at", "pk")
    return tuple(rows.values_list("solved", flat=True))


def rate(
    follow_up: FollowUp, *, answers: Mapping[str, Any], by: User | None, at: datetime
) -> FollowUp:
    """Record what the requester answers on the page; raises TransitionNotAllowed when settled."""
    given = {name: value for name, value in answers.items() if value not in {"", None}}
    return follow_ups.record_answers(follow_up, answers=given, by=by, at=at)


def settle_opened(*, by: User | None, at: datetime) -> int:
    """Count single clicks from the mail whose window ends; returns how many.

    Where several different answers were opened and no button was pressed, nothing is known.
    """
    ending = FollowUp.objects.filter(
        state=FollowUpState.QUEUED, window_to__lte=at, link_answers__isnull=False
    ).distinct()
    settled = 0
    for one in ending:
        meant = answer_meant(opened_answers(one))
        if meant is not None and _settled(one, solved=meant, by=by, at=at):
            settled += 1
    return settled


def _settled(follow_up: FollowUp, *, solved: str, by: User | None, at: datetime) -> bool:
    try:
        rate(follow_up, answers={"solved": solved}, by=by, at=at)
    except TransitionNotAllowed:
        # Somebody else settled it between the two statements.
        return False
    return True
