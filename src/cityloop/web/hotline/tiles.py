"""The figures at the top of the inbox."""

from datetime import datetime

from django.utils.translation import gettext as _

from cityloop.intake.queries import TriageTally
from cityloop.web.components.clocks import span_words
from cityloop.web.components.tiles import Tile


def triage_tiles(tally: TriageTally, *, at: datetime) -> list[Tile]:
    """How many wait, how many of them press, and how long the oldest has waited."""
    oldest = span_words(at - tally.oldest_at) if tally.oldest_at else "–"
    return [
        Tile(_("Emergencies"), tally.emergencies, tone="bad"),
        Tile(_("Basic livelihood"), tally.livelihood, tone="soon"),
        Tile(_("All in triage"), tally.waiting),
        Tile(_("The oldest waits for"), oldest),
    ]
