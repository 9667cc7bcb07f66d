"""cityloop propose-definitions: what a city does today, as text for people to review."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cityloop.integrations.history.command_line import (
    add_history_arguments,
    counting,
    wanted_of,
    wishes_of,
)
from cityloop.integrations.history.duplicates import duplicate_window
from cityloop.integrations.history.opening import new_city, opened
from cityloop.integrations.history.proposal_files import write_proposal
from cityloop.integrations.history.reading import surveyed


class Command(BaseCommand):
    """Read a city's history and write the definitions that it amounts to."""

    help = "Propose service types, agencies, duties and time limits from a city's history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file of history, and where to write."""
        add_history_arguments(parser)
        parser.add_argument("--out", type=Path, required=True, help="folder to write, made new")
        parser.add_argument("--force", action="store_true", help="write over that folder")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Read the whole file once and write the folder, or nothing."""
        definitions = Path(settings.DEFINITIONS)
        file, finder = opened(wanted_of(options, definitions=definitions))
        city = new_city(
            file.layout, finder=finder, wishes=wishes_of(options), definitions=definitions
        )
        with counting("Reading") as progress:
            _, found = surveyed(
                file, finder=finder, window=duplicate_window(city.settings), progress=progress
            )
        write_proposal(
            found.history,
            city=city,
            folder=options["out"],
            definitions=definitions,
            force=options["force"],
        )
        history = found.history
        self.stdout.write(
            f"{options['out']}: {len(history.types.rows)} service types, "
            f"{len(history.departments.rows)} departments, {len(history.queues.rows)} queues, "
            f"{len(list(history.duties()))} duties and {len(list(history.limits()))} time limits "
            f"from {found.read - len(found.rejects)} of {found.read} rows. Review them before use."
        )
