"""`cityloop publish-figures`: what the public pages may print, worked out once a night."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cityloop.jobs.figures import STORE, print_figures
from cityloop_analytics.store import StoreUnreadable


class Command(BaseCommand):
    help = (
        "Decide which figures of the store may be printed and which are kept back, so that no "
        "page has to. Without it the first page after a new store does."
    )

    def handle(self, *_args: object, **_options: object) -> None:
        path = Path(settings.VAR) / STORE
        try:
            made = print_figures(path)
        except StoreUnreadable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{made.printed:,} figures may be printed, {made.kept_back:,} are kept back."
        )
