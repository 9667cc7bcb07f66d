"""Enums of check-ups."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Quality(TextChoices):
    """How an indicator's value came about, the best first."""

    MEASURED = "measured", _("Measured")
    SAMPLED = "sampled", _("Sampled, with an error")
    ESTIMATED = "estimated", _("Estimated")
    MISSING = "missing", _("Missing")


class Direction(TextChoices):
    """Which values are good."""

    HIGHER = "higher", _("The higher, the better")
    LOWER = "lower", _("The lower, the better")
    RANGE = "range", _("Within a range")


class FindingState(TextChoices):
    FOUND = "found", _("Found")
    CONFIRMED = "confirmed", _("Confirmed")
    ACCEPTED = "accepted", _("Taken on")
    PLANNED = "planned", _("Remedy planned")
    IN_PROJECT = "in_project", _("In a project")
    DONE = "done", _("Remedy done")
    VERIFIED = "verified", _("Verified by measurement")
    REOPENED = "reopened", _("Found again")


class FindingStep(TextChoices):
    FIND = "find", _("Record the finding")
    CONFIRM = "confirm", _("Confirm")
    ACCEPT = "accept", _("Take on")
    REFUSE_REMEDY = "refuse_remedy", _("Refuse a remedy in public")
    PLAN_REMEDY = "plan_remedy", _("Plan the remedy")
    BEGIN_PROJECT = "begin_project", _("Begin the project")
    COMPLETE_REMEDY = "complete_remedy", _("Report the remedy done")
    VERIFY = "verify", _("Verify by measurement")
    FIND_AGAIN = "find_again", _("Find again")
