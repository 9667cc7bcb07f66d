"""`cityloop forget-callers`: delete the numbers of callers after the months that the city sets."""

from datetime import datetime

from django.core.management.base import BaseCommand
from django.utils import timezone

from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.intake.operations import forget_callers
from cityloop.intake.rules.definitions import CitySettings

MONTHS = 12
# Every month has this day.
SHORTEST = 28


class Command(BaseCommand):
    help = "Delete numbers and notes of calls older than the city keeps contact data."

    def handle(self, *_args: object, **_options: object) -> None:
        at = timezone.now()
        settings = from_plain(City.objects.get().settings, kind=CitySettings)
        before = months_before(at, count=settings.privacy.contact_months)
        count = forget_callers(before=before, by=None, at=at)
        self.stdout.write(f"{count} numbers of callers deleted, of calls before {before:%Y-%m-%d}")


def months_before(at: datetime, *, count: int) -> datetime:
    """So many calendar months ago; the 29th to 31st count as the 28th."""
    years, month = divmod(at.year * MONTHS + at.month - 1 - count, MONTHS)
    return at.replace(year=years, month=month + 1, day=min(at.day, SHORTEST))
