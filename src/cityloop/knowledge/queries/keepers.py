"""Who of an agency can keep an item."""

from datetime import date

from django.db.models import Q, QuerySet

from cityloop.accounts.models import RoleHeld, User
from cityloop.accounts.rules.rights import Right
from cityloop.accounts.rules.roles import roles_with


def keepers_of(agency: int, *, on: date) -> QuerySet[User]:
    """The people of an agency whose roles let them change its items on a day, by name."""
    held = RoleHeld.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        role__in=roles_with(Right.KNOWLEDGE_KEEP),
        valid_from__lte=on,
    )
    people = User.objects.filter(agency=agency, is_active=True, pk__in=held.values("user"))
    return people.order_by("last_name", "first_name", "username")
