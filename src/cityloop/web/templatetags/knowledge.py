"""Words about answers of the knowledge base."""

from datetime import date
from typing import Protocol

from django import template

from cityloop.web.knowledge.presenters import last_day as words_of_last_day

register = template.Library()


class Ending(Protocol):
    """Whatever holds until a day."""

    @property
    def valid_to(self) -> date | None: ...


@register.filter
def last_day(thing: Ending) -> str:
    """The last day on which something holds, or that it has no end."""
    return words_of_last_day(thing.valid_to)
