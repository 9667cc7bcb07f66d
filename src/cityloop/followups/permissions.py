"""Who calls requesters back: the centre or a third party, never the handling agency (H6)."""

from django.utils.translation import gettext as _

from cityloop.accounts.permissions import Permission
from cityloop.accounts.rules.rights import Right
from cityloop.accounts.rules.roles import Actor
from cityloop.followups.models import FollowUp
from cityloop.intake.permissions import is_hidden


def _not_the_handling_agency(actor: Actor, follow_up: FollowUp) -> str | None:
    order = follow_up.order
    if actor.agency_id == order.agency_id or actor.department_id == order.department_id:
        return _("People of the handling agency may not make its call-backs.")
    if order.handler_id == actor.user_id:
        return _("Whoever handled an order may not make its call-back.")
    return None


def _shield_holds(actor: Actor, follow_up: FollowUp) -> str | None:
    # The agent comes to the report through the call-back that the centre owes on it.
    if is_hidden(actor, follow_up.request, handling=actor.agency_codes[:1]):
        return _("Reports of wrongdoing are shielded; you do not see this one.")
    return None


FOLLOWUP_LIST = Permission[None](Right.FOLLOWUP_SEE)
FOLLOWUP_SEE = Permission[FollowUp](Right.FOLLOWUP_SEE, (_not_the_handling_agency, _shield_holds))
FOLLOWUP_ANSWER = Permission[FollowUp](
    Right.FOLLOWUP_ANSWER, (_not_the_handling_agency, _shield_holds)
)
