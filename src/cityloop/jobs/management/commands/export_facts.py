"""`cityloop export-facts`: what the analytics read, as Parquet files; once a night."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cityloop.exports.facts import ExportReport, Wish, export_facts


class Command(BaseCommand):
    help = (
        "Write the facts of the months that changed since the last export, without anything of a "
        "person. With --since or --until the months between are written again whatever changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, help="a day, 2026-03-01")
        parser.add_argument("--until", type=date.fromisoformat, help="the first day left alone")
        parser.add_argument("--out", type=Path, help="folder of the facts; else var/facts")
        parser.add_argument("--json", action="store_true", help="print the counts as one object")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        folder = options["out"] or Path(settings.VAR) / "facts"
        wish = Wish(since=options["since"], until=options["until"])
        report = export_facts(folder, at=timezone.now(), wish=wish)
        if options["json"]:
            rate = round(report.rows / report.seconds) if report.seconds else None
            self.stdout.write(json.dumps({**asdict(report), "rows_per_s": rate}))
        else:
            self.stdout.write(_in_words(report, folder=folder))


def _in_words(report: ExportReport, *, folder: Path) -> str:
    what = "all months" if report.whole else f"{len(report.months)} months that changed"
    return (
        f"{report.rows:,} rows of {what} read, {report.files} files written in "
        f"{report.seconds:.1f} s; {folder} holds {report.rows_in_all:,} rows."
    )
