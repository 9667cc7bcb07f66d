"""Lines of scorecards: a unit now and then, in figures and in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cityloop.web.insight.pictures import share_words, span_words
from cityloop.web.insight.shares import Shown
from cityloop.web.public.wording import count_words
from cityloop_analytics.measures.difference import Difference

DAY, WHOLE = 86_400, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One unit: what is shown of it now and then, its interval, and what changed."""

    code: str
    name: str
    now: Shown
    then: Shown
    low: float | None
    high: float | None
    change: Difference | None

    @property
    def value(self) -> float | None:
        return None if not self.now.is_whole else (self.now.part or 0) / (self.now.whole or 1)


def column_words(then: str, *, time: bool) -> list[str]:
    """Headings of the table; then: the earlier month in words."""
    if time:
        return [
            _("Unit"), _("Orders"), _("Median, days"), _("Nine in ten, days"),
            _("Median in %(month)s") % {"month": then},
        ]  # fmt: skip
    return [
        _("Unit"), _("Share"), _("Of"), _("Interval, %"), _("In %(month)s") % {"month": then},
        _("Change, points"), _("What the change says"),
    ]  # fmt: skip


def table_row(line: Line, *, place: int | None, time: bool) -> list[str]:
    """A line of the table, numbered as in the picture."""
    name = line.name if place is None else f"{place}. {line.name}"
    if time:
        return [
            name, count_words(line.now.part), day_words(line.now.median), day_words(line.now.p90),
            day_words(line.then.median),
        ]  # fmt: skip
    if not line.now.is_whole:
        hidden = line.now.part is None or line.now.whole is None
        return [name, _("kept back") if hidden else "–", "", "", "", "", ""]
    return [
        name,
        share_words(line.value),
        f"{count_words(line.now.part)} / {count_words(line.now.whole)}",
        span_words(WHOLE * (line.low or 0), WHOLE * (line.high or 0)),
        f"{count_words(line.then.part)} / {count_words(line.then.whole)}",
        change_words(line.change),
        verdict(line.change),
    ]


def day_words(seconds: float | None) -> str:
    """Seconds as days with one decimal, or a dash."""
    return "–" if seconds is None else f"{seconds / DAY:.1f}"


def change_words(change: Difference | None) -> str:
    """A change in points with its interval."""
    if change is None:
        return "–"
    ends = span_words(WHOLE * change.low, WHOLE * change.high)
    return f"{WHOLE * change.value:+.1f} ({ends})"


def verdict(change: Difference | None) -> str:
    """Whether a change is more than chance."""
    if change is None:
        return _("not known")
    if not change.is_certain:
        return _("could be chance")
    return _("higher") if change.value > 0 else _("lower")
