"""Writes of the roles that people hold: given for a time, ended, never taken back in silence."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.accounts.choices import Role
from cityloop.accounts.models import RoleHeld, User
from cityloop.accounts.queries import city_day
from cityloop.accounts.rules.separation import Term, clash
from cityloop.core.errors import InputError, TransitionNotAllowed
from cityloop.core.operations import audit
from cityloop.core.sentences import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role to be given: from its first day on, up to the day `valid_to` on which it ends."""

    role: Role
    valid_from: date
    valid_to: date | None = None
    reason: str


@transaction.atomic
def give_role(user: User, *, grant: Grant, by: AbstractUser | None, at: datetime) -> RoleHeld:
    """Give a person a role for their agency and a time.

    Raises InputError for a time that has passed or that is empty, for a role already held then,
    and for one that does not go with another (domain.md H7); TransitionNotAllowed for oneself.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if by is not None and by.pk == locked.pk:
        raise TransitionNotAllowed(
            Sentence("Nobody gives themselves a role."),
            mend=Sentence("Another administrator does this."),
        )
    _check_dates(grant, on=city_day(at))
    _check_others(locked, grant=grant)
    held = RoleHeld.objects.create(
        user=locked,
        role=grant.role,
        agency_id=locked.agency_id,
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
    )
    told = f"{grant.role.value} {_days(held)}. {grant.reason}"
    audit(what="role.given", subject=locked.username, reason=told, by=by, at=at)
    return held


def _check_dates(grant: Grant, *, on: date) -> None:
    if grant.valid_from < on:
        raise InputError(Sentence("A role is not given for days that have passed."))
    if grant.valid_to is not None and grant.valid_to <= grant.valid_from:
        raise InputError(Sentence("The role ends before it begins."))


def _check_others(user: User, *, grant: Grant) -> None:
    wanted = Term(grant.role.value, grant.valid_from, grant.valid_to)
    held = [Term(row.role, row.valid_from, row.valid_to) for row in user.roles.all()]
    if any(term.role == wanted.role and term.overlaps(wanted) for term in held):
        raise InputError(Sentence("The person already holds this role at that time."))
    found = clash(held, wanted=wanted)
    if found is not None:
        raise InputError(
            found.why,
            mend=Sentence(
                "The person holds the role %(role)s: end it first, or choose somebody else.",
                role=found.held,
            ),
        )


@transaction.atomic
def end_role(
    held: RoleHeld, *, on: date, reason: str, by: AbstractUser | None, at: datetime
) -> RoleHeld:
    """End a role on a day, which is the first one without it; the row stays.

    Raises InputError for a day that has passed and for one after the end that the role has,
    TransitionNotAllowed for a role that has ended and for the last administrator.
    """
    locked = RoleHeld.objects.select_for_update().select_related("user").get(pk=held.pk)
    today = city_day(at)
    if on < today:
        raise InputError(Sentence("A role ends today at the earliest."))
    if locked.valid_to is not None and locked.valid_to <= today:
        raise TransitionNotAllowed(Sentence("This role has already ended."))
    if locked.valid_to is not None and on > locked.valid_to:
        raise InputError(
            Sentence("The role ends on %(day)s as it is.", day=locked.valid_to),
            mend=Sentence("Give the role anew for a longer time, so that it is checked again."),
        )
    if locked.role == Role.ADMINISTRATOR:
        keep_an_administrator(locked.user, on=today)
    # A role that has not begun is never held: it ends on its first day.
    locked.valid_to = max(on, locked.valid_from)
    locked.save()
    told = f"{locked.role} {_days(locked)}. {reason}"
    audit(what="role.ended", subject=locked.user.username, reason=told, by=by, at=at)
    return locked


def keep_an_administrator(user: User, *, on: date) -> None:
    """Raise TransitionNotAllowed if nobody but this person gives out roles without an end."""
    rows = RoleHeld.objects.select_for_update(of=("self",)).filter(
        role=Role.ADMINISTRATOR, valid_from__lte=on, valid_to__isnull=True, user__is_active=True
    )
    holders = set(rows.values_list("user_id", flat=True))
    if user.pk in holders and not holders - {user.pk}:
        raise TransitionNotAllowed(
            Sentence("This is the last administrator."),
            mend=Sentence("Give the role to somebody else first, without an end."),
        )


def _days(held: RoleHeld) -> str:
    return f"{held.valid_from} - {held.valid_to or '…'}"
