"""Sentences of rules and codes of choices in the reader's language."""

import re
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cityloop.core.sentences import Sentence, words
from cityloop.evaluation.choices import ExclusionState, PeriodState
from cityloop.followups.choices import FollowUpState
from cityloop.intake.choices import RequestState, RequestStep
from cityloop.workorders.choices import (
    Decision,
    OrderOutcome,
    OrderState,
    OrderStep,
    Party,
    PauseReason,
)

_CHOICES = (
    OrderStep,
    OrderState,
    RequestStep,
    RequestState,
    Party,
    PauseReason,
    OrderOutcome,
    Decision,
    FollowUpState,
    ExclusionState,
    PeriodState,
)
# Words that lifecycles put in where no code of a choice stands.
gettext_noop("nothing")
gettext_noop("not yet created")


# Sentences that a published score keeps as English text, with the templates to translate them by.
_STORED = (
    (
        re.compile(r"(?P<count>\d+) cases, (?P<needed>\d+) are needed to compare: counts only\."),
        gettext_noop("%(count)s cases, %(needed)s are needed to compare: counts only."),
    ),
    (
        re.compile(
            r"(?P<share>[\d.]+) % of requesters reached in call-backs, "
            r"(?P<needed>[\d.]+) % are needed to compare: counts only\."
        ),
        gettext_noop(
            "%(share)s %% of requesters reached in call-backs, %(needed)s %% are needed to "
            "compare: counts only."
        ),
    ),
    (
        re.compile(
            r"(?P<excluded>\d+) of (?P<due>\d+) cases \((?P<share>[\d.]+) %\) are excluded, "
            r"more than (?P<limit>[\d.]+) %\."
        ),
        gettext_noop(
            "%(excluded)s of %(due)s cases (%(share)s %%) are excluded, more than %(limit)s %%."
        ),
    ),
)


@cache
def _labels() -> dict[str, str | Promise]:
    return {
        words(member.value): member.label for choices in reversed(_CHOICES) for member in choices
    }


def code_words(value: object) -> str:
    """A code such as `in_progress`, or several with commas, in the reader's words."""
    parts = words(value).split(", ")
    return ", ".join(str(_labels().get(part) or _(part)) for part in parts if part)


def said(sentence: str) -> str:
    """A sentence of a rule in the reader's language; other text as it is."""
    if not sentence:
        return ""
    if not isinstance(sentence, Sentence):
        return _stored(sentence)
    if not sentence.values:
        return _(sentence.template)
    values = {
        name: code_words(value) if isinstance(value, str) else value
        for name, value in sentence.values.items()
    }
    return _(sentence.template) % values


def _stored(text: str) -> str:
    for pattern, template in _STORED:
        if match := pattern.fullmatch(text):
            return _(template) % match.groupdict()
    return _(text)
