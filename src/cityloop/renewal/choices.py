"""Enums of renewal."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Payer(TextChoices):
    """Whose money it is in the end."""

    PUBLIC = "public", _("The public")
    RESIDENTS = "residents", _("The residents")
    OTHERS = "others", _("Firms, owning units and donors")


class MoneyStage(TextChoices):
    """How firm money is; each holds all of the next."""

    PLANNED = "planned", _("Planned")
    COMMITTED = "committed", _("Committed")
    PAID = "paid", _("Paid")


class Body(TextChoices):
    """Who is responsible for a gate of a project."""

    PROPOSER = "proposer", _("Whoever proposes")
    DISTRICT = "district", _("District government")
    LIBRARY = "library", _("Keeper of the project library")
    IMPLEMENTER = "implementer", _("Implementing body")
    OWNERS = "owners", _("The right-holders")
    JOINT_REVIEW = "joint_review", _("Joint review")
    FINANCE = "finance", _("Finance department")
    SUPERVISOR = "supervisor", _("Supervisor of works")
    EVALUATOR = "evaluator", _("Independent evaluator")


class ProjectState(TextChoices):
    IDEA = "idea", _("Idea")
    CANDIDATE = "candidate", _("Candidate")
    RESERVE = "reserve", _("In the reserve library")
    BODY_CHOSEN = "body_chosen", _("Implementing body chosen")
    SURVEYED = "surveyed", _("Surveyed")
    WILLS_KNOWN = "wills_known", _("Residents asked")
    CONSENT_ROUND = "consent_round", _("Consent round open")
    CONSENTED = "consented", _("Consent given")
    PLANNED = "planned", _("Plan published")
    REVIEWED = "reviewed", _("Jointly reviewed")
    IMPLEMENTATION = "implementation", _("In the annual plan")
    FUNDED = "funded", _("Funding closed")
    WORKS = "works", _("Works under way")
    ACCEPTED = "accepted", _("Works accepted")
    OPERATING = "operating", _("In operation")
    EVALUATED = "evaluated", _("Effect evaluated")
    WATCHED = "watched", _("Obligations watched")
    CLOSED = "closed", _("Closed")
    CONSENT_FAILED = "consent_failed", _("Consent failed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXITED = "exited", _("Struck from the library")


class ProjectStep(TextChoices):
    PROPOSE = "propose", _("Propose")
    LINK = "link", _("Link to its findings")
    ADMIT = "admit", _("Admit to the reserve library")
    CHOOSE_BODY = "choose_body", _("Choose the implementing body")
    SURVEY = "survey", _("Survey title, structure and heritage")
    ASK_RESIDENTS = "ask_residents", _("Ask the residents")
    OPEN_CONSENT = "open_consent", _("Open the consent round")
    RECORD_CONSENT = "record_consent", _("Record the consent")
    FAIL_CONSENT = "fail_consent", _("Record that consent failed")
    PUBLISH_PLAN = "publish_plan", _("Publish the plan with its replies")
    REVIEW = "review", _("Review jointly")
    ENTER_PLAN = "enter_plan", _("Enter the annual plan")
    CLOSE_FUNDING = "close_funding", _("Close the funding")
    BEGIN_WORKS = "begin_works", _("Begin the works")
    ACCEPT_WORKS = "accept_works", _("Accept the works")
    STOP_PACKAGE = "stop_package", _("Stop after the steps done")
    BEGIN_OPERATION = "begin_operation", _("Begin operation")
    EVALUATE = "evaluate", _("Evaluate the effect")
    WATCH = "watch", _("Watch the obligations")
    CLOSE = "close", _("Close")
    PAUSE = "pause", _("Pause")
    RESUME = "resume", _("Resume")
    WITHDRAW = "withdraw", _("Withdraw")
    EXIT = "exit", _("Strike from the library")


class Heritage(TextChoices):
    """How much of a place is protected; from the second on, keeping comes first."""

    NONE = "none", _("Not protected")
    AREA = "area", _("In a protected area")
    LISTED = "listed", _("Listed")
