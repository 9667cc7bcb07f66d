"""The index of words beside a table: an FTS5 table on SQLite, a tsvector with GIN on PostgreSQL.

A row is written once, by the operation that writes the row it stands for: only Python cuts the
words. From then on triggers alone touch it: whoever changes or hides the row, in a console too,
takes its words out of the index, so that the index never tells what the table no longer holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor

from django.db import connection

from cityloop.core.rules.words import Phrase, index_tokens

# The place of a row in the index: its moment in seconds, then its key, so that a walk backwards
# over the index itself goes from the newest to the oldest and stops when a page is full.
KEY_BITS = 30
KEYS = (1 << KEY_BITS) - 1
AT_ONCE = 200
# Begins a token that says who may find a row; a mark, which nobody can look for.
SCOPE = "\u00a7"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordIndex:
    """What is indexed: the texts of a table's rows that are not hidden, in order of a moment."""

    table: str
    source: str
    texts: tuple[str, ...]
    moment: str
    hidden: str

    @property
    def columns(self) -> tuple[str, ...]:
        """What a row of the index is made of, in the order of `words_of`, and what hides it."""
        return ("id", self.moment, *self.texts, self.hidden)


@dataclass(frozen=True, slots=True)
class Words:
    """A row of the index: its place, and the tokens of its texts and of who may find it."""

    place: int
    tokens: tuple[str, ...]
    scopes: tuple[str, ...] = ()


def words_of(key: int, moment: datetime, *texts: str, scopes: Iterable[str] = ()) -> Words:
    """The row of the index for a row; raises ValueError for a key beyond a thousand million."""
    if key > KEYS:
        raise ValueError(f"the index of words has no place for key {key}")
    place = (floor(moment.timestamp()) << KEY_BITS) + key
    return Words(place, index_tokens(*texts), tuple(dict.fromkeys(scopes)))


def scope(letter: str, key: int | None) -> str:
    """The token of rows that belong to one unit of a kind, such as `§a17`."""
    return f"{SCOPE}{letter}{key or 0}"


def put(index: WordIndex, rows: Iterable[Words]) -> None:
    """Write rows of the index in statements of 200; one that is there already is replaced."""
    waiting = list(rows)
    written = _tsvector if connection.vendor == "postgresql" else _line
    for begin in range(0, len(waiting), AT_ONCE):
        batch = waiting[begin : begin + AT_ONCE]
        values = [value for row in batch for value in (row.place, written(row))]
        with connection.cursor() as cursor:
            cursor.execute(_put(index, count=len(batch)), values)


def newest(
    index: WordIndex, phrases: Sequence[Phrase], *, most: int, scopes: Sequence[str] | None = None
) -> list[int]:
    """Keys of the rows that hold every phrase, newest first, at most so many; one statement.

    With `scopes`, only rows that hold one of them; without a phrase or with no scope, none.
    """
    if not phrases or (scopes is not None and not scopes):
        return []
    postgresql = connection.vendor == "postgresql"
    holds = "words @@ %s::tsquery" if postgresql else f"{index.table} MATCH %s"
    place = "place" if postgresql else "rowid"
    query = (_tsquery if postgresql else _match)(phrases, scopes or ())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {place} & {KEYS} FROM {index.table} WHERE {holds} "  # noqa: S608 - our names
            f"ORDER BY {place} DESC LIMIT %s",
            [query, most],
        )
        return [key for (key,) in cursor.fetchall()]


def _put(index: WordIndex, *, count: int) -> str:
    if connection.vendor == "postgresql":
        rows = ", ".join(["(%s, %s::tsvector)"] * count)
        last = "ON CONFLICT (place) DO UPDATE SET words = EXCLUDED.words"
        return f"INSERT INTO {index.table} (place, words) VALUES {rows} {last}"  # noqa: S608 - our names
    rows = ", ".join(["(%s, %s)"] * count)
    return f"INSERT OR REPLACE INTO {index.table} (rowid, words) VALUES {rows}"  # noqa: S608 - our names


def _line(row: Words) -> str:
    return " ".join((*row.tokens, *row.scopes))


def _tsvector(row: Words) -> str:
    placed = (f"'{token}':{place}" for place, token in enumerate(row.tokens, 1))
    return " ".join((*placed, *(f"'{one}'" for one in row.scopes)))


def _match(phrases: Sequence[Phrase], scopes: Sequence[str]) -> str:
    found = [f'"{" ".join(phrase.tokens)}"' for phrase in phrases]
    if scopes:
        found.append("(" + " OR ".join(f'"{one}"' for one in scopes) + ")")
    return " AND ".join(found)


def _tsquery(phrases: Sequence[Phrase], scopes: Sequence[str]) -> str:
    found = ["(" + " <-> ".join(f"'{one}'" for one in phrase.tokens) + ")" for phrase in phrases]
    if scopes:
        found.append("(" + " | ".join(f"'{one}'" for one in scopes) + ")")
    return " & ".join(found)
