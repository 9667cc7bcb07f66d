"""Accounts of the people that a reviewed text names."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.accounts.models import RoleHeld, User
from cityloop.accounts.rules.definitions import PersonRow


@transaction.atomic(savepoint=False)
def load_people(
    rows: Sequence[PersonRow],
    *,
    agencies: Mapping[str, int],
    password_for: Callable[[str], str],
    by: AbstractUser | None,
    at: datetime,
) -> None:
    """Make an account for each person that has none, with the role they hold."""
    # A slow hash is the point of a password, but the demo's accounts all share one.
    hashed = cache(make_password)
    for row in rows:
        if User.objects.filter(username=row.username).exists():
            continue
        user = User.objects.create(
            username=User.normalize_username(row.username),
            password=hashed(password_for(row.username)),
            first_name=row.names.get("en", "")[:150],
            agency_id=agencies[row.agency],
        )
        RoleHeld.objects.create(
            user=user, role=row.role.value, agency_id=agencies[row.agency], valid_from=at.date()
        )
