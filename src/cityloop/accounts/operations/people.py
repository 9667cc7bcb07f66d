"""Writes of people: they are added, corrected, moved, shut out and let in again, never deleted."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.accounts.models import User
from cityloop.accounts.operations.roles import Grant, end_role, give_role, keep_an_administrator
from cityloop.accounts.queries import city_day
from cityloop.agencies.models import Agency
from cityloop.core.errors import InputError, TransitionNotAllowed
from cityloop.core.operations import Notice, audit, enqueue
from cityloop.core.sentences import Sentence

INVITED = "person.invited"
# As the audit trail names a subject.
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Who is added: a name to sign in with, a name for others, a mailbox, and an agency."""

    username: str
    name: str
    email: str
    agency: Agency
    language: str = "en"


@transaction.atomic
def invite_person(new: NewPerson, *, grant: Grant, by: AbstractUser | None, at: datetime) -> User:
    """Add a person with a first role and send them a link to set a password.

    Raises InputError for a name that is taken or too long; see give_role for the role.
    """
    username = User.normalize_username(new.username)
    if len(username) > LONGEST_NAME:
        raise InputError(Sentence("A name to sign in with has at most 64 characters."))
    if User.objects.filter(username__iexact=username).exists():
        raise InputError(Sentence("Somebody already signs in with this name."))
    user = User.objects.create(
        username=username,
        first_name=new.name,
        email=new.email,
        agency=new.agency,
        language=new.language,
        # None is a password that nothing matches.
        password=make_password(None),
        date_joined=at,
    )
    told = f"{new.agency.code}. {grant.reason}"
    audit(what=INVITED, subject=username, reason=told, by=by, at=at)
    give_role(user, grant=grant, by=by, at=at)
    enqueue([Notice(INVITED, username)], by=by, at=at)
    return user


@transaction.atomic
def send_invitation(user: User, *, reason: str, by: AbstractUser | None, at: datetime) -> None:
    """Send the link to set a password once more; raises InputError without a mailbox."""
    if not user.email:
        raise InputError(
            Sentence("The person has no e-mail address."), mend=Sentence("Correct it first.")
        )
    if not user.is_active:
        raise TransitionNotAllowed(Sentence("The account is shut."))
    audit(what="person.invited_again", subject=user.username, reason=reason, by=by, at=at)
    enqueue([Notice(INVITED, user.username)], by=by, at=at)


@transaction.atomic
def correct_person(
    user: User, *, name: str, email: str, by: AbstractUser | None, at: datetime
) -> User:
    """Correct how a person is called and where their mail goes."""
    locked = _locked(user)
    changed = [
        field
        for field, new in (("first_name", name), ("email", email))
        if getattr(locked, field) != new
    ]
    locked.first_name, locked.email = name, email
    if "first_name" in changed:
        locked.last_name = ""
    locked.save()
    # What it was before is a person's data: the trail names the fields, not the values.
    told = ", ".join(field.replace("first_name", "name") for field in changed)
    audit(what="person.corrected", subject=locked.username, reason=told, by=by, at=at)
    return locked


@transaction.atomic
def move_person(
    user: User, *, agency: Agency, reason: str, by: AbstractUser | None, at: datetime
) -> User:
    """Move a person to another agency; the roles that they held for the old one end.

    Raises InputError when they work there already, TransitionNotAllowed for the last administrator.
    """
    locked = _locked(user)
    if locked.agency_id == agency.pk:
        raise InputError(Sentence("The person already works there."))
    _end_roles(locked, reason=reason, by=by, at=at)
    before = locked.agency.code if locked.agency else ""
    locked.agency = agency
    locked.save()
    told = f"{before} > {agency.code}. {reason}"
    audit(what="person.moved", subject=locked.username, reason=told, by=by, at=at)
    return locked


def _end_roles(user: User, *, reason: str, by: AbstractUser | None, at: datetime) -> None:
    today = city_day(at)
    for held in user.roles.all():
        if held.valid_to is None or held.valid_to > today:
            end_role(held, on=today, reason=reason, by=by, at=at)


@transaction.atomic
def deactivate_person(user: User, *, reason: str, by: AbstractUser | None, at: datetime) -> User:
    """Shut an account at once, whatever roles the person holds; what they did stays theirs.

    Raises TransitionNotAllowed for a shut account, for oneself and for the last administrator.
    """
    locked = _locked(user)
    if not locked.is_active:
        raise TransitionNotAllowed(Sentence("The account is already shut."))
    if by is not None and by.pk == locked.pk:
        raise TransitionNotAllowed(Sentence("Nobody shuts their own account."))
    keep_an_administrator(locked, on=city_day(at))
    locked.is_active = False
    locked.save()
    audit(what="person.deactivated", subject=locked.username, reason=reason, by=by, at=at)
    return locked


@transaction.atomic
def reactivate_person(user: User, *, reason: str, by: AbstractUser | None, at: datetime) -> User:
    """Open an account again; the roles that have not ended count again."""
    locked = _locked(user)
    if locked.is_active:
        raise TransitionNotAllowed(Sentence("The account is open."))
    locked.is_active = True
    locked.save()
    audit(what="person.reactivated", subject=locked.username, reason=reason, by=by, at=at)
    return locked


@transaction.atomic
def reset_second_factor(user: User, *, reason: str, by: AbstractUser | None, at: datetime) -> None:
    """Take away a lost second factor, so that the person can set up a new one.

    Raises TransitionNotAllowed without one, and for oneself.
    """
    if by is not None and by.pk == user.pk:
        raise TransitionNotAllowed(
            Sentence("Nobody resets their own second factor."),
            mend=Sentence("Another administrator does this."),
        )
    taken, _rows = Authenticator.objects.filter(user_id=user.pk).delete()
    if not taken:
        raise TransitionNotAllowed(Sentence("The person has no second factor."))
    audit(what="person.second_factor_reset", subject=user.username, reason=reason, by=by, at=at)


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)
