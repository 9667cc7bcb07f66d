"""Whether the database has the tables that the program wants."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cityloop.core.errors import CityloopError


def unapplied() -> tuple[int, int]:
    """How many migrations are missing, and how many have been applied."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return len(missing), len(executor.loader.applied_migrations)


def make_tables() -> None:
    """Make the tables of a database that has none; raises CityloopError when they are old.

    A database with a city in it is changed by `migrate` alone, after a copy has been made.
    """
    missing, applied = unapplied()
    if not missing:
        return
    if applied:
        raise CityloopError(
            "The tables of the database are older than the program.",
            mend="Make a copy of the database, then run `cityloop migrate`.",
        )
    call_command("migrate", verbosity=0)
