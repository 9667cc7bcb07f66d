"""`cityloop deliver-outbox`: carry out what waits in the outbox."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from cityloop.jobs.delivery import deliver_due, delivery, mailer


def positive(text: str) -> int:
    """A whole number above zero."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return int(text)


class Command(BaseCommand):
    help = "Deliver what is due in the outbox; several copies may run at the same time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=positive, default=50, help="messages taken at a time")
        parser.add_argument("--once", action="store_true", help="one batch, then stop")
        parser.add_argument("--json", action="store_true", help="the counts as one JSON object")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        carrier = mailer()
        try:
            done = deliver_due(delivery(carrier), batch=options["batch"], once=options["once"])
        finally:
            carrier.close()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(done)))
            return
        self.stdout.write(
            f"{done.sent} sent, {done.no_address} with nobody to mail, "
            f"{done.waiting} to be tried again, {done.dead} dead"
        )
        for one in done.set_aside:
            self.stderr.write(f"set aside: {one}")
