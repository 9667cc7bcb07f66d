"""Dates as cities write them: listed forms only, local time to UTC, DST said aloud."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

ISO = "iso"

# Not tried for reading: only named in the refusal, so that a second form is seen for what it is.
COMMON_FORMS = (
    ISO,
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d",
    "%Y%m%d",
)


class DateNotRead(ValueError):
    """A text is in none of the listed forms; the message says which form it looks like."""


def read_moment(text: str, *, forms: tuple[str, ...], zone: ZoneInfo) -> datetime:
    """Return the moment in UTC of a text in the first listed form that fits.

    A text with its own offset keeps it; any other is local to `zone`. A local time that a
    spring change skips is read with the offset before the change (02:30 becomes 03:30); one
    that an autumn change repeats is read as the first of the two, see `second_reading`.
    Raises DateNotRead.
    """
    for form in forms:
        moment = _try(text, form)
        if moment is not None:
            return moment.replace(tzinfo=moment.tzinfo or zone).astimezone(UTC)
    raise DateNotRead(_refusal(text, forms))


def second_reading(moment: datetime, *, zone: ZoneInfo) -> datetime:
    """Return the other moment of a repeated local hour, or the same moment when there is one.

    Used where the first reading would let a request close before it opened.
    """
    return moment.astimezone(zone).replace(fold=1).astimezone(UTC)


def _try(text: str, form: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if form == ISO else datetime.strptime(text, form)  # noqa: DTZ007 - the zone follows
    except ValueError:
        return None


def _refusal(text: str, forms: tuple[str, ...]) -> str:
    listed = " or ".join(repr(form) for form in forms)
    seen = " or ".join(repr(form) for form in _fitting(text, forms))
    if not seen:
        return f"is not a date in the form {listed}"
    several = "the one that the file means" if " or " in seen else "both if the file mixes them"
    return f"is a date in the form {seen}, listed is {listed}; list {several}"


def _fitting(text: str, forms: tuple[str, ...]) -> list[str]:
    """Common forms that read the text, one for each day that it may mean."""
    read: dict[datetime, str] = {}
    for form in COMMON_FORMS:
        moment = None if form in forms else _try(text, form)
        if moment is not None:
            read.setdefault(moment, form)
    return list(read.values())
