"""What a note from the spot must hold, and when it counts as written."""

import re
from dataclasses import dataclass
from datetime import datetime

from cityloop.core.sentences import Sentence

# Long enough that two devices never make the same.
KEY = re.compile(r"[0-9A-Za-z-]{16,64}")
LATITUDE, LONGITUDE = 90, 180
DEGREES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a note was written: degrees, and how far off it may be in metres."""

    latitude: float
    longitude: float
    accuracy: float | None = None

    @property
    def told(self) -> dict[str, float]:
        """The place as a row keeps it."""
        found = {
            "latitude": round(self.latitude, DEGREES),
            "longitude": round(self.longitude, DEGREES),
        }
        return found if self.accuracy is None else {**found, "accuracy": round(self.accuracy)}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A note as it came in; `photos` counts them."""

    key: str
    text: str = ""
    finding: str = ""
    spot: Spot | None = None
    photos: int = 0


def note_refusal(draft: NoteDraft, *, most_photos: int) -> Sentence | None:
    """Why a note cannot be kept as it is, or None."""
    if not KEY.fullmatch(draft.key):
        return Sentence("The note has no key of its own. Open the page again and write it there.")
    if not (draft.text.strip() or draft.finding or draft.photos):
        return Sentence("Write a note, say what you found, or add a photo.")
    if draft.photos > most_photos:
        return Sentence("At most %(limit)s photos go with one note.", limit=most_photos)
    if draft.spot is not None and not _on_earth(draft.spot):
        return Sentence("This is no place on earth. Leave the location out, or take it again.")
    return None


def _on_earth(spot: Spot) -> bool:
    return abs(spot.latitude) <= LATITUDE and abs(spot.longitude) <= LONGITUDE


def written_at(told: datetime | None, *, since: datetime, at: datetime) -> datetime:
    """When a note was written: what the device told, as far as it can be true; UTC.

    A device may have the wrong time: what lies before the order (`since`) or after the arrival
    (`at`) counts as written when it arrived.
    """
    return at if told is None or not since <= told <= at else told
