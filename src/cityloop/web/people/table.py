"""What can be done about a person: one line a step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.models import User
from cityloop.accounts.operations import (
    correct_person,
    deactivate_person,
    give_role,
    move_person,
    reactivate_person,
    reset_second_factor,
    send_invitation,
)
from cityloop.web.components.forms import ReasonForm, StaffForm
from cityloop.web.people.forms import CorrectForm, MoveForm, RoleForm, first_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step with its form and its operation; `hint` says what comes of it."""

    code: str
    label: str | Promise
    hint: str | Promise
    done: str | Promise
    form: type[StaffForm]
    take: Callable[..., object]
    first: Callable[[User], dict[str, object]] = lambda _user: {}
    tone: str = ""


def _give(user: User, *, by: Any, at: datetime, **said: Any) -> object:  # noqa: ANN401 - as forms give them
    form = RoleForm(said)
    form.cleaned_data = said
    return give_role(user, grant=form.grant(), by=by, at=at)


STEPS = (
    Step(
        code="give-role",
        label=_("Give a role"),
        hint=_("A role counts from its first day on. Some roles never go together."),
        done=_("The role is given."),
        form=RoleForm,
        take=_give,
    ),
    Step(
        code="correct",
        label=_("Correct name or address"),
        hint=_("The name to sign in with stays: histories name it."),
        done=_("It is corrected."),
        form=CorrectForm,
        take=correct_person,
        first=first_values,
    ),
    Step(
        code="move",
        label=_("Move to another agency"),
        hint=_("Every role held for the old agency ends today."),
        done=_("The person is moved. Give them their new roles."),
        form=MoveForm,
        take=move_person,
    ),
    Step(
        code="invite",
        label=_("Send the invitation again"),
        hint=_("A new link to set a password goes to the person's mailbox."),
        done=_("The invitation is on its way."),
        form=ReasonForm,
        take=send_invitation,
    ),
    Step(
        code="reset-second-factor",
        label=_("Reset the second factor"),
        hint=_("Make sure who asks for it: until a new one is set up the password alone counts."),
        done=_("The second factor is gone."),
        form=ReasonForm,
        take=reset_second_factor,
        tone="danger",
    ),
    Step(
        code="deactivate",
        label=_("Shut the account"),
        hint=_("The person is signed out at once. Nothing that they did is deleted."),
        done=_("The account is shut."),
        form=ReasonForm,
        take=deactivate_person,
        tone="danger",
    ),
    Step(
        code="reactivate",
        label=_("Open the account again"),
        hint=_("Roles that have not ended count again at once."),
        done=_("The account is open."),
        form=ReasonForm,
        take=reactivate_person,
    ),
)
