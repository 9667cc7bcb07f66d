"""The SQL of an index of words: its table, and the triggers that keep it in step."""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from cityloop.core.search import KEY_BITS, WordIndex


def create(index: WordIndex, *, vendor: str) -> Iterator[str]:
    """The statements that make the empty table."""
    if vendor == "postgresql":
        yield f"CREATE TABLE {index.table} (place bigint PRIMARY KEY, words tsvector NOT NULL)"
        return
    # Tokens are cut already: `ascii` parts them at blanks, and no version of Unicode plays a role.
    yield f"CREATE VIRTUAL TABLE {index.table} USING fts5(words, tokenize='ascii', columnsize=0)"


def finish(index: WordIndex, *, vendor: str) -> Iterator[str]:
    """The statements that follow when the rows that were there are in: GIN, and the triggers."""
    old, when = place_in(index, "OLD", vendor=vendor), _changed(index, vendor=vendor)
    if vendor == "postgresql":
        # A short list of what is not yet sorted in: each search reads it through.
        yield (
            f"CREATE INDEX {index.table}_words ON {index.table} USING gin (words) "
            "WITH (gin_pending_list_limit = 256)"
        )
    key = "place" if vendor == "postgresql" else "rowid"
    forget = f"DELETE FROM {index.table} WHERE {key} = {old}"  # noqa: S608 - our names
    name = forgetting(index)
    yield from trigger(f"{name}_delete", f"DELETE ON {index.source}", forget, vendor=vendor)
    updated = f"UPDATE ON {index.source}"
    yield from trigger(f"{name}_update", updated, forget, vendor=vendor, when=when)


def trigger(name: str, event: str, statement: str, *, vendor: str, when: str = "") -> Iterator[str]:
    """The statements that make a trigger which runs a statement after an event of a row."""
    condition = f"WHEN ({when}) " if when else ""
    if vendor == "postgresql":
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {statement}; RETURN NULL; END $$"
        )
        each = f"FOR EACH ROW {condition}EXECUTE FUNCTION {name}()"
        yield f"CREATE TRIGGER {name} AFTER {event} {each}"
    else:
        yield f"CREATE TRIGGER {name} AFTER {event} {condition}BEGIN {statement}; END"


def drop_trigger(name: str, *, table: str, vendor: str) -> Iterator[str]:
    """The statements that take such a trigger away, if it is there."""
    if vendor == "postgresql":
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        yield f"DROP FUNCTION IF EXISTS {name}()"
    else:
        yield f"DROP TRIGGER IF EXISTS {name}"


def drop(index: WordIndex, *, vendor: str) -> Iterator[str]:
    """The statements that take all of it away."""
    for event in ("delete", "update"):
        name = f"{forgetting(index)}_{event}"
        yield from drop_trigger(name, table=index.source, vendor=vendor)
    yield f"DROP TABLE IF EXISTS {index.table}"


_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def triggers_there(database: BaseDatabaseWrapper) -> set[str]:
    """Names of all triggers; a table that SQLite builds anew loses its own. One statement."""
    with database.cursor() as cursor:
        cursor.execute(_TRIGGERS[database.vendor])
        return {name for (name,) in cursor.fetchall()}


def forgetting(index: WordIndex) -> str:
    """How the names of the triggers begin that take words out."""
    return f"forget_{index.table}"


def place_in(index: WordIndex, row: str, *, vendor: str) -> str:
    """The place of a row of the source as an expression over its columns."""
    # SQLite rounds a fraction of a second; a place does not.
    seconds = f"CAST(strftime('%s', substr({row}.{index.moment}, 1, 19)) AS INTEGER)"
    if vendor == "postgresql":
        seconds = f"floor(extract(epoch FROM {row}.{index.moment}))::bigint"
    return f"({seconds} << {KEY_BITS}) + {row}.id"


def _changed(index: WordIndex, *, vendor: str) -> str:
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return " OR ".join(f"OLD.{one} {differs} NEW.{one}" for one in index.columns)
