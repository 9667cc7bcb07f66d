"""By when the orders of a list are due, in the words of a filter."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = 7
Bounds = tuple[datetime | None, datetime | None]


def due_bounds(span: str, *, at: datetime, zone: str) -> Bounds:
    """From when (inclusive) and until when (exclusive) an order of the span is due.

    `span`: "overdue", "today", "week" (to the end of Sunday), hours as digits, or "" for any time.
    Today and the week end at midnight of the city, and what is due at that midnight, at 24:00 of
    the day, belongs to them. What is overdue is in "overdue" alone. Raises ValueError otherwise.
    """
    if not span:
        return None, None
    if span == "overdue":
        return None, at
    if span in {"today", "week"}:
        local = at.astimezone(ZoneInfo(zone))
        days = 1 if span == "today" else WEEK - local.weekday()
        midnight = datetime.combine(local.date() + timedelta(days=days), time(), ZoneInfo(zone))
        # Due at 24:00 of the day is that midnight itself.
        return at, midnight + timedelta(microseconds=1)
    return at, at + timedelta(hours=int(span))
