"""`cityloop status`: do the jobs run, and what waits for them."""

import json
from argparse import ArgumentParser
from dataclasses import asdict

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cityloop.core.immutable import restore_guards
from cityloop.jobs.management.commands.verify_history import STREAMS
from cityloop.jobs.standing import Standing, Watch, standings


class Command(BaseCommand):
    help = "Say what waits for each job and since when; with --strict, exit 1 when one is late."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument("--strict", action="store_true", help="exit 1 when a job is late")
        parser.add_argument(
            "--restore-guards",
            action="store_true",
            help="first create the triggers that keep history and that somebody has dropped",
        )

    def handle(self, *_args: object, **options: bool) -> None:
        for name in restore_guards() if options["restore_guards"] else ():
            self.stderr.write(f"created again: {name}")
        watch = Watch(at=timezone.now(), late_after=settings.LATE_AFTER)
        found = list(standings(watch, streams=STREAMS))
        for one in found:
            self.stdout.write(_as_json(one) if options["json"] else _in_words(one))
        late = [one.name for one in found if one.late]
        if options["strict"] and late:
            raise CommandError(f"late: {', '.join(late)}")


def _as_json(one: Standing) -> str:
    since = None if one.since is None else one.since.isoformat()
    return json.dumps({**asdict(one), "since": since})


def _in_words(one: Standing) -> str:
    since = "" if one.since is None else f", since {one.since:%Y-%m-%d %H:%M} UTC"
    advice = f". {one.mend}" if one.late else ""
    return f"{'LATE' if one.late else 'ok  '} {one.name}: {one.waits} waiting{since}{advice}"
