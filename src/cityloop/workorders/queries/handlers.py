"""Who of an agency can have an order."""

from datetime import date

from django.db.models import Q, QuerySet

from cityloop.accounts.models import RoleHeld, User
from cityloop.accounts.rules.rights import Right
from cityloop.accounts.rules.roles import roles_with


def answering_roles(on: date) -> QuerySet[RoleHeld]:
    """The roles held on that day that let their holder answer orders."""
    return RoleHeld.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        role__in=roles_with(Right.ORDER_ANSWER),
        valid_from__lte=on,
    )


def handlers_of(agency: int, *, on: date) -> QuerySet[User]:
    """The people of an agency who may have an order, by name."""
    holders = answering_roles(on).values("user")
    people = User.objects.filter(agency=agency, is_active=True, pk__in=holders)
    return people.order_by("last_name", "first_name", "username")


def may_answer(user: int, *, on: date) -> bool:
    """Whether one of the person's roles lets them answer orders; one statement."""
    return answering_roles(on).filter(user=user).exists()
