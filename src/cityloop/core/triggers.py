"""The SQL of triggers that refuse changes, for SQLite and PostgreSQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "kept_"
MESSAGE = "%s is kept: rows are neither changed nor deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One refusal: at this event of this table, where the condition holds (empty: always)."""

    table: str
    what: str
    event: str
    condition: str

    @property
    def name(self) -> str:
        """Changes with what the trigger says, so that an outdated one counts as missing."""
        told = f"{self.table}|{self.event}|{self.condition}"
        return f"{PREFIX}{self.table}_{self.what}_{sha256(told.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What is kept of a table; see `Immutable`. `whole`: columns that come later are kept too."""

    table: str
    columns: tuple[str, ...]
    erasable: tuple[tuple[str, str], ...] = ()
    when: str = ""
    closed: bool = False
    whole: bool = True

    def triggers(self) -> Iterator[Trigger]:
        """The triggers that keep it."""
        old, new = self._of("OLD"), self._of("NEW")
        listed = "" if self.whole else f" OF {', '.join(self.columns)}"
        changed = f"({old}) OR ({new})" if self.closed and self.when else old
        yield self._trigger("delete", "DELETE", old)
        yield self._trigger("update", f"UPDATE{listed}", changed)
        for column, empty in self.erasable:
            rewritten = f"NEW.{column} <> OLD.{column} AND NEW.{column} <> {empty}"
            both = f"({old}) AND {rewritten}" if old else rewritten
            yield self._trigger(f"erase_{column}", f"UPDATE OF {column}", both)
        if self.closed:
            yield self._trigger("insert", "INSERT", new)
        inside = self._of("inside")
        where = f" WHERE {inside}" if inside else ""
        # The names are those of our models and the conditions those of our migrations.
        some = f"EXISTS (SELECT 1 FROM {self.table} AS inside{where})"  # noqa: S608 - see above
        yield self._trigger("truncate", "TRUNCATE", some)

    def _of(self, row: str) -> str:
        return self.when.format(row=row)

    def _trigger(self, what: str, event: str, condition: str) -> Trigger:
        return Trigger(table=self.table, what=what, event=event, condition=condition)


def create(trigger: Trigger, *, vendor: str) -> list[str]:
    """The statements that make the trigger; none where the database has no such event."""
    if vendor == "postgresql":
        return _postgresql(trigger)
    return [] if trigger.event == "TRUNCATE" else [_sqlite(trigger)]


def _sqlite(trigger: Trigger) -> str:
    condition = f" WHEN {trigger.condition}" if trigger.condition else ""
    return (
        f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table}{condition} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE % trigger.table}'); END"
    )


def _postgresql(trigger: Trigger) -> list[str]:
    # A condition of PostgreSQL's own triggers may not look into other tables; a function may.
    row = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(trigger.event, "NEW")
    each = "STATEMENT" if trigger.event == "TRUNCATE" else "ROW"
    function = (
        f"CREATE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {trigger.condition or 'TRUE'} THEN "
        f"RAISE EXCEPTION '{MESSAGE % trigger.table}' USING ERRCODE = 'restrict_violation'; "
        f"END IF; RETURN {row}; END $$"
    )
    fires = (
        f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
        f"FOR EACH {each} EXECUTE FUNCTION {trigger.name}()"
    )
    return [function, fires]


def drop(name: str, *, table: str, vendor: str) -> list[str]:
    """The statements that take a trigger away."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"]
    return [f"DROP TRIGGER {name}"]


_FOUND = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND tgenabled <> 'D' AND pg_table_is_visible(tgrelid)"
    ),
}


def found(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Name and table of every trigger of ours that the database has."""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND[connection.vendor])
        return [(name, table) for name, table in cursor.fetchall() if name.startswith(PREFIX)]
