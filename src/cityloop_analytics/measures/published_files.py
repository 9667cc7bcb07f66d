"""The printable figures of a store in a file beside it: worked out once, read by every process."""

import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from cityloop_analytics.measures.published import Published
from cityloop_analytics.measures.published_cells import Cell
from cityloop_analytics.store import Store

# Other code may print other figures, or protect the same ones otherwise.
SOURCES: Final = ("published", "published_cells", "published_rows", "linked")


def kept_published(store: Store, *, minimum: int, make: Callable[..., Published]) -> Published:
    """The figures from the file, else made and put there; a folder that cannot be written is none.

    Files of stores that are gone go as well.
    """
    path = store.path.with_name(f"{store.path.stem}.published-{_code()}-{minimum}.json")
    found = _read(path, stamp=store.stamp)
    if found is not None:
        return found
    made = make(store, minimum=minimum)
    try:
        beside = path.with_name(f"{path.name}.{id(made)}.new")
        beside.write_text(_text(made), encoding="utf-8")
        beside.replace(path)
        _sweep(path.parent)
    except OSError:
        # A process that may only read works them out for itself.
        return made
    return made


@cache
def _code() -> str:
    digest = sha256()
    for name in SOURCES:
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return digest.hexdigest()[:8]


def _text(made: Published) -> str:
    cells = [[*cell, made.shown(cell)] for cell in made.cells]
    content = {
        "stamp": made.stamp,
        "minimum": made.minimum,
        "months": made.months,
        "quarters": made.quarters,
        "cells": cells,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _read(path: Path, *, stamp: str) -> Published | None:
    """The figures of a file; None when there is none, or it is of another store or broken."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["stamp"] != stamp:
            return None
        cells = [(Cell(*row[:5]), row[5]) for row in content["cells"]]
        return Published(
            stamp=stamp,
            minimum=content["minimum"],
            months=tuple(content["months"]),
            quarters=tuple(content["quarters"]),
            counts={cell: count for cell, count in cells if count is not None},
            hidden=frozenset(cell for cell, count in cells if count is None),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _sweep(folder: Path) -> None:
    for path in folder.glob("*.published-*.json"):
        if not path.with_name(f"{path.name.partition('.published-')[0]}.duckdb").exists():
            path.unlink(missing_ok=True)
