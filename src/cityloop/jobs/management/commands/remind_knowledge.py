"""`cityloop remind-knowledge`: tell owners which of their answers end soon."""

from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand
from django.utils import timezone

from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.intake.rules.definitions import CitySettings
from cityloop.knowledge.operations import remind_owners


class Command(BaseCommand):
    help = "Tell the owners of answers that end soon, once for each end. Run it each night."

    def handle(self, *_args: object, **_options: object) -> None:
        at = timezone.now()
        city = City.objects.get()
        days = from_plain(city.settings, kind=CitySettings).knowledge.remind_days
        on = at.astimezone(ZoneInfo(city.zone)).date()
        count = remind_owners(on=on, days=days, by=None, at=at)
        self.stdout.write(f"{count} answers end within {days} days; their owners are told")
