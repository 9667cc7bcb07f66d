"""`cityloop write-reference`: the pages that follow from tables in the code, or from a seed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cityloop.checkups.rules.findings import FINDING_LIFECYCLE
from cityloop.core.transitions import Lifecycle, Transition
from cityloop.intake.rules.calls import CALL_LIFECYCLE
from cityloop.intake.rules.lifecycle import REQUEST_LIFECYCLE
from cityloop.jobs.simulation_pages import simulation_pages
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE
from cityloop.workorders.rules.whistles import WHISTLE_LIFECYCLE

MADE = "<!-- Made by `python3 city.py docs`; edit the tables it is made from. -->"


class Command(BaseCommand):
    help = "Write docs/reference from the code and its tests, the simulation's pages from its city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether it is current")

    def handle(self, *_args: object, **options: bool) -> None:
        stale = []
        written = {**pages(settings.ROOT), **simulation_pages(settings.ROOT)}
        for path, text in written.items():
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(path.name)
            if not options["check"]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if stale and options["check"]:
            names = ", ".join(stale)
            raise CommandError(f"not current: {names}; run `python3 city.py docs` and commit them")
        self.stdout.write(f"docs: {len(stale)} pages and pictures written" if stale else "current")


LIFECYCLES: tuple[Lifecycle[Any], ...] = (
    CALL_LIFECYCLE,
    REQUEST_LIFECYCLE,
    ORDER_LIFECYCLE,
    WHISTLE_LIFECYCLE,
    FINDING_LIFECYCLE,
)


def pages(root: Path) -> dict[Path, str]:
    """Return each page with its text."""
    folder = root / "docs" / "reference"
    examples = sorted((root / "tests" / "spec").glob("*.txt"))
    texts = [path.read_text(encoding="utf-8").rstrip() for path in examples]
    told = "\n\n".join(f"```\n{text}\n```" for text in texts)
    return {
        folder / "lifecycles.md": _lifecycles(),
        folder / "worked-examples.md": (
            f"# Worked examples\n\n{MADE}\n\n"
            f"These tables are the tests: each row is run.\n\n{told}\n"
        ),
    }


def _lifecycles() -> str:
    said = "The table that refuses a step also draws these diagrams."
    parts = [f"# Lifecycles\n\n{MADE}\n\n{said}\n"]
    for lifecycle in LIFECYCLES:
        parts.append(f"## The {lifecycle.name}\n\n```mermaid\n{lifecycle.mermaid()}```\n")
        parts.append(_table(lifecycle))
    return "\n".join(parts)


def _table(lifecycle: Lifecycle[Any]) -> str:
    head = "| step | from | to | belongs to | reason |\n|---|---|---|---|---|"
    return "\n".join([head, *(_row(row) for row in lifecycle.transitions)]) + "\n"


def _row(row: Transition[Any]) -> str:
    sources = ", ".join(str(each) for each in row.sources) or "(new)"
    parties = ", ".join(str(each) for each in row.parties) or "whoever may"
    target = str(row.target) if row.target else "(stays)"
    reason = "yes" if row.needs_reason else ""
    return f"| {row.step} | {sources} | {target} | {parties} | {reason} |"
