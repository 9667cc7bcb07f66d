"""`cityloop demo`: an invented city with three years behind it, in about two minutes."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from cityloop.accounts.models import RoleHeld
from cityloop.intake.models import ServiceRequest
from cityloop.jobs.demo.calls import tell_calls
from cityloop.jobs.demo.city import PASSWORD, DemoSize, load_demo_city, tell_demo
from cityloop.jobs.demo.closing import seal_all, settle_outbox
from cityloop.jobs.demo.history import YEARS, demo_history, tell_history
from cityloop.jobs.demo.knowledge import tell_knowledge
from cityloop.jobs.demo.scores import score_last_months
from cityloop.jobs.demo.telling import is_half_told, mark_told
from cityloop.jobs.figures import STEPS, make_figures


class Command(BaseCommand):
    help = (
        "Make the demo city, three years of it and requests in every state, and serve it on this "
        "machine. What is there already is kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--years", type=int, default=YEARS, help="0 for a city without past")
        parser.add_argument("--requests", type=int, default=DemoSize().requests, help="of today")
        parser.add_argument("--seed", type=int, default=DemoSize().seed)
        parser.add_argument("--no-server", action="store_true", help="make the city only")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        console = Console()
        call_command("migrate", verbosity=0)
        if is_half_told():
            raise CommandError(
                "The demo city was interrupted while it was made. Remove its database "
                f"({settings.DATABASES['default']['NAME']}) and start again."
            )
        if not ServiceRequest.objects.exists():
            self._make(console, options, at=timezone.now())
        count = ServiceRequest.objects.count()
        console.print(f"{count:,} requests in the demo city. Nobody in it is real.")
        self._print_people(console)
        if options["no_server"]:
            return
        # Static files come from the packages here; without the folder the server warns.
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        console.print(f"Open http://127.0.0.1:{options['port']}/ and end with Ctrl-C.")
        call_command("runserver", f"127.0.0.1:{options['port']}", use_reloader=False)

    def _make(self, console: Console, options: dict[str, Any], *, at: datetime) -> None:
        folder = settings.DEFINITIONS / "demo"
        history = None
        if options["years"]:
            history = demo_history(folder, seed=options["seed"], at=at, years=options["years"])
        load_demo_city(folder, at=at)
        if history is not None:
            with Progress(console=console) as progress:
                bar = progress.add_task("Telling the city's past", total=1.0)
                tell_history(
                    history, at=at, told=lambda share: progress.update(bar, completed=share)
                )
                progress.update(bar, completed=1.0)
        size = DemoSize(requests=options["requests"], seed=options["seed"])
        steps = iter(track(range(size.requests), "Telling today's stories", console=console))
        tell_demo(folder, size=size, at=at, told=lambda: next(steps, None))
        tell_knowledge(at=at)
        tell_calls(seed=options["seed"], at=at)
        if options["years"]:
            score_last_months(at=at)
        settle_outbox(at=at)
        seal_all(at=at)
        mark_told(at=at)
        steps = iter(track(range(STEPS), "Making the public figures", console=console))
        make_figures(at=at, told=lambda: next(steps, None))
        next(steps, None)

    def _print_people(self, console: Console) -> None:
        table = Table(title=f"Sign in with any of these names; the password is {PASSWORD}")
        for heading in ("name", "role", "agency"):
            table.add_column(heading)
        held = RoleHeld.objects.select_related("user", "agency").order_by("pk")
        for one in held:
            agency = one.agency.name if one.agency else ""
            table.add_row(one.user.username, str(one.get_role_display()), agency)
        console.print(table)
