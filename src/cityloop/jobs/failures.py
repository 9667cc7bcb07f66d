"""Failures that are no mistake in the program: said in one sentence, with what to do."""

from django.db import DatabaseError, OperationalError, connection

from cityloop.core.errors import joined
from cityloop.core.models import City
from cityloop.jobs.database import unapplied

NO_CITY = joined(
    "There is no city in the database.",
    "Load one with `cityloop load-city --folder definitions/CITY`, import one with "
    "`cityloop import`, or look at `cityloop demo`.",
)
NO_TABLES = joined(
    "The database has no tables yet.",
    "Run `cityloop load-city`, `cityloop import` or `cityloop demo`, which make them, "
    "or `cityloop migrate` alone.",
)
OLD_TABLES = joined(
    "The tables of the database are older than the program.",
    "Make a copy of the database, then run `cityloop migrate`.",
)


def in_words(error: Exception) -> str | None:
    """The sentence for a failure that people can mend, or None for a mistake of ours."""
    if isinstance(error, City.DoesNotExist):
        return NO_CITY
    if isinstance(error, DatabaseError):
        return _of_database()
    return None


def _of_database() -> str | None:
    try:
        connection.ensure_connection()
    except OperationalError as unreachable:
        reason = str(unreachable).strip().partition("\n")[0]
        return joined(
            f"The database cannot be opened: {reason}",
            "Look at CITYLOOP_DATABASE_URL and whether the server runs.",
        )
    missing, applied = unapplied()
    if not missing:
        return None
    return OLD_TABLES if applied else NO_TABLES
