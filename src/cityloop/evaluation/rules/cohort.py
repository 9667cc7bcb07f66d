"""Which orders are scored in a period: those whose final due time falls in it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cityloop.evaluation.choices import UnitKind
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.workorders.choices import OrderState, OrderType

NOT_CHARGED = frozenset({OrderState.REASSIGNED, OrderState.RECALLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortEntry:
    """One evaluable main order; None stands for a fact that was never recorded.

    exclusion: code of an approved exclusion. responded: first effective contact within its clock.
    on_time: answered before due; False when not answered at all. solved_weight, satisfied_weight:
    worth of a valid call-back answer, 0 to 1. audited: looked at on the spot; confirmed: and found
    solved. draw_weight: orders this one speaks for among the call-backs, 0 when it was not drawn,
    1 in a census.
    """

    order_id: str
    agency: str | None
    department: str | None
    area: str | None
    requester: str | None
    service_type: str
    grade: int
    hard: bool
    kind: str
    due_at: datetime
    exclusion: str | None = None
    responded: bool | None = None
    answered_at: datetime | None = None
    on_time: bool | None = None
    solved_weight: Decimal | None = None
    satisfied_weight: Decimal | None = None
    audited: bool | None = None
    confirmed: bool | None = None
    draw_weight: Decimal = Decimal(1)

    def unit(self, unit_kind: UnitKind) -> str | None:
        """Key of the unit this order is grouped under; None when it has none of that kind."""
        keys = {
            UnitKind.AGENCY: self.agency,
            UnitKind.DEPARTMENT: self.department,
            UnitKind.AREA: self.area,
        }
        return keys[unit_kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStanding:
    """Facts that decide whether an order belongs to a period's cohort.

    due_at: the final due time, after pauses and extensions; None for an order without a time limit.
    """

    order_type: OrderType
    state: OrderState
    kind: str
    due_at: datetime | None
    answered_by_centre: bool = False


def why_not_in_cohort(
    standing: OrderStanding, *, start: datetime, end: datetime, scheme: EvaluationScheme
) -> str | None:
    """Sentence that says why an order is not scored in [start, end), or None when it is.

    Due-date cohort (domain.md H5): when the answer came plays no part, so closing late moves no
    order out of its period. A due time at `end` belongs to the next period.
    """
    reasons = (
        (standing.order_type != OrderType.MAIN, "Only main orders are scored."),
        (standing.state in NOT_CHARGED, "Taken from the agency, so not charged to it."),
        (standing.kind not in scheme.kinds, f"The scheme does not score the kind {standing.kind}."),
        (
            standing.answered_by_centre and not scheme.centre_answers_count,
            "Answered by the centre itself.",
        ),
        (standing.due_at is None, "Has no time limit, so it is due in no period."),
    )
    reason = next((text for applies, text in reasons if applies), None)
    if reason or standing.due_at is None:
        return reason
    return None if start <= standing.due_at < end else "Due in another period."
