"""From a draft to a published evaluation: computed, shown for some days, objections, frozen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cityloop.core.sentences import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """How long the agencies see an evaluation before it is frozen (domain.md H5).

    shown_at: since when they see it, None while it is a draft. days: natural days of 24 hours.
    """

    shown_at: datetime | None
    days: int

    @property
    def ends_at(self) -> datetime | None:
        """The moment from which it may be published; None while nobody has been shown it."""
        return None if self.shown_at is None else self.shown_at + timedelta(days=self.days)


def why_not_publish_yet(showing: Showing, *, at: datetime) -> Sentence | None:
    """Sentence while the agencies have not had their days, or None."""
    if not showing.days:
        return None
    if showing.ends_at is None:
        return Sentence(
            "The agencies see an evaluation %(days)s days before it is published.",
            days=showing.days,
        )
    if at < showing.ends_at:
        return Sentence(
            "The agencies see it for %(days)s days: it can be published from %(start)s.",
            days=showing.days,
            start=showing.ends_at,
        )
    return None
