"""On the page of an order: whether it is left out of the scores, or who may ask for that."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cityloop.accounts.rules.roles import Actor
from cityloop.evaluation import permissions as may
from cityloop.evaluation.choices import ExclusionState
from cityloop.evaluation.models import Exclusion
from cityloop.evaluation.queries import exclusion_of
from cityloop.workorders.choices import OrderType
from cityloop.workorders.models import WorkOrder

OPEN = (ExclusionState.REQUESTED, ExclusionState.FIRST_REVIEW)


@dataclass(frozen=True, slots=True)
class ExclusionFace:
    """The exclusion as it stands, or None with the sentence why it cannot be asked for."""

    exclusion: Exclusion | None
    why_not_ask: str
    may_review: bool = False


def exclusion_face(actor: Actor, order: WorkOrder) -> ExclusionFace | None:
    """What the person is shown of it; None for roles that have nothing to do with exclusions."""
    asks = may.EXCLUSION_REQUEST.role_refusal(actor) is None
    if not asks and may.EXCLUSION_LIST.role_refusal(actor) is not None:
        return None
    found = exclusion_of(order)
    if found is not None:
        reviews = found.state in OPEN and may.EXCLUSION_REVIEW(actor, found) is None
        return ExclusionFace(found, "", may_review=reviews)
    return ExclusionFace(None, _why_not_ask(actor, order)) if asks else None


def _why_not_ask(actor: Actor, order: WorkOrder) -> str:
    if order.order_type != OrderType.MAIN:
        return _("Only main orders are scored.")
    return may.EXCLUSION_REQUEST(actor, order) or ""
