"""Filters of the hotline's pages."""

from django import template

from cityloop.intake.rules.repeats import RepeatDecision
from cityloop.web.hotline.repeats import in_words

register = template.Library()


@register.filter
def repeat_words(decision: RepeatDecision) -> str:
    """What follows from a decision about a repeat, and why."""
    return in_words(decision)
