"""Filters that the pages share; built in to every template."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from cityloop.core.models import localised
from cityloop.web.components.clocks import ClockFace, clock_face
from cityloop.web.components.stylesheet import style_url as address_of_style
from cityloop.web.components.words import code_words, said
from cityloop.workorders.choices import OrderState
from cityloop.workorders.queries.lists import OrderRow

register = template.Library()
WHOLE = 100
TENTH = Decimal("0.1")


@register.simple_tag
def style_url() -> str:
    """Where the style sheet of all pages is."""
    return address_of_style()


@register.filter
def when(moment: datetime | date | None) -> str:
    """A moment in the city's zone, to the minute; a date as it is."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    return f"{moment:%Y-%m-%d}"


@register.filter
def closing(moment: datetime | None) -> str:
    """A due moment: midnight is 24:00 of the day that ends with it, as people count days."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if local.time() != time(0):
        return f"{local:%Y-%m-%d %H:%M}"
    return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"


@register.filter
def face(due_at: datetime | None, at: datetime) -> ClockFace:
    """The clock that runs to `due_at`, as seen at `at`."""
    return clock_face(due_at, at=at)


@register.filter
def say(sentence: str) -> str:
    """A sentence of a rule in the reader's language."""
    return said(sentence)


@register.filter
def label(code: str) -> str:
    """A code of a state, step or party in the reader's language."""
    return code_words(code)


@register.filter
def in_language(names: dict[str, str] | None) -> str:
    """A name or sentence written in several languages, in the reader's."""
    return localised(names) if names else ""


@register.filter
def percent(share: Decimal | None) -> str:
    """A share as per cent with one decimal; empty where nothing was measured."""
    return "" if share is None else f"{share * WHOLE:.1f} %"


@register.filter
def plain(number: Decimal | int | None) -> str:
    """A number without trailing zeros."""
    return "" if number is None else f"{Decimal(number).normalize():f}"


@register.filter
def short(number: Decimal | None) -> str:
    """A weighted count to a tenth: more digits would say more than it knows."""
    return "" if number is None else plain(number.quantize(TENTH))


@register.filter
def peers(code: str) -> str:
    """A peer group for readers; a merged one names each of its groups."""
    return ", ".join(_(part.replace("-", " ").replace("_", " ")) for part in code.split("+"))


@register.filter
def item(mapping: dict[str, object], key: str) -> object:
    """The value under a key, or None."""
    return mapping.get(key)


@register.filter
def row_face(row: OrderRow, at: datetime) -> ClockFace:
    """The clock of an order in a list: stopped when it is answered, standing when deferred."""
    return clock_face(
        row.due_at,
        at=at,
        start_at=row.dispatched_at,
        # In rework the answer of before stops nothing.
        stopped_at=None if row.state == OrderState.REWORK else row.answered_at,
        standing=row.state == OrderState.SUSPENDED,
    )


@register.filter
def at_index(values: Sequence[object], index: int) -> object:
    """The value at a place of a sequence."""
    return values[index]


@register.filter
def tongue(code: str) -> str:
    """A language by its own name; an unknown code as it is."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code
