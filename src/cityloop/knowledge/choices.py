"""Words for what an answer of the knowledge base is just now."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Standing(TextChoices):
    """Whether an item may be told on a day."""

    COMING = "coming", _("Not yet valid")
    VALID = "valid", _("Valid")
    EXPIRING = "expiring", _("About to expire")
    EXPIRED = "expired", _("Expired")
