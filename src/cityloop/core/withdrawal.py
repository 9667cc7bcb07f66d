"""A dated version taken back before its first day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from cityloop.core.errors import NotFound, TransitionNotAllowed
from cityloop.core.models import City, Definition
from cityloop.core.sentences import Sentence


def city_day(at: datetime) -> datetime:
    """The moment by the city's own clock; its date is the city's day. One statement."""
    zone = City.objects.values_list("zone", flat=True).first()
    return at.astimezone(ZoneInfo(zone or "UTC"))


def too_late(version: str) -> TransitionNotAllowed:
    """The refusal to withdraw a version by which somebody may have been judged."""
    return TransitionNotAllowed(
        Sentence(
            "Version %(version)s holds already; publish a new version instead.", version=version
        )
    )


def withdraw_version(*, kind: str, code: str, version: str, at: datetime) -> None:
    """Take back a version that nobody was judged by; the one before it holds on.

    Raises NotFound without it, TransitionNotAllowed from its first day on.
    """
    same = Definition.objects.filter(kind=kind, code=code)
    kept = same.filter(version=version).first()
    if kept is None:
        raise NotFound(Sentence("There is no version %(version)s of it.", version=version))
    if kept.valid_from <= city_day(at).date():
        raise too_late(version)
    first, end = kept.valid_from, kept.valid_to
    kept.delete()
    same.filter(valid_to=first).update(valid_to=end)
