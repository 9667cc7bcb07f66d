"""The city's own judgement of each case against ours, from the events that were imported."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cityloop.workorders.choices import OrderStep
from cityloop.workorders.models import WorkOrderEvent

NO_JUDGEMENT = "the city gives no judgement"
AGREES = "both say the same"
AGREES_WITHOUT_TARGET = "both say on time, there is no target"
CITY_SAYS_LATE = "answered by the target, the city says late"
CITY_SAYS_ON_TIME = "answered after the target, the city says on time"
LATE_WITHOUT_TARGET = "no target, the city says late"


@dataclass(frozen=True, slots=True)
class OnTimeAgreement:
    """Closed cases by cause of agreement or difference."""

    causes: Counter[str]

    @property
    def closed(self) -> int:
        """All closed cases."""
        return self.causes.total()

    @property
    def agreeing(self) -> int:
        """Closed cases on which both say the same."""
        return self.causes[AGREES] + self.causes[AGREES_WITHOUT_TARGET]

    @property
    def share(self) -> float:
        """Agreeing cases among all closed ones, those without a judgement counted against us."""
        return self.agreeing / self.closed if self.closed else 0.0


def on_time_agreement(*, source: str) -> OnTimeAgreement:
    """Compare on-time as computed from events with the claims of an imported register.

    Ours: answered at or before the due time of the dispatch; what has no due time cannot be late.
    """
    return OnTimeAgreement(Counter(_cause(*case) for case in _closed_cases(source)))


def _closed_cases(source: str) -> Iterator[tuple[datetime, str | None, bool | None]]:
    """Yield answering time, target and claim of each closed case, read as a stream of events."""
    steps = (OrderStep.DISPATCH, OrderStep.ANSWER)
    events = (
        WorkOrderEvent.objects.filter(step__in=steps, order__request__source=source)
        .order_by("order", "sequence")
        .values_list("order", "step", "at", "data")
    )
    dispatched: tuple[int, str | None] = (0, None)
    for order, step, at, data in events.iterator(chunk_size=5000):
        if step == OrderStep.DISPATCH:
            dispatched = order, data.get("due_at")
        elif order == dispatched[0]:
            yield at, dispatched[1], data.get("on_time_claim")


def _cause(answered_at: datetime, due_at: str | None, claim: bool | None) -> str:  # noqa: FBT001 - three values of one case
    if claim is None:
        return NO_JUDGEMENT
    if due_at is None:
        return AGREES_WITHOUT_TARGET if claim else LATE_WITHOUT_TARGET
    ours = answered_at <= datetime.fromisoformat(due_at)
    if ours == claim:
        return AGREES
    return CITY_SAYS_LATE if ours else CITY_SAYS_ON_TIME
