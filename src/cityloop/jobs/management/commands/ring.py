"""`cityloop ring`: a telephone switch announces a call, or that its caller has hung up."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cityloop.core.errors import CityloopError
from cityloop.intake.ports import CallDesk
from cityloop.integrations.switch.announcing import AnnouncedCalls


class Command(BaseCommand):
    help = "Tell the call desk that somebody rings, or has hung up. For telephone switches."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="phone", default="", help="the caller's number, if known"
        )
        parser.add_argument("--line", default="", help="the number that was dialled")
        parser.add_argument("--language", default="", help="what the caller chose, such as zh-hans")
        parser.add_argument("--key", default="", help="what the switch calls this call")
        parser.add_argument("--hung-up", action="store_true", help="the caller of --key is gone")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        try:
            self.stdout.write(announced(AnnouncedCalls(), options=options, at=timezone.now()))
        except CityloopError as error:
            raise CommandError(str(error)) from error


def announced(desk: CallDesk, *, options: Mapping[str, Any], at: datetime) -> str:
    """Tell the desk what the options say; returns it in a line."""
    if options["hung_up"]:
        desk.hung_up(options["key"], at=at)
        return f"{options['key']} has hung up"
    # A switch without keys of its own gets one, or the desk would not measure the wait.
    key = options["key"] or uuid4().hex
    number = desk.rings(
        options["phone"], key=key, line=options["line"], language=options["language"], at=at
    )
    return f"{number} waits; its key is {key}"
