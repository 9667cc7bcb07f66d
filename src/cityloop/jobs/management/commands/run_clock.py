"""`cityloop run-clock`: escalate what is late, let ended pauses run on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cityloop.workorders.operations import Swept, sweep_clocks


class Command(BaseCommand):
    help = "Sweep the clocks of open orders once; several copies may run at the same time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=1000, help="orders in one transaction")
        parser.add_argument("--strict", action="store_true", help="exit 1 when one is set aside")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        total, at = Swept(), timezone.now()
        while (swept := sweep_clocks(by=None, at=at, limit=options["batch"])).looked_at:
            total.add(swept)
        self.stdout.write(
            f"{total.looked_at} orders looked at, {total.escalated} escalated, "
            f"{total.reminded} reminded, {total.resumed} pauses ended, "
            f"{len(total.set_aside)} set aside"
        )
        for number, why in total.set_aside.items():
            self.stderr.write(f"set aside: {number}: {why}")
        if options["strict"] and total.set_aside:
            raise CommandError(
                f"{len(total.set_aside)} orders were set aside; their clocks stand until somebody "
                "takes a step. Mend what each line says."
            )
