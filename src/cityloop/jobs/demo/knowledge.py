"""Answers of the demo city that end soon, have ended, or did not help somebody."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cityloop.accounts.models import User
from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.intake.rules.definitions import CitySettings
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.operations import review_item, say_unhelpful

# Days from today to the day on which an answer no longer holds.
ENDS: Mapping[str, int] = {
    "read-water-bill": 9,
    "planned-water-outage": 24,
    "heating-temperature": 21,
}
ENDED = "power-outage-first-look"
UNHELPFUL: Mapping[str, str] = {
    "read-water-bill": "它没有说校表要预约多久。",
    "planned-water-outage": "Which website? There is no address.",
}


def tell_knowledge(*, at: datetime) -> None:
    """Give some answers an end, and let a resident and an operator say what is missing."""
    city = City.objects.get()
    on = at.astimezone(ZoneInfo(city.zone)).date()
    items = {one.code: one for one in KnowledgeItem.objects.filter(code__in=[*ENDS, ENDED])}
    for code, days in {**ENDS, ENDED: -3}.items():
        review_item(items[code], valid_to=on + timedelta(days=days), by=None, at=at)
    most = from_plain(city.settings, kind=CitySettings).knowledge.unhelpful_a_day
    operator = User.objects.get(username="lin.an")
    for (code, text), by in zip(UNHELPFUL.items(), (None, operator), strict=True):
        say_unhelpful(items[code], text=text, most=most, by=by, at=at)
