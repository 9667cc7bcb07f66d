"""People who sign in, and the roles they hold for an agency."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from cityloop.accounts.choices import Role


class User(AbstractUser):
    """A person of the staff; what they may do comes from their roles alone."""

    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="staff"
    )
    language = models.CharField(max_length=8, default="en")


class RoleHeld(models.Model):
    """One role of a person for a time; `agency` is the unit for which it is held."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=24, choices=Role)
    agency = models.ForeignKey("agencies.Agency", null=True, blank=True, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(valid_to__isnull=True),
                name="accounts_role_held_once",
            ),
            models.CheckConstraint(
                # Both days the same: given by mistake, ended before it was held.
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="accounts_role_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id}"
