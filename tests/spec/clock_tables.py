"""Reads the tables of clock_vectors.txt."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.spec import tables

ZONE = ZoneInfo("Asia/Shanghai")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of the table under the heading `## name: ...`, by the heads of their columns."""
    return tables.rows("clock_vectors", name)


def local(text: str) -> datetime:
    """A local time of the tables, 24:00 included, in UTC."""
    day, clock = text.split()
    late = clock == "24:00"
    moment = datetime.fromisoformat(f"{day} {'00:00' if late else clock}")
    return (moment + timedelta(days=late)).replace(tzinfo=ZONE).astimezone(UTC)


def values(text: str, *, now: datetime) -> dict[str, object]:
    """Facts such as `was_adjudicated grade=1 due_at=-1m`."""
    return {
        name: _value(value, now) if equals else True
        for name, equals, value in (word.partition("=") for word in text.split())
    }


def _value(value: str, now: datetime) -> object:
    if value.endswith("m"):
        return now + timedelta(minutes=int(value[:-1]))
    return int(value) if value.isdigit() else value
