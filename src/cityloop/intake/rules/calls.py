"""The life of a call, and how much of its number is shown (domain.md H1, H8.9)."""

from dataclasses import dataclass

from cityloop.core.sentences import Sentence
from cityloop.core.transitions import Lifecycle, Transition
from cityloop.intake.choices import CallState, CallStep

CENTRE = "centre"
SYSTEM = "system"
# An abusive call is ended after two warnings, not before (domain.md H8.9).
MOST_WARNINGS = 2
SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What the guards and input checks look at; the last four are about the chosen code."""

    warnings: int = 0
    ended: bool = False
    unsettled: int = 0
    operator_is_free: bool = True
    number_known: bool = True
    still_missed: bool = True
    being_called: bool = False
    code_known: bool = True
    code_means_abuse: bool = False
    code_needs_note: bool = False
    has_note: bool = False


def operator_is_free(facts: CallFacts) -> str | None:
    """Nobody speaks in two calls at once."""
    if not facts.operator_is_free:
        return Sentence("You are in a call already; wrap it up first.")
    return None


def number_is_known(facts: CallFacts) -> str | None:
    """Only a caller whose number is known can be called back."""
    if not facts.number_known:
        return Sentence("The number was withheld or has been deleted; nobody can be called back.")
    return None


def nobody_reached_them(facts: CallFacts) -> str | None:
    """Only a missed caller is called back, and by one operator at a time."""
    if not facts.still_missed:
        return Sentence("This call was not missed, or its caller has been reached since.")
    if facts.being_called:
        return Sentence("Another operator is calling this number back now.")
    return None


def has_warning_left(facts: CallFacts) -> str | None:
    """Two warnings are given; then the call may be ended."""
    if facts.warnings >= MOST_WARNINGS:
        return Sentence("Both warnings are given: you may end the call now.")
    return None


def goes_on(facts: CallFacts) -> str | None:
    """Nobody is warned, brought in or hung up on after the call has ended."""
    return Sentence("The call has ended.") if facts.ended else None


def is_settled(facts: CallFacts) -> str | None:
    """It is noted what came of everybody who was brought in."""
    if facts.unsettled:
        return Sentence("Note first whether whoever you brought in was connected.")
    return None


def names_code(facts: CallFacts) -> str | None:
    """A call is finished by a code of the city that fits what happened in it."""
    if not facts.code_known:
        return Sentence("Choose how the call is finished.")
    if facts.code_means_abuse and facts.warnings < MOST_WARNINGS:
        return Sentence(
            "Warn twice before you end a call for abuse; warned so far: %(warnings)s.",
            warnings=facts.warnings,
        )
    if facts.code_needs_note and not facts.has_note:
        return Sentence("This way of finishing needs a note.")
    return None


S = CallState

CALL_LIFECYCLE: Lifecycle[CallFacts] = Lifecycle(
    name="call",
    transitions=(
        Transition(step=CallStep.RING, sources=(), target=S.WAITING, parties=(SYSTEM, CENTRE)),
        Transition(
            step=CallStep.OPEN,
            sources=(),
            target=S.IN_PROGRESS,
            parties=(CENTRE,),
            guards=(operator_is_free,),
        ),
        Transition(
            step=CallStep.CALL_BACK,
            sources=(),
            target=S.IN_PROGRESS,
            parties=(CENTRE,),
            guards=(operator_is_free, nobody_reached_them, number_is_known),
        ),
        Transition(
            step=CallStep.ANSWER,
            sources=(S.WAITING,),
            target=S.IN_PROGRESS,
            parties=(CENTRE,),
            guards=(operator_is_free,),
        ),
        Transition(
            step=CallStep.MISS, sources=(S.WAITING,), target=S.MISSED, parties=(SYSTEM, CENTRE)
        ),
        Transition(
            step=CallStep.RETURN, sources=(S.MISSED,), target=S.RETURNED, parties=(SYSTEM, CENTRE)
        ),
        Transition(
            step=CallStep.WARN,
            sources=(S.IN_PROGRESS,),
            target=None,
            parties=(CENTRE,),
            guards=(goes_on, has_warning_left),
        ),
        Transition(
            step=CallStep.ADD_PARTY,
            sources=(S.IN_PROGRESS,),
            target=None,
            parties=(CENTRE,),
            guards=(goes_on, is_settled),
        ),
        Transition(
            step=CallStep.SETTLE_PARTY,
            sources=(S.IN_PROGRESS,),
            target=None,
            parties=(CENTRE,),
        ),
        Transition(
            step=CallStep.END,
            sources=(S.IN_PROGRESS,),
            target=None,
            parties=(SYSTEM, CENTRE),
            guards=(goes_on,),
        ),
        Transition(
            step=CallStep.WRAP_UP,
            sources=(S.IN_PROGRESS,),
            target=S.WRAPPED_UP,
            parties=(CENTRE,),
            guards=(is_settled,),
            input_checks=(names_code,),
        ),
    ),
)


def masked(phone: str) -> str:
    """A number of which only the last four digits are shown; all hidden when it has no more."""
    shown = phone[-SHOWN_DIGITS:] if len(phone) > SHOWN_DIGITS else ""
    return f"•••{shown}" if phone else ""
