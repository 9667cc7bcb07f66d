"""Filters of the public pages."""

from collections.abc import Mapping
from decimal import Decimal

from django import template

from cityloop.evaluation.rules.intervals import wilson
from cityloop.web.public.wording import count_words, month_words, quarter_words
from cityloop.web.templatetags.cityloop import percent

register = template.Library()
CONFIDENCE = Decimal("0.95")


@register.filter
def kept(count: int | None) -> str:
    """A count, or the words that it is kept back."""
    return count_words(count)


@register.filter
def in_month(month: str) -> str:
    """A month for readers; nothing for none."""
    return month_words(month) if month else ""


@register.filter
def in_quarter(quarter: str) -> str:
    """A quarter for readers; nothing for none."""
    return quarter_words(quarter) if quarter else ""


@register.filter
def interval(row: Mapping[str, int | None]) -> str:
    """The interval, 95 %, of those who say solved among those asked; nothing where kept back."""
    solved, asked = row["solved"], row["asked"]
    if solved is None or not asked:
        return ""
    ends = wilson(Decimal(solved), trials=Decimal(asked), confidence=CONFIDENCE)
    return f"{percent(ends.low)} – {percent(ends.high)}"
