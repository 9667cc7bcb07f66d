"""`cityloop draw-follow-ups`: decide who is called back, and close what nobody calls any more."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from cityloop.flows import follow_up, rating


class Command(BaseCommand):
    help = "Draw call-backs once a day; each order that passed its check has one lot in a round."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-close", action="store_true", help="leave ended call-backs open")

    def handle(self, *_args: object, **options: bool) -> None:
        at = timezone.now()
        # Before those whose window ends are closed unanswered.
        rating.settle_opened(by=None, at=at)
        drawn = follow_up.draw(by=None, at=at)
        ended = follow_up.Closed()
        if not options["no_close"]:
            ended = follow_up.close_settled(by=None, at=at)
        # How many, never which: the handling agency must not learn who is called.
        self.stdout.write(f"{len(drawn)} call-backs drawn, {ended.closed} orders closed")
        for number, why in ended.set_aside.items():
            self.stderr.write(f"set aside: {number}: {why}")
