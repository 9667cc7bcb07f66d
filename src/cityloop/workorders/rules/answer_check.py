"""The check of an answer before call-back: empty, contradictory, promise only (domain.md H2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from cityloop.core.sentences import Sentence
from cityloop.workorders.choices import OrderOutcome
from cityloop.workorders.rules.facts import AnswerDraft

DONE = frozenset({OrderOutcome.RESOLVED, OrderOutcome.PARTLY})


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWords:
    """A city's words, in any language: of a promise, of a thing not done, and the shortest text.

    `shortest` counts characters without white space.
    """

    promise: tuple[str, ...]
    not_done: tuple[str, ...]
    done: tuple[str, ...]
    shortest: int


def answer_defects(draft: AnswerDraft, *, words: AnswerWords) -> tuple[str, ...]:
    """What is wrong with an answer, in sentences for the centre; empty when nothing is.

    A finding of words is a hint for the person who checks, never a decision.
    """
    text = draft.text.casefold()
    promised, denied = _has(text, words.promise), _has(text, words.not_done)
    findings = (
        (len("".join(text.split())) < words.shortest, Sentence("The answer says next to nothing.")),
        (
            draft.outcome in DONE and denied,
            Sentence("The result says done, the text says it is not."),
        ),
        (
            draft.outcome in DONE and promised and not _has(text, words.done),
            Sentence("The answer only promises: say what was done, or choose the result planned."),
        ),
        (
            draft.outcome == OrderOutcome.RESOLVED and draft.planned_date is not None,
            Sentence("The result says resolved, yet a later date is given."),
        ),
    )
    return tuple(sentence for found, sentence in findings if found)


def _has(text: str, phrases: Sequence[str]) -> bool:
    return any(phrase.casefold() in text for phrase in phrases)
