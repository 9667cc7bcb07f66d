"""Letters to the staff themselves: the link with which a person sets a password.

The link is made when the mail goes and kept nowhere; it works once, and for a few days.
"""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from cityloop.accounts.models import User
from cityloop.core.delivering import NoAddress
from cityloop.core.errors import InputError
from cityloop.core.models import City, OutboxMessage
from cityloop.core.sentences import Sentence
from cityloop.integrations.mail.letters import Draft

LETTERS = {"person.invited": "person_invited", "person.password_asked": "person_password"}


def to_person(message: OutboxMessage, *, site: str) -> Draft | NoAddress:
    """The letter to a person's own mailbox; raises InputError without the address of the pages."""
    if not site:
        raise InputError(
            Sentence("The letter needs the address of the pages."),
            mend=Sentence("Set CITYLOOP_SITE_URL, then try the message again."),
        )
    user = User.objects.get(username=message.subject)
    if not user.email:
        return NoAddress("the person has left no e-mail address")
    if not user.is_active:
        return NoAddress("the account is shut")
    city = City.objects.get()
    return Draft(
        to=user.email,
        language=user.language or (city.languages[0] if city.languages else "en"),
        words=LETTERS[message.topic],
        about=user.username,
        values={"person": user.get_full_name() or user.username, "link": _link(user, site=site)},
    )


def _link(user: User, *, site: str) -> str:
    key = default_token_generator.make_token(user)
    named = {"uidb36": user_pk_to_url_str(user), "key": key}
    return f"{site}{reverse('account_reset_password_from_key', kwargs=named)}"
