"""What a permission is: a right from the role table and checks on the thing in question."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from cityloop.accounts.rules.rights import Right
from cityloop.accounts.rules.roles import Actor, roles_with
from cityloop.core.errors import PermissionRefused

Thing = TypeVar("Thing")
Other = TypeVar("Other")


# Without slots: `Permission[Thing](...)` notes its type on the object, which slots refuse.
@dataclass(frozen=True)
class Permission(Generic[Thing]):
    """Called with a person and a thing: None, or a sentence that tells the person why not.

    The same object shows a button, explains why it is grey, and guards the write.
    """

    right: Right
    checks: tuple[Callable[[Actor, Thing], str | None], ...] = ()

    def __call__(self, actor: Actor, thing: Thing) -> str | None:
        """Sentence of the first refusal in the reader's language, or None."""
        refusal = self.role_refusal(actor)
        if refusal:
            return refusal
        return next((said for check in self.checks if (said := check(actor, thing))), None)

    def role_refusal(self, actor: Actor) -> str | None:
        """Sentence when no role of the person gives the right at all, or None."""
        if actor.has(self.right):
            return None
        allowed = ", ".join(str(role.label) for role in roles_with(self.right))
        return _("This belongs to other roles: %(roles)s.") % {"roles": allowed}


def require(permission: Permission[Other], actor: Actor, thing: Other) -> None:
    """Raise PermissionRefused with the permission's own sentence unless the person may."""
    refusal = permission(actor, thing)
    if refusal:
        raise PermissionRefused(refusal)


def require_right(permission: Permission[Other], actor: Actor) -> None:
    """Raise PermissionRefused unless a role of the person gives the right (list pages)."""
    refusal = permission.role_refusal(actor)
    if refusal:
        raise PermissionRefused(refusal)


# Messages are named by number alone, so that whoever mends them need not read cases.
OUTBOX_MEND = Permission[None](Right.OUTBOX_MEND)
PERSON_MANAGE = Permission[None](Right.PERSON_MANAGE)
AUDIT_SEE = Permission[None](Right.AUDIT_SEE)
