"""Enums of the evaluation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Rate(TextChoices):
    RESPONSE = "response", _("Response")
    REACH = "reach", _("Reached in call-back")
    RESOLUTION = "resolution", _("Resolution")
    SATISFACTION = "satisfaction", _("Satisfaction")
    ON_TIME = "on_time", _("On time")
    AUDITED = "audited", _("Confirmed on site")


class Band(TextChoices):
    """What the interval allows to say, never an ordinal rank."""

    BETTER = "better", _("Clearly better than its peers")
    SAME = "same", _("Cannot be told apart from its peers")
    WORSE = "worse", _("Clearly worse than its peers")
    UNRANKED = "unranked", _("Too few cases: counts only")


class UnitClass(TextChoices):
    ADVANCED = "advanced", _("Advanced")
    IMPROVING = "improving", _("Improving")
    RECTIFICATION = "rectification", _("Rectification")
    GOVERNANCE = "governance", _("Governance: support programme")
    NONE = "none", _("No class")


class PeriodState(TextChoices):
    DRAFT = "draft", _("Draft")
    PREVIEW = "preview", _("Shown to the units")
    PUBLISHED = "published", _("Published and frozen")


class UnitKind(TextChoices):
    """By what the cases of a period are grouped."""

    AGENCY = "agency", _("Agency")
    DEPARTMENT = "department", _("Department")
    AREA = "area", _("Area")


class ExclusionCode(TextChoices):
    """Reasons a case leaves the scores; the duty to reply remains (domain.md H5)."""

    EX1 = "EX1", _("Outside duty or law")
    EX2 = "EX2", _("Legal channel running")
    EX3 = "EX3", _("Same matter, lawfully finished, no new facts")
    EX4 = "EX4", _("Requester refused cooperation after two recorded tries")
    EX5 = "EX5", _("Confirmed false")
    EX6 = "EX6", _("Confirmed malicious")
    EX7 = "EX7", _("Objective block with a public plan")
    EX8 = "EX8", _("Declared disaster or epidemic surge")
    EX9 = "EX9", _("System or dispatch error")


class ExclusionState(TextChoices):
    REQUESTED = "requested", _("Requested")
    FIRST_REVIEW = "first_review", _("First review done")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
