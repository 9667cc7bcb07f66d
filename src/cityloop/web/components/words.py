"""Sentences of rules and codes of choices in the reader's language."""

from datetime import datetime
from functools import cache

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cityloop.accounts.choices import Role
from cityloop.core.sentences import Sentence, words
from cityloop.evaluation.choices import ExclusionState, PeriodState, Rate
from cityloop.followups.choices import FollowUpState
from cityloop.intake.choices import CallState, CallStep, RequestState, RequestStep
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
    Rate,
    Role,
    CallState,
    CallStep,
)
# Words that lifecycles put in where no code of a choice stands.
gettext_noop("nothing")
gettext_noop("not yet created")
# Parts of the day that a call-back plan names.
gettext_noop("morning")
gettext_noop("afternoon")
gettext_noop("evening")
# Peer groups that the definitions of the demo name.
gettext_noop("city departments")
gettext_noop("district departments")
gettext_noop("districts")
gettext_noop("subdistricts")


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
        return _(sentence)
    if not sentence.values:
        return _(sentence.template)
    values = {name: _value(value) for name, value in sentence.values.items()}
    return _(sentence.template) % values


def _value(value: object) -> object:
    """A code in the reader's words, a moment by the city's clock, anything else as it is."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, Sentence):
        return said(value)
    return code_words(value) if isinstance(value, str) else value
