"""`cityloop demo`: a small invented city to look at, in a minute."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone
from rich.console import Console
from rich.progress import track
from rich.table import Table

from cityloop.accounts.models import RoleHeld
from cityloop.jobs.demo.city import PASSWORD, DemoSize, load_demo_city, tell_demo


class Command(BaseCommand):
    help = "Make the demo city with requests in every state and serve it on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--requests", type=int, default=DemoSize().requests)
        parser.add_argument("--seed", type=int, default=DemoSize().seed)
        parser.add_argument("--no-server", action="store_true", help="make the city only")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        console = Console()
        call_command("migrate", verbosity=0)
        now, folder = timezone.now(), settings.DEFINITIONS / "demo"
        load_demo_city(folder, at=now)
        size = DemoSize(requests=options["requests"], seed=options["seed"])
        steps = iter(track(range(size.requests), "Telling the city's stories", console=console))
        count = tell_demo(folder, size=size, at=now, told=lambda: next(steps))
        console.print(f"{count} requests in the demo city. Nobody in it is real.")
        self._print_people(console)
        if options["no_server"]:
            return
        console.print(f"Open http://127.0.0.1:{options['port']}/ and end with Ctrl-C.")
        call_command("runserver", f"127.0.0.1:{options['port']}", use_reloader=False)

    def _print_people(self, console: Console) -> None:
        table = Table(title=f"Sign in with any of these names; the password is {PASSWORD}")
        for heading in ("name", "role", "agency"):
            table.add_column(heading)
        held = RoleHeld.objects.select_related("user", "agency").order_by("pk")
        for one in held:
            agency = one.agency.name if one.agency else ""
            table.add_row(one.user.username, str(one.get_role_display()), agency)
        console.print(table)
