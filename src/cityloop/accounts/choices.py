"""Enums of accounts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Roles of domain.md H7 that sign in to the staff pages."""

    OPERATOR = "operator", _("Operator")
    DISPATCHER = "dispatcher", _("Dispatcher")
    ADJUDICATOR = "adjudicator", _("Adjudicator")
    HANDLER = "handler", _("Handler")
    UNIT_HEAD = "unit_head", _("Unit head")
    SUBDISTRICT_OFFICER = "subdistrict_officer", _("Sub-district officer")
    COMMUNITY_WORKER = "community_worker", _("Community worker")
    DISTRICT_COORDINATOR = "district_coordinator", _("District coordinator")
    FOLLOW_UP_AGENT = "follow_up_agent", _("Call-back agent")
    EVALUATOR = "evaluator", _("Evaluator")
    RUN_APPROVER = "run_approver", _("Approver of evaluations")
    ANALYST = "analyst", _("Analyst or planner")
    SUPERVISOR = "supervisor", _("Supervision")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    ADMINISTRATOR = "administrator", _("Administrator")
