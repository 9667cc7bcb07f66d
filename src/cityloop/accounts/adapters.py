"""How people come to have an account, and how they are told of it."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone

from cityloop.accounts.models import User
from cityloop.core.operations import Notice, enqueue


class StaffOnly(DefaultAccountAdapter):
    """Accounts are made by an administrator; nobody signs up by themselves.

    Nothing is mailed from inside a request: what a person must be told goes through the outbox.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def send_password_reset_mail(
        self,
        user: AbstractBaseUser,
        email: str,  # noqa: ARG002 - allauth's signature
        context: dict[str, Any],  # noqa: ARG002 - allauth's signature
    ) -> None:
        """Write the message; the link in it is made when the mail goes."""
        if isinstance(user, User):
            notice = Notice("person.password_asked", user.username)
            enqueue([notice], by=None, at=timezone.now())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing else: an address that nobody has learns nothing from us."""
