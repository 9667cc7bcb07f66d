"""`cityloop load-city`: write a city's reviewed text into the database."""

from argparse import ArgumentParser
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cityloop.accounts.models import User
from cityloop.flows.found import Founding, found_city
from cityloop.intake.rules.load import load_city
from cityloop.jobs.database import make_tables


class Command(BaseCommand):
    help = "Load a city, or a new version of its definitions; the same text changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.DEFINITIONS / "demo")
        parser.add_argument("--by", default="", help="who loads it: a sign-in name, for the audit")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        folder = options["folder"]
        definitions = load_city(folder)
        make_tables()
        # Accounts get a password that nobody knows; an administrator sets the real ones.
        founding = Founding(definitions, folder, password_for=lambda _name: token_urlsafe())
        city = found_city(founding, by=_person(options["by"]), at=timezone.now())
        self.stdout.write(
            f"{city.name}: {len(definitions.areas)} areas, {len(definitions.agencies)} agencies, "
            f"{len(definitions.service_types)} service types, "
            f"{sum(len(one.duties) for one in definitions.duty_lists)} duties, "
            f"{len(definitions.knowledge)} knowledge items, {len(definitions.people)} people"
        )


def _person(username: str) -> User | None:
    if not username:
        return None
    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"--by: nobody signs in as '{username}'.")
    return found
