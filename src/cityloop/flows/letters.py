"""Letters that ask or lead somewhere: who is asked by mail, and the addresses in the letters.

The addresses are signed, not kept: no table and no outbox row holds anything that opens a page.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core import signing

from cityloop.accounts.models import User
from cityloop.core.operations import Notice, enqueue
from cityloop.followups.models import FollowUp
from cityloop.intake.models import Identity, ServiceRequest

RATING = "rating"
FOLLOWING = "following"


def rating_path(pk: int, *, answer: str = "") -> str:
    """The address that a letter gives for an interview, with the answer that its click means."""
    token = signing.dumps(pk, salt=RATING, compress=True)
    return f"/rate/{token}/{answer}/" if answer else f"/rate/{token}/"


def following_path(number: str) -> str:
    """The address that a letter gives for the page of a request."""
    return f"/r/{signing.dumps(number, salt=FOLLOWING, compress=True)}/"


def ask_by_mail(asked: Iterable[FollowUp], *, by: User | None, at: datetime) -> int:
    """Tell the outbox to ask by mail; returns how many are asked. Inside an open transaction."""
    rows = list(asked)
    numbers = dict(
        ServiceRequest.objects.filter(pk__in=[one.request_id for one in rows]).values_list(
            "pk", "number"
        )
    )
    notices = [
        Notice("rating.asked", numbers[one.request_id], {"follow_up": one.pk}) for one in rows
    ]
    enqueue(notices, by=by, at=at)
    return len(notices)


def without_phone(drawn: Iterable[FollowUp]) -> list[FollowUp]:
    """Those who left a mail address and no phone: nobody can ring them up first."""
    rows = list(drawn)
    people = Identity.objects.filter(
        requester__requests__in=[one.request_id for one in rows], phone=""
    ).exclude(email="")
    asked = set(people.values_list("requester__requests", flat=True))
    return [one for one in rows if one.request_id in asked]
