"""Who asks for exclusions, reviews them, runs a period and publishes it (domain.md H5, H7)."""

from django.utils.translation import gettext as _

from cityloop.accounts.choices import Role
from cityloop.accounts.permissions import Permission
from cityloop.accounts.rules.rights import Right
from cityloop.accounts.rules.roles import Actor
from cityloop.agencies.choices import AgencyKind
from cityloop.evaluation.choices import PeriodState
from cityloop.evaluation.models import EvaluationPeriod, Exclusion
from cityloop.workorders.models import WorkOrder

# Only organs of the city or the district publish assessments (domain.md A3, Art. 43).
PUBLISHING_KINDS = frozenset({AgencyKind.CITY_GOVERNMENT, AgencyKind.DISTRICT})


def _own_order(actor: Actor, order: WorkOrder) -> str | None:
    if actor.agency_id is not None and order.agency_id == actor.agency_id:
        return None
    return _("Only the agency that holds the order asks for its exclusion.")


def _not_asked_by(actor: Actor, exclusion: Exclusion) -> str | None:
    if exclusion.requested_by_id == actor.user_id:
        return _("Whoever asked for the exclusion may not review it.")
    return None


def _not_reviewed_by(actor: Actor, exclusion: Exclusion) -> str | None:
    if exclusion.first_reviewer_id == actor.user_id:
        return _("The second review belongs to another person.")
    return None


def _not_own_agency(actor: Actor, exclusion: Exclusion) -> str | None:
    order = exclusion.order
    if order.agency_id == actor.agency_id or order.department_id == actor.department_id:
        return _("Your own agency's cases are decided by others.")
    return None


def _not_run_by(actor: Actor, period: EvaluationPeriod) -> str | None:
    if period.run_by_id == actor.user_id:
        return _("Whoever ran the evaluation may not publish it.")
    return None


def _of_a_government(actor: Actor, _period: EvaluationPeriod) -> str | None:
    if actor.agency_kind in PUBLISHING_KINDS:
        return None
    return _("Only the city or district government publishes an evaluation.")


def _shown_by_now(actor: Actor, period: EvaluationPeriod) -> str | None:
    if period.state == PeriodState.PUBLISHED or actor.has(Right.DRAFT_SEE):
        return None
    if period.state == PeriodState.PREVIEW and actor.roles & {
        Role.UNIT_HEAD,
        Role.DISTRICT_COORDINATOR,
    }:
        return None
    return _("This evaluation is not published yet.")


EXCLUSION_REQUEST = Permission[WorkOrder](Right.EXCLUSION_REQUEST, (_own_order,))
EXCLUSION_LIST = Permission[None](Right.EXCLUSION_SEE)
EXCLUSION_REVIEW = Permission[Exclusion](
    Right.EXCLUSION_REVIEW, (_not_asked_by, _not_reviewed_by, _not_own_agency)
)
PERIOD_LIST = Permission[None](Right.PERIOD_SEE)
PERIOD_SEE = Permission[EvaluationPeriod](Right.PERIOD_SEE, (_shown_by_now,))
# Cases show what was said in call-backs, so agencies that handle orders do not open them.
CASES_SEE = Permission[EvaluationPeriod](Right.CASES_SEE, (_shown_by_now,))
PERIOD_RUN = Permission[None](Right.PERIOD_RUN)
PERIOD_PUBLISH = Permission[EvaluationPeriod](Right.PERIOD_PUBLISH, (_not_run_by, _of_a_government))
