"""What holds on a day, alone and with a draft in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.core.definitions import from_plain
from cityloop.core.errors import NotFound
from cityloop.core.models import City, Definition
from cityloop.core.rules.calendars import calendar_from_mapping
from cityloop.core.rules.worktime import WorkCalendar
from cityloop.core.sentences import Sentence
from cityloop.core.withdrawal import city_day
from cityloop.flows.defining.reading import Reading
from cityloop.responsibility.choices import DefinitionKind
from cityloop.responsibility.models import ServiceType
from cityloop.responsibility.queries.list_files import list_file
from cityloop.responsibility.queries.versions import version_in_force
from cityloop.responsibility.rules.definitions import DutyListFile, TimeLimitFile
from cityloop.responsibility.rules.limits import limit_table
from cityloop.responsibility.rules.matching import DutyIndex, duty_index
from cityloop.responsibility.rules.trial import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Time limits and calendars that hold on the city's day."""

    limits: TimeLimitFile | None
    calendars: Mapping[str, WorkCalendar]


def held_contents(kind: str, *, on: date) -> dict[str, Mapping[str, Any]]:
    """The content of every text of a kind that holds on a day, by code; one statement."""
    rows = Definition.objects.filter(kind=kind, valid_from__lte=on)
    valid = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    # The newest last, so that it wins.
    return dict(valid.order_by("valid_from", "pk").values_list("code", "content"))


def held(*, city: City, on: date) -> Held:
    """What holds on a day; two statements."""
    limits = held_contents(DefinitionKind.TIME_LIMITS, on=on).get(city.code)
    calendars = held_contents(DefinitionKind.CALENDAR, on=on)
    return Held(
        limits=None if limits is None else from_plain(limits, kind=TimeLimitFile),
        calendars={code: calendar_from_mapping(one) for code, one in calendars.items()},
    )


def with_draft(before: Held, *, reading: Reading) -> Held:
    """What would hold with a draft in its place."""
    if reading.kind == DefinitionKind.TIME_LIMITS:
        return Held(limits=reading.content, calendars=before.calendars)
    if reading.kind == DefinitionKind.CALENDAR:
        calendars = {**before.calendars, reading.code: reading.content}
        return Held(limits=before.limits, calendars=calendars)
    return before


def sides(reading: Reading, *, city: City, at: datetime) -> tuple[Side, Side]:
    """The definitions that hold and those with the draft in its place, ready for a dry run.

    Nine statements. Raises NotFound when there is no list to compare a list with.
    """
    today = city_day(at).date()
    before = held(city=city, on=today)
    after = with_draft(before, reading=reading)
    lists: tuple[DutyIndex | None, DutyIndex | None] = (None, None)
    if reading.kind == DefinitionKind.DUTY_LIST:
        lists = _list_in_force(city, on=today), _index(reading.content, on=today)
    kinds = dict(Agency.objects.values_list("code", "kind"))
    first, second = (
        Side(
            duties=duties,
            day=today,
            limits=limit_table(one.limits.limits if one.limits else ()),
            calendars=one.calendars,
            calendar=city.calendar,
            agency_kinds=kinds,
        )
        for duties, one in zip(lists, (before, after), strict=True)
    )
    return first, second


def _list_in_force(city: City, *, on: date) -> DutyIndex:
    line = version_in_force(kind=DefinitionKind.DUTY_LIST, code=city.code, on=on)
    if line is None:
        raise NotFound(Sentence("No responsibility list holds today to compare with."))
    return _index(list_file(line.version), on=on)


def _index(duties: DutyListFile, *, on: date) -> DutyIndex:
    """A list as if it held on the day, over the types and districts of the city."""
    as_held = DutyListFile(version=duties.version, valid_from=on, duties=duties.duties)
    governments = Agency.objects.filter(
        kind=AgencyKind.DISTRICT, territory__isnull=False, active_to__isnull=True
    )
    return duty_index(
        [as_held],
        type_parents=dict(ServiceType.objects.values_list("code", "parent__code")),
        district_governments=dict(governments.values_list("territory__code", "code")),
    )
