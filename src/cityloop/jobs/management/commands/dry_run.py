"""`cityloop dry-run`: try drafts of definitions on last month's requests, to the end."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cityloop.flows.defining import trying
from cityloop.responsibility.choices import DryRunState
from cityloop.responsibility.models import DryRun
from cityloop.responsibility.queries.drafts import get_draft


class Command(BaseCommand):
    help = "Try a draft on last month's requests; without a number, finish every run begun."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "draft", type=int, nargs="?", help="number of the draft, as in its address"
        )
        parser.add_argument(
            "--sample",
            type=int,
            default=trying.SAMPLE,
            help="look at this many requests of a month with more (%(default)s)",
        )

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        for run in self._runs(options):
            last = run
            for last in trying.finish(run, by=None, at=timezone.now()):
                self.stdout.write(f"draft {run.draft_id}: {last.done} of {last.total}")
            self.stdout.write(f"draft {run.draft_id}: {last.state} {last.error}".rstrip())

    def _runs(self, options: dict[str, Any]) -> list[DryRun]:
        if options["draft"] is None:
            open_runs = DryRun.objects.filter(state=DryRunState.RUNNING)
            return list(open_runs.select_related("draft").order_by("pk"))
        draft = get_draft(options["draft"])
        return [trying.begin(draft, sample=options["sample"], by=None, at=timezone.now())]
