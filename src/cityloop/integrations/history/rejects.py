"""The list of rows that could not be taken."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path

from cityloop.core.errors import InputError
from cityloop.flows.history_records import Reject

HEADING = ("line", "field", "value", "reason")


def check_place(path: Path) -> None:
    """Refuse a place where the rejects could not be written, before anything else is done."""
    if path.is_dir() or not os.access(path.resolve().parent, os.W_OK):
        raise InputError(
            "the rejects cannot be written here",
            where=str(path),
            mend="Name another place with --rejects.",
        )


def write_rejects(rejects: Iterable[Reject], *, path: Path) -> None:
    """Write the rejects as CSV (UTF-8), the whole file or none of it.

    An empty list is written too: the file then says that nothing was refused. Raises InputError
    when the folder cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADING)
            writer.writerows((one.line, one.field, one.value, one.reason) for one in rejects)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(
            f"the rejects cannot be written: {error.strerror}",
            where=str(path),
            mend="Name another place with --rejects.",
        ) from None
