"""Guards of what an agency does at its desk: assign within it, ask the requester (domain.md H2).

Each returns None or a sentence for the person refused.
"""

from cityloop.core.sentences import Sentence
from cityloop.workorders.choices import OrderState, OrderStep, OrderType
from cityloop.workorders.rules.facts import OrderFacts

# With these nobody waits for a reply any more: it came, or the agency is done with the order.
END_QUESTION = frozenset(
    {
        OrderStep.REPLY,
        OrderStep.ANSWER,
        OrderStep.CLOSE,
        OrderStep.RECALL,
        OrderStep.UPHOLD,
        OrderStep.REOPEN,
    }
)


def assignment_refusal(facts: OrderFacts) -> str | None:
    """A copy has nobody who handles it."""
    if facts.order_type == OrderType.COPY:
        return Sentence("A copy is for urging; the agency that acts handles the order.")
    return None


def assignee_refusal(facts: OrderFacts) -> str | None:
    """Somebody of the agency who may answer, and does not have it already."""
    chosen = facts.assignee
    if chosen is None:
        return Sentence("Choose who handles the order.")
    if not chosen.of_agency:
        return Sentence("%(name)s does not work for this agency.", name=chosen.name)
    if not chosen.may_answer:
        return Sentence("%(name)s may not answer orders.", name=chosen.name)
    return Sentence("%(name)s has the order already.", name=chosen.name) if chosen.has_it else None


def question_refusal(facts: OrderFacts) -> str | None:
    """One question at a time; a copy asks nothing."""
    if facts.order_type == OrderType.COPY:
        return Sentence("A copy is for urging; the agency that acts asks the requester.")
    if facts.question_open:
        return Sentence("A question to the requester is open already; wait for the reply.")
    return None


def reply_refusal(facts: OrderFacts) -> str | None:
    """Only what was asked can be answered."""
    return None if facts.question_open else Sentence("No question is open.")


def stops_with_question(state: str, *, facts: OrderFacts) -> bool:
    """Whether the answer clock may stand still while the requester is waited for (H2, H3 rule 7).

    Never before the first contact, nor in rework, nor when the pauses of the order are used up.
    """
    paused_out = facts.paused_total >= facts.pause_total_cap
    return state == OrderState.IN_PROGRESS and not facts.pause_open and not paused_out
