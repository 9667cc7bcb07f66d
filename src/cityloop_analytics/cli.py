"""The command `cityloop-analytics`: build the store of facts, name its stamp, ask it something."""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from cityloop_analytics.manifest import FactsUnreadable
from cityloop_analytics.store import Store, StoreUnreadable

SHOWN: Final = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; an error of ours is one clear message and exit code 1."""
    given = _parser().parse_args(arguments)
    try:
        return int(COMMANDS[given.command](given))
    except (FactsUnreadable, StoreUnreadable, OSError, duckdb.Error) as error:
        sys.stderr.write(f"cityloop-analytics: {error}\n")
        return 1


def _parser() -> ArgumentParser:
    # The folder in which the application keeps its files, unless somebody says otherwise.
    var = Path(os.environ.get("CITYLOOP_VAR", "var"))
    parser = ArgumentParser(prog="cityloop-analytics", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("build", help="bring the store up to a folder of facts")
    make.add_argument("--facts", type=Path, default=var / "facts", help="what export-facts wrote")
    make.add_argument("--afresh", action="store_true", help="all months, whatever changed")
    make.add_argument("--verify", action="store_true", help="read all files, also unchanged ones")
    make.add_argument("--memory", default="1500MB", help="most memory of the engine")
    make.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    stamp = commands.add_parser("stamp", help="the digest of what the store is made of")
    query = commands.add_parser("query", help="rows of an answer or of a dimension")
    query.add_argument("name", help="unit_months, backlog_changes, areas, ...; 'list' names them")
    query.add_argument("--month", default="", help="one month, 2025-03")
    query.add_argument("--agency", default="", help="one agency, by code")
    for one in (make, stamp, query):
        one.add_argument("--store", type=Path, default=var / "insight.duckdb")
        one.add_argument("--json", action="store_true", help="one JSON object a line")
    return parser


def _build(given: Namespace) -> int:
    # Expressions take a second to import, which only a build needs.
    from cityloop_analytics.build import build  # noqa: PLC0415 - see above
    from cityloop_analytics.filling import Engine  # noqa: PLC0415 - see above

    engine = Engine(memory=given.memory, threads=given.threads)
    report = build(
        given.facts,
        store=given.store,
        engine=engine,
        afresh=given.afresh,
        verify=given.verify,
    )
    if given.json:
        _print(json.dumps(asdict(report)))
    elif report.months:
        what = "all months" if report.whole else f"{len(report.months)} months"
        _print(f"{what} answered from {report.rows_read:,} rows in {report.seconds:.1f} s")
    else:
        _print("nothing has changed")
    return 0


def _stamp(given: Namespace) -> int:
    with Store(given.store) as store:
        _print(json.dumps(asdict(store.facts)) if given.json else store.stamp)
    return 0


def _query(given: Namespace) -> int:
    with Store(given.store) as store:
        tables = _tables(store)
        if given.name not in tables:
            wanted = "" if given.name == "list" else f"There is no '{given.name}'. There are: "
            _print(f"{wanted}{', '.join(tables)}")
            return 0 if given.name == "list" else 1
        rows = _rows(store, columns=tables[given.name], given=given)
    shown = rows if given.json else rows[:SHOWN]
    for row in shown:
        _print(_line(row, as_json=given.json))
    if len(rows) > len(shown):
        _print(f"... and {len(rows) - len(shown):,} rows more; --json prints them all")
    return 0


def _tables(store: Store) -> dict[str, list[str]]:
    """The tables that may be asked for, with their columns."""
    rows = store.rows(
        "SELECT table_name, list(column_name ORDER BY ordinal_position) AS columns "
        "FROM information_schema.columns WHERE table_name NOT IN ('meta', 'partitions', "
        "'questions', 'local_days', 'clock') GROUP BY table_name ORDER BY table_name"
    )
    return {row["table_name"]: row["columns"] for row in rows}


def _rows(store: Store, *, columns: list[str], given: Namespace) -> list[dict[str, Any]]:
    conditions, values = [], []
    for name, value in (("month", given.month and f"{given.month}-01"), ("agency", given.agency)):
        if value and name in columns:
            conditions.append(f"{name} = ?")
            values.append(date.fromisoformat(value) if name == "month" else value)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return store.rows(f"FROM {given.name}{where} ORDER BY ALL", values=values)


def _line(row: Mapping[str, Any], *, as_json: bool) -> str:
    plain = {
        name: value.isoformat() if isinstance(value, (date, datetime)) else value
        for name, value in row.items()
    }
    if as_json:
        return json.dumps(plain, ensure_ascii=False)
    return "  ".join(f"{name}={value}" for name, value in plain.items() if value is not None)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


COMMANDS: Final = {"build": _build, "stamp": _stamp, "query": _query}


if __name__ == "__main__":
    sys.exit(main())
