"""The step of a migration that makes an index of words and fills it from the rows there are."""

import sys
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from cityloop.core import search_sql
from cityloop.core.search import WordIndex, put, words_of

READ_AT_ONCE = 2000
# A small city is filled before anybody asks how far it is.
TOLD_EVERY = 50_000


class WordTable(Operation):
    """Make the index of a model's words, fill it, and let triggers take out what changes.

    A later migration that lets SQLite build the model's table anew (most changes of a column)
    loses the triggers and repeats this step, which begins by taking away what is there.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str, *, index: WordIndex) -> None:
        self.model_name = model_name
        self.index = index

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """What it is made of; Django asks when it writes or optimises migrations."""
        return type(self).__name__, [self.model_name], {"index": self.index}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models stay as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django's signature
        to_state: ProjectState,
    ) -> None:
        """Create the table, put the words of all rows in, then the index and the triggers."""
        vendor = schema_editor.connection.vendor
        self._execute(schema_editor, search_sql.drop(self.index, vendor=vendor))
        self._execute(schema_editor, search_sql.create(self.index, vendor=vendor))
        if not schema_editor.collect_sql:
            fill(self.index, model=to_state.apps.get_model(app_label, self.model_name))
        self._execute(schema_editor, search_sql.finish(self.index, vendor=vendor))

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002 - Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - the same
        to_state: ProjectState,  # noqa: ARG002 - the same
    ) -> None:
        """Take it away."""
        vendor = schema_editor.connection.vendor
        self._execute(schema_editor, search_sql.drop(self.index, vendor=vendor))

    def describe(self) -> str:
        """What `migrate` says of it."""
        return f"Index the words of {self.model_name}"

    def _execute(self, schema_editor: BaseDatabaseSchemaEditor, statements: Any) -> None:  # noqa: ANN401
        for statement in statements:
            schema_editor.execute(statement, params=None)


def fill(index: WordIndex, *, model: type[models.Model]) -> int:
    """Put the words of every row that is not hidden; returns how many, telling how far it is."""
    shown = model._base_manager.filter(**{index.hidden: False}).order_by("pk")
    rows = shown.values_list("pk", index.moment, *index.texts)
    total, done, last = shown.count(), 0, 0
    while batch := list(rows.filter(pk__gt=last)[:READ_AT_ONCE]):
        put(index, (words_of(*row) for row in batch))
        last, before = batch[-1][0], done
        done += len(batch)
        if done // TOLD_EVERY > before // TOLD_EVERY:
            sys.stderr.write(f"    words of {done:,} of {total:,} rows\n")
    return done
