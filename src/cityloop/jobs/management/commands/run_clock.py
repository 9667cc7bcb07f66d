"""`cityloop run-clock`: escalate what is late, let ended pauses run on."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from cityloop.workorders.operations import Swept, sweep_clocks


class Command(BaseCommand):
    help = "Sweep the clocks of open orders once; several copies may run at the same time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=1000, help="orders in one transaction")

    def handle(self, *_args: object, **options: int) -> None:
        total, at = Swept(), timezone.now()
        while True:
            swept = sweep_clocks(by=None, at=at, limit=options["batch"])
            if not swept.looked_at:
                break
            total.looked_at += swept.looked_at
            total.escalated += swept.escalated
            total.resumed += swept.resumed
            total.set_aside += swept.set_aside
        self.stdout.write(
            f"{total.looked_at} orders looked at, {total.escalated} escalated, "
            f"{total.resumed} pauses ended, {len(total.set_aside)} set aside"
        )
        for number in total.set_aside:
            self.stderr.write(f"set aside: {number}; its clock_error says why")
