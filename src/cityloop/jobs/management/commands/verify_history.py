"""`cityloop verify-history`: find out whether anybody changed what happened."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from cityloop.core.errors import HistoryBroken
from cityloop.core.sealing import Stream, broken_histories, broken_seals, seal_stream
from cityloop.intake.models import CallEvent, RequestEvent
from cityloop.workorders.models import WorkOrderEvent

STREAMS = (
    Stream("requests", RequestEvent, "request"),
    Stream("work orders", WorkOrderEvent, "order"),
    Stream("calls", CallEvent, "call"),
)
SHOWN = 20


class Command(BaseCommand):
    help = "Check every history and every seal; with --seal, seal the new events first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seal", action="store_true", help="the nightly seal")

    def handle(self, *_args: object, **options: bool) -> None:
        wrong: list[str] = []
        for stream in STREAMS:
            if options["seal"]:
                made = seal_stream(stream, at=timezone.now())
                self.stdout.write(f"{stream.name}: sealed {made.events if made else 0} events")
            wrong += [f"{one.owner}, event {one.sequence}" for one in broken_histories(stream)]
            wrong += [f"seal {one.pk} of {stream.name}" for one in broken_seals(stream)]
            count = stream.events._default_manager.count()
            self.stdout.write(f"{stream.name}: {count} events checked")
        if wrong:
            shown = "; ".join(wrong[:SHOWN]) + (" ..." if len(wrong) > SHOWN else "")
            raise HistoryBroken(
                f"{len(wrong)} broken: {shown}.",
                mend="Restore these rows from a backup and ask who could write to the database.",
            )
        self.stdout.write("all histories and seals hold")
