"""Rows that the database itself refuses to change: triggers, made by migrations.

A model's own code never changes such rows. The triggers are for what goes round the code: a shell,
a console of the database, a mistaken script. Whoever owns the tables can still drop a trigger;
`missing_guards` finds that, and the chain of hashes finds what was changed meanwhile.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from cityloop.core.triggers import Guard, Trigger, create, drop, found

EMPTY_TEXT, EMPTY_DATA = "''", "'{}'"


class Immutable(Operation):
    """A migration's step: rows of a model for which `when` holds are neither changed nor deleted.

    `when` is SQL about `{row}`, empty for every row. The columns of `erasable` may be emptied, as
    the law may ask, but never rewritten; those of `free` may change. With `closed`, nothing is
    added to what `when` describes either. A later migration that lets SQLite build the table anew
    (most changes of a column) loses the triggers and repeats this step; a test says so.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self,
        model_name: str,
        *,
        when: str = "",
        erasable: Sequence[str] = (),
        free: Sequence[str] = (),
        closed: bool = False,
    ) -> None:
        self.model_name = model_name
        self.when, self.closed = when, closed
        self.erasable, self.free = tuple(erasable), tuple(free)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """What it is made of; Django asks when it writes or optimises migrations."""
        told = {
            "when": self.when,
            "erasable": self.erasable,
            "free": self.free,
            "closed": self.closed,
        }
        return type(self).__name__, [self.model_name], told

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models stay as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the triggers, in place of those that the table has."""
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        guard = self.guard(to_state.apps.get_model(app_label, self.model_name))
        for trigger in guard.triggers():
            for statement in create(trigger, vendor=schema_editor.connection.vendor):
                schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 - Django's signature
    ) -> None:
        """Drop the triggers."""
        model = from_state.apps.get_model(app_label, self.model_name)
        for name, table in found(schema_editor.connection):
            if table == model._meta.db_table:  # noqa: SLF001 - public in spite of the name
                for statement in drop(name, table=table, vendor=schema_editor.connection.vendor):
                    schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """What `migrate` says of it."""
        return f"Let the database refuse changes of {self.model_name}"

    def guard(self, model: type[models.Model]) -> Guard:
        """The guard over the columns that the model has."""
        meta = model._meta  # noqa: SLF001 - public in spite of the name
        fields = [field for field in meta.concrete_fields if field.name not in self.free]
        emptied = [field for field in fields if field.name in self.erasable]
        return Guard(
            table=meta.db_table,
            # A migration's model may hold its columns in another order.
            columns=tuple(sorted(str(one.column) for one in fields if one not in emptied)),
            erasable=tuple((str(field.column), _empty(field)) for field in emptied),
            when=self.when,
            closed=self.closed,
            whole=len(fields) == len(meta.concrete_fields) and not emptied,
        )


def _empty(field: "models.Field[Any, Any]") -> str:
    return EMPTY_DATA if isinstance(field, models.JSONField) else EMPTY_TEXT


def guards() -> tuple[Guard, ...]:
    """The guards that the migrations of all apps leave behind, over the models as they are."""
    last: dict[tuple[str, str], Immutable] = {}
    for (app_label, _name), operation in _operations():
        last[app_label, operation.model_name] = operation
    return tuple(
        operation.guard(apps.get_model(app_label, name))
        for (app_label, name), operation in last.items()
    )


@cache
def _operations() -> tuple[tuple[tuple[str, str], Immutable], ...]:
    loader = MigrationLoader(None)
    # In the order of their names, which within an app is the order in which they run.
    return tuple(
        (key, operation)
        for key, migration in sorted(loader.disk_migrations.items())
        for operation in migration.operations
        if isinstance(operation, Immutable)
    )


def missing_guards(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of the triggers that the database should have and has not; one statement."""
    there = {name for name, _table in found(connections[using])}
    return sorted(one.name for one in _triggers(connections[using]) if one.name not in there)


@contextmanager
def lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Take the triggers away and put them back: for tests, and for a migration that repairs."""
    lifted_names = lift(connections[using])
    try:
        yield
    finally:
        _create(lifted_names, using=using)


def restore_guards(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Create the triggers that are missing; returns their names."""
    missing = missing_guards(using)
    _create(frozenset(missing), using=using)
    return missing


def _create(names: frozenset[str], *, using: str) -> None:
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for trigger in _triggers(connection):
            for statement in create(trigger, vendor=connection.vendor):
                if trigger.name in names:
                    cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """Take all triggers away; returns their names."""
    # PostgreSQL drops no trigger of a table whose deferred checks are still to come.
    connection.check_constraints()
    there = found(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for name, table in there:
            for statement in drop(name, table=table, vendor=connection.vendor):
                cursor.execute(statement)
    return frozenset(name for name, _table in there)


def _triggers(connection: BaseDatabaseWrapper) -> tuple[Trigger, ...]:
    every = (trigger for guard in guards() for trigger in guard.triggers())
    return tuple(one for one in every if create(one, vendor=connection.vendor))
