"""Enums of the call-back."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FollowUpState(TextChoices):
    QUEUED = "queued", _("To call")
    REACHED = "reached", _("Answered")
    UNREACHABLE = "unreachable", _("Not reached")
    OPTED_OUT = "opted_out", _("Does not wish to be called")
    EXPIRED = "expired", _("Window over")


class DrawReason(TextChoices):
    CENSUS = "census", _("All cases of a small agency")
    SAMPLE = "sample", _("Random sample")
    ALWAYS = "always", _("Always called")
    LINKED = "linked", _("Sample of joined requests")


class AttemptMode(TextChoices):
    PHONE = "phone", _("Phone")
    SMS = "sms", _("SMS link")
    WEB = "web", _("Web link")


class AttemptResult(TextChoices):
    ANSWERED = "answered", _("Answered")
    NO_REPLY = "no_reply", _("No reply")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    CALL_LATER = "call_later", _("Asked to be called later")
    REFUSED = "refused", _("Refused to answer")


class Solved(TextChoices):
    RESOLVED = "resolved", _("Resolved")
    PARTLY = "partly", _("Partly")
    UNRESOLVED = "unresolved", _("Not resolved")


class Satisfied(TextChoices):
    VERY_SATISFIED = "very_satisfied", _("Very satisfied")
    SATISFIED = "satisfied", _("Satisfied")
    FAIR = "fair", _("Fair")
    DISSATISFIED = "dissatisfied", _("Dissatisfied")
    VERY_DISSATISFIED = "very_dissatisfied", _("Very dissatisfied")
