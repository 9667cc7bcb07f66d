"""Enums of responsibility."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Grade(IntegerChoices):
    """Urgency, 1 is the most urgent (domain.md A5)."""

    EMERGENCY = 1, _("1 Emergency")
    LIVELIHOOD = 2, _("2 Basic livelihood")
    ORDINARY = 3, _("3 Ordinary")
    COMPLEX = 4, _("4 Complex")


class Clock(TextChoices):
    """The clocks of domain.md H3."""

    INTAKE = "intake", _("Intake")
    DISPATCH = "dispatch", _("Dispatch")
    ACCEPT = "accept", _("Acceptance")
    CONTACT = "contact", _("First contact")
    ANSWER = "answer", _("Answer")
    REWORK = "rework", _("Rework")
    FOLLOW_UP = "follow_up", _("Call-back")
    OBJECTION = "objection", _("Objection")
    RULING = "ruling", _("Ruling")
    REVIEW = "review", _("Appeal")


class TimeUnit(TextChoices):
    MINUTES = "minutes", _("minutes")
    HOURS = "hours", _("hours")
    WORKING_HOURS = "working_hours", _("working hours")
    NATURAL_DAYS = "natural_days", _("natural days")
    WORKING_DAYS = "working_days", _("working days")


class DutyState(TextChoices):
    """Standing of a duty on the list (domain.md H13)."""

    BASIC = "basic", _("Basic")
    COOPERATING = "cooperating", _("Cooperating")
    TAKEN_BACK = "taken_back", _("Taken back by superiors")
    COMMUNITY_ASSIST = "community_assist", _("Community assists")
    COMMUNITY_OWN = "community_own", _("Community's own")
    PROHIBITED = "prohibited", _("Prohibited")


class ListState(TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    ACTIVE = "active", _("Active")
    RETIRED = "retired", _("Retired")


class DefinitionKind(TextChoices):
    """Reviewed texts that become dated versions, and that the office may write."""

    DUTY_LIST = "duty_list", _("Responsibility list")
    TIME_LIMITS = "time_limits", _("Time limits")
    CALENDAR = "calendar", _("Calendar")
    SCHEME = "evaluation_scheme", _("Evaluation scheme")


class DraftState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn before it held")
    DROPPED = "dropped", _("Dropped")


class DryRunState(TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
