"""Guards of an agency's handling: pause, extension, deferral, answer, rework.

Each returns None or a sentence for the person refused (domain.md H2, H3 rules 7 and 8).
"""

from cityloop.core.sentences import Sentence
from cityloop.workorders.choices import OrderOutcome, OrderType, PauseReason
from cityloop.workorders.rules.facts import AnswerDraft, OrderFacts

FOLLOW_UP_OUTCOMES = frozenset({OrderOutcome.PLANNED, OrderOutcome.IMPOSSIBLE_NOW})
PAUSE_REASONS = frozenset(PauseReason) - {PauseReason.OBJECTION}


def pause_refusal(facts: OrderFacts) -> str | None:
    """One pause at a time, and only while the total cap is not used up."""
    if facts.pause_open:
        return Sentence("The clock is paused already.")
    if facts.paused_total >= facts.pause_total_cap:
        return Sentence("The pauses of this order have used up all that is allowed.")
    return None


def pause_input_refusal(facts: OrderFacts) -> str | None:
    """A reason of the list, evidence, an approver, and notice to the requester."""
    draft = facts.pause
    if draft is None or draft.reason not in PAUSE_REASONS:
        return Sentence("Choose one of the reasons that may stop the clock.")
    if not draft.evidence.strip():
        return Sentence("A pause needs evidence.")
    if not draft.approved:
        return Sentence("A pause needs an approver.")
    return None if draft.requester_told else Sentence("Tell the requester that the clock stops.")


def unpause_refusal(facts: OrderFacts) -> str | None:
    """Only what is paused can run on."""
    return None if facts.pause_open else Sentence("The clock is not paused.")


def extension_refusal(facts: OrderFacts) -> str | None:
    """Ask before due, not while another is pending, and at most the limit (H19-5)."""
    if facts.extension_pending:
        return Sentence("An extension has been asked for already and is not decided yet.")
    if facts.extensions_granted >= facts.extension_limit:
        return Sentence("No further extension: at most %(limit)s.", limit=facts.extension_limit)
    if facts.due_at is not None and facts.now >= facts.due_at:
        return Sentence("The order is due already; an extension must be asked for before.")
    return None


def extension_input_refusal(facts: OrderFacts) -> str | None:
    """An amount within the most allowed, and notice to the requester."""
    if (refusal := extension_amount_refusal(facts)) is not None:
        return refusal
    told = facts.extension is not None and facts.extension.requester_told
    return None if told else Sentence("Tell the requester why, and the new date.")


def extension_amount_refusal(facts: OrderFacts) -> str | None:
    """An amount of at least one unit and at most what the city allows."""
    if facts.extension is None or not 1 <= facts.extension.amount <= facts.extension_max:
        return Sentence("An extension is from 1 to %(most)s.", most=facts.extension_max)
    return None


def extension_decision_refusal(facts: OrderFacts) -> str | None:
    """Only what was asked for can be decided."""
    return None if facts.extension_pending else Sentence("No extension has been asked for.")


def deferral_input_refusal(facts: OrderFacts) -> str | None:
    """A reason code, a plan, a review date, an approver above the agency, and notice."""
    draft = facts.deferral
    if draft is None or not draft.reason_code:
        return Sentence("Choose the reason of the deferral.")
    if not draft.plan.strip():
        return Sentence("A deferral needs a plan: what will be done, by whom and when.")
    if draft.review_at is None or draft.review_at <= facts.now:
        return Sentence("A deferral needs a review date in the future.")
    if not draft.approver_above_unit:
        return Sentence("A deferral is approved above the agency that handles the order.")
    return None if draft.requester_told else Sentence("Tell the requester that it is deferred.")


def answer_refusal(facts: OrderFacts) -> str | None:
    """The lead answers after its co-orders, or says why not (H2)."""
    if facts.order_type == OrderType.COPY:
        return Sentence("A copy is for urging; the agency that acts gives the answer.")
    if facts.co_orders_open and not facts.lead_reason.strip():
        return Sentence(
            "%(count)s joined orders are not answered yet; wait, or record why you answer now.",
            count=facts.co_orders_open,
        )
    return None


def answer_input_refusal(facts: OrderFacts) -> str | None:
    """A result, a text for the requester, evidence where it is required, a date for a plan."""
    draft = facts.answer
    if draft is None or draft.outcome not in set(OrderOutcome):
        return Sentence("Choose the result.")
    if not draft.text.strip():
        return Sentence("Write the answer to the requester.")
    if facts.evidence_required and not draft.evidence_count:
        return Sentence("Attach evidence of what was done.")
    return _planned_date_refusal(draft, facts) if draft.outcome in FOLLOW_UP_OUTCOMES else None


def _planned_date_refusal(draft: AnswerDraft, facts: OrderFacts) -> str | None:
    if draft.planned_date is None:
        return Sentence("Give the date on which the matter is taken up again.")
    if facts.today is not None and draft.planned_date <= facts.today:
        return Sentence("The date on which the matter is taken up again must lie ahead.")
    return None


def rework_refusal(facts: OrderFacts) -> str | None:
    """Not more rounds of rework than the city allows; after them the call-back decides."""
    if facts.rework_rounds >= facts.rework_limit:
        return Sentence(
            "It was in rework %(count)s times already; pass it to the call-back.",
            count=facts.rework_rounds,
        )
    return None
