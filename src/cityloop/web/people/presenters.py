"""What the pages about people show."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator

from cityloop.accounts.choices import Role
from cityloop.accounts.models import RoleHeld, User
from cityloop.web.people.table import STEPS, Step


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role of a person, for a time; `state` is held, coming or ended."""

    pk: int
    label: str
    agency: str
    valid_from: date
    valid_to: date | None
    state: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list, with the roles that have not ended."""

    pk: int
    username: str
    name: str
    email: str
    agency: str
    last_login: datetime | None
    roles: tuple[RoleLine, ...]


def person_line(user: User) -> PersonLine:
    """A person as a line; their roles and agency must have been fetched."""
    return PersonLine(
        pk=user.pk,
        username=user.username,
        name=user.get_full_name() or user.username,
        email=user.email,
        agency=user.agency.name if user.agency else "",
        last_login=user.last_login,
        roles=tuple(_line(held, state="held", agency="") for held in user.roles.all()),
    )


def role_lines(user: User, *, on: date) -> list[RoleLine]:
    """Every role that the person has held, holds and will hold; one statement."""
    rows = user.roles.select_related("agency").order_by("-valid_from", "-pk")
    return [
        _line(held, state=_state(held, on=on), agency=held.agency.name if held.agency else "")
        for held in rows
    ]


def _state(held: RoleHeld, *, on: date) -> str:
    if held.valid_to is not None and held.valid_to <= on:
        return "ended"
    return "coming" if held.valid_from > on else "held"


def _line(held: RoleHeld, *, state: str, agency: str) -> RoleLine:
    return RoleLine(
        pk=held.pk,
        label=role_label(held.role),
        agency=agency,
        valid_from=held.valid_from,
        valid_to=held.valid_to,
        state=state,
    )


def role_label(code: str) -> str:
    """The name of a role; a code that is none as it is."""
    return str(Role(code).label) if code in Role.values else code


def steps_for(user: User) -> list[Step]:
    """The steps that make sense for a person as they are now; one statement."""
    second = Authenticator.objects.filter(user_id=user.pk).exists()
    left_out = {
        "deactivate": not user.is_active,
        "reactivate": user.is_active,
        "invite": not (user.is_active and user.email),
        "reset-second-factor": not second,
    }
    return [step for step in STEPS if not left_out.get(step.code)]
