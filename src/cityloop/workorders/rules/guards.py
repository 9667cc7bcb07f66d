"""Guards of dispatching back and forth: objection, recall, ruling, reopening, appeal, closing.

Each returns None or a sentence for the person refused (domain.md H2, H4.4, H4.9, H19).
"""

from datetime import datetime

from cityloop.core.rules.worktime import Limit, WorkCalendar, due_at
from cityloop.core.sentences import Sentence
from cityloop.workorders.choices import OrderType
from cityloop.workorders.rules.facts import OrderFacts

JOINED_TYPES = frozenset({OrderType.CO, OrderType.ASSIST, OrderType.COPY, OrderType.WHISTLE})


def objection_window_ends_at(
    dispatched_at: datetime, *, window: Limit | None, calendar: WorkCalendar
) -> datetime | None:
    """The last moment for an objection, or None where the grade has no window (H4.4)."""
    if window is None:
        return None
    return due_at(dispatched_at, amount=window.amount, unit=window.unit, calendar=calendar)


def objection_refusal(facts: OrderFacts) -> str | None:
    """Object only once, in the window, before any ruling; never to a whistle or a copy."""
    if (refusal := _return_refusal(facts)) is not None:
        return refusal
    if facts.objections_by_agency:
        return Sentence("Your agency has objected to this order already; only one is allowed.")
    if facts.objection_window_ends_at is None:
        return Sentence("Grade %(grade)s: act first, argue later.", grade=facts.grade)
    if facts.now > facts.objection_window_ends_at:
        return Sentence("The time to object ended at %(end)s.", end=facts.objection_window_ends_at)
    return None


def _return_refusal(facts: OrderFacts) -> str | None:
    if facts.was_adjudicated:
        return Sentence("This order was settled by a ruling; it cannot be returned.")
    if facts.order_type == OrderType.WHISTLE:
        return Sentence("A call for joint action is answered on site; it cannot be returned.")
    if facts.order_type == OrderType.COPY:
        return Sentence("A copy asks nothing of you; there is nothing to object to.")
    return None


def recall_refusal(facts: OrderFacts) -> str | None:
    """The centre recalls before acceptance; afterwards by consent or ruling only (H4.9)."""
    if facts.accepted_at is not None and not facts.recall_agreed:
        return Sentence("The agency has accepted; a recall needs its consent or a ruling.")
    return None


def ruling_input_refusal(facts: OrderFacts) -> str | None:
    """An upheld objection names the agency that gets the order."""
    return None if facts.new_agency_named else Sentence("Name the agency that is responsible.")


def reopen_refusal(facts: OrderFacts) -> str | None:
    """Reopen in the window: for a new fact, or unsolved while automatic reopens are left (H19-6).

    An upheld appeal reopens at any time.
    """
    if facts.appeal_upheld:
        return None
    if facts.reopen_until is not None and facts.now > facts.reopen_until:
        return Sentence("The time to reopen ended at %(end)s.", end=facts.reopen_until)
    if facts.has_new_fact:
        return None
    if not facts.unsolved:
        return Sentence("To reopen needs a new fact, or that the requester says it is not solved.")
    if facts.automatic_reopens_used >= facts.automatic_reopens_limit:
        return Sentence(
            "It has been reopened without a new fact already; now a new fact is needed."
        )
    return None


def appeal_refusal(facts: OrderFacts) -> str | None:
    """Appeal in time and not more often than there are levels."""
    if facts.appeals_used >= facts.appeal_limit:
        return Sentence("Every level of appeal has been used.")
    if facts.appeal_until is not None and facts.now > facts.appeal_until:
        return Sentence("The time to appeal ended at %(end)s.", end=facts.appeal_until)
    return None


def close_refusal(facts: OrderFacts) -> str | None:
    """After the call-back is settled."""
    return None if facts.follow_up_settled else Sentence("The call-back is not settled yet.")


def early_close_refusal(facts: OrderFacts) -> str | None:
    """Without a call-back only what the requester withdrew, or what follows its lead."""
    if facts.withdrawn or (facts.order_type in JOINED_TYPES and facts.lead_closed):
        return None
    if facts.order_type in JOINED_TYPES:
        return Sentence("It closes with its lead order, which is still open.")
    return Sentence("It can be closed before the call-back only when the requester withdraws.")


def archive_refusal(facts: OrderFacts) -> str | None:
    """After the time for which it must be kept."""
    if facts.retain_until is None or facts.now < facts.retain_until:
        return Sentence("It must still be kept.")
    return None
