"""A chart as a page shows it: the picture, what to look for, and the same figures as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`svg` is what `cityloop_analytics.pictures` drew, which escapes every word in it.

    `columns` and `rows` say the same in a table; the first cell of a row is its heading.
    """

    svg: str
    caption: str | Promise
    columns: Sequence[str | Promise]
    rows: Sequence[Sequence[object]]
