"""A draft checked as on load: its shape, what it names, its faults, and the days it holds."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from cityloop.core.definitions import Problem, Problems, from_plain, note
from cityloop.core.errors import DefinitionError, joined
from cityloop.core.models import City
from cityloop.core.withdrawal import city_day
from cityloop.flows.defining.held import held, with_draft
from cityloop.flows.defining.known import checker_of
from cityloop.flows.defining.reading import Reading, Text, reading_of
from cityloop.intake.rules.definitions import CitySettings
from cityloop.intake.rules.duty_checks import check_duty_lists, check_time_limits
from cityloop.responsibility.choices import DefinitionKind
from cityloop.responsibility.models import DefinitionDraft
from cityloop.responsibility.queries.versions import versions
from cityloop.responsibility.rules.gaps import DutyFault
from cityloop.responsibility.rules.reach import Allowance, longest_limits, require_reach
from cityloop.responsibility.rules.succession import Span, succession_faults

NAMES = {
    DefinitionKind.DUTY_LIST: "duty_list.yaml",
    DefinitionKind.TIME_LIMITS: "time_limits.yaml",
    DefinitionKind.CALENDAR: "calendar.yaml",
    DefinitionKind.SCHEME: "evaluation.yaml",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a draft says, None where it cannot be read; its mistakes; and gaps that stop nothing."""

    reading: Reading | None
    valid_from: date | None
    problems: tuple[Problem, ...]
    gaps: tuple[DutyFault, ...] = ()


def checked(draft: DefinitionDraft, *, at: datetime) -> Checked:
    """Check a draft against the city as it now is; a dozen statements.

    Every mistake names its line and field and how to mend it.
    """
    city = City.objects.get()
    problems = Problems()
    text = Text(
        kind=draft.kind,
        code=draft.code,
        text=draft.text,
        file=NAMES[DefinitionKind(draft.kind)],
        languages=tuple(city.languages),
    )
    reading = reading_of(text, problems=problems)
    if reading is None or problems.found:
        return Checked(reading, None, _in_order(problems))
    gaps = _check_content(reading, city=city, problems=problems)
    valid_from = reading.valid_from or draft.valid_from
    _check_days(reading, valid_from=valid_from, at=at, problems=problems)
    if not problems.found and reading.kind in {DefinitionKind.TIME_LIMITS, DefinitionKind.CALENDAR}:
        _check_years(reading, city=city, valid_from=valid_from, at=at, problems=problems)
    return Checked(reading, valid_from, _in_order(problems), gaps)


def _in_order(problems: Problems) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(sorted(problems.found, key=lambda one: one.line or 0)))


def _check_content(reading: Reading, *, city: City, problems: Problems) -> tuple[DutyFault, ...]:
    if reading.kind == DefinitionKind.DUTY_LIST:
        reports = check_duty_lists(checker_of(reading, city=city, problems=problems))
        return reports[reading.version]
    if reading.kind == DefinitionKind.TIME_LIMITS:
        check_time_limits(checker_of(reading, city=city, problems=problems))
    return ()


def _check_days(
    reading: Reading, *, valid_from: date | None, at: datetime, problems: Problems
) -> None:
    if valid_from is None:
        words = "is missing: say on the form from which day the new version holds"
        problems.add(reading.document.file, text=words, about="valid_from")
        return
    today = city_day(at).date()
    others = [
        Span(one.version, one.valid_from, one.valid_to)
        for one in versions(on=today, kind=reading.kind, code=reading.code)
    ]
    new = Span(reading.version, valid_from, getattr(reading.content, "valid_to", None))
    for field, words in succession_faults(new, others=others, today=today):
        note(words, at=(field,), document=reading.document, problems=problems)


def _check_years(
    reading: Reading, *, city: City, valid_from: date | None, at: datetime, problems: Problems
) -> None:
    """A missing year blocks limits in working time (domain.md H3.5)."""
    after = with_draft(held(city=city, on=city_day(at).date()), reading=reading)
    if after.limits is None:
        return
    rules = from_plain(city.settings, kind=CitySettings)
    allowance = Allowance(
        extensions=rules.extension.max_count,
        extension_percent=rules.extension.max_percent_of_base,
        pause_days=rules.pause.cap_days,
    )
    first = valid_from or at.date()
    start = max(at, datetime.combine(first, time(0), ZoneInfo(city.zone)))
    longest = longest_limits(after.limits.limits, calendar=city.calendar, allowance=allowance)
    used = [one for one in longest if one.calendar in after.calendars]
    try:
        require_reach(used, calendars=after.calendars, start=start)
    except DefinitionError as error:
        about = "years" if reading.kind == DefinitionKind.CALENDAR else "limits"
        note(
            joined(error.what, error.mend),
            at=(about,),
            document=reading.document,
            problems=problems,
        )
