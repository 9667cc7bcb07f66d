"""Who may find a row of an index of words: tokens beside the words, set by a trigger.

Looked up together with the words, they leave to the database only rows that may be shown: an
agency that looks for a common word among a million rows waits 10 ms, and not 200. They decide
nothing: what was found still passes the permission's own filter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from cityloop.core.search import KEYS, WordIndex
from cityloop.core.search_sql import drop_trigger, place_in, trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class WordScope:
    """Rows of `table` name a row of the index's source by `link`.

    `tokens` is, for each database, an expression over `{row}` and its `columns` that gives the
    tokens, each with a blank before it (PostgreSQL: and in quotes).
    """

    index: WordIndex
    table: str
    link: str
    columns: tuple[str, ...]
    tokens: Mapping[str, str]

    @property
    def triggers(self) -> tuple[str, str]:
        """Names of the two triggers."""
        return f"scope_{self.index.table}_insert", f"scope_{self.index.table}_update"


class ScopeWords(Operation):
    """A migration's step: the units of a model's rows become tokens of the rows they name."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, scope: WordScope) -> None:
        self.scope = scope

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """What it is made of; Django asks when it writes or optimises migrations."""
        return type(self).__name__, [self.scope], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models stay as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Set the tokens of the rows there are, then the triggers."""
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        for statement in created(self.scope, vendor=schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002 - Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - the same
        to_state: ProjectState,  # noqa: ARG002 - the same
    ) -> None:
        """Drop the triggers; tokens that stay are never asked for."""
        vendor = schema_editor.connection.vendor
        for name in self.scope.triggers:
            for statement in drop_trigger(name, table=self.scope.table, vendor=vendor):
                schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """What `migrate` says of it."""
        return f"Say in {self.scope.index.table} who may find a row"


def created(scope: WordScope, *, vendor: str) -> Iterator[str]:
    """The statements that set all tokens and make the triggers."""
    yield _all_rows(scope, vendor=vendor)
    inserted, updated = scope.triggers
    statement = _one_row(scope, vendor=vendor)
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    moved = " OR ".join(f"OLD.{one} {differs} NEW.{one}" for one in scope.columns)
    yield from trigger(inserted, f"INSERT ON {scope.table}", statement, vendor=vendor)
    yield from trigger(updated, f"UPDATE ON {scope.table}", statement, vendor=vendor, when=moved)


def _one_row(scope: WordScope, *, vendor: str) -> str:
    index = scope.index
    place = place_in(index, "said", vendor=vendor)
    tokens = scope.tokens[vendor].format(row="NEW")
    found = f"(SELECT {place} FROM {index.source} said WHERE said.id = NEW.{scope.link})"  # noqa: S608 - our names
    added, key = f"words || {tokens}", "rowid"
    if vendor == "postgresql":
        added, key = f"words || ({tokens})::tsvector", "place"
    return f"UPDATE {index.table} SET words = {added} WHERE {key} = {found}"  # noqa: S608 - the same


def _all_rows(scope: WordScope, *, vendor: str) -> str:
    index, tokens = scope.index, scope.tokens[vendor].format(row="one")
    if vendor == "postgresql":
        return (
            f"UPDATE {index.table} SET words = words || given.tokens::tsvector FROM "  # noqa: S608 - our names
            f"(SELECT one.{scope.link} AS key, string_agg({tokens}, '') AS tokens "
            f"FROM {scope.table} one GROUP BY 1) given WHERE place & {KEYS} = given.key"
        )
    all_tokens = (
        f"SELECT group_concat({tokens}, '') FROM {scope.table} one "  # noqa: S608 - our names
        f"WHERE one.{scope.link} = {index.table}.rowid & {KEYS}"
    )
    return f"UPDATE {index.table} SET words = words || coalesce(({all_tokens}), '')"  # noqa: S608 - our names
