"""Checks of a city's files against each other: what one names, another must hold."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cityloop.agencies.choices import MemberRole
from cityloop.core.definitions import Keys, Problems, Register, check_all, check_unique, note
from cityloop.intake.choices import RequestKind
from cityloop.intake.rules.definitions import CitySettings
from cityloop.intake.rules.files import CityFiles, Read
from cityloop.intake.rules.maps import map_faults
from cityloop.places.choices import AreaLevel
from cityloop.places.rules.tree import level_rank
from cityloop.responsibility.choices import Grade

DRAWN_LEVELS = frozenset({AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY})


@dataclass(slots=True)
class Checker:
    """The files, the registers of what exists, and the mistakes found so far."""

    files: CityFiles
    problems: Problems
    registers: dict[str, Register] = field(default_factory=dict)

    def register(self, noun: str, *, file: str, codes: Iterable[str]) -> None:
        """Make codes known under a noun."""
        self.registers[noun] = Register(noun=noun, file=file, codes=frozenset(codes))

    def known(self, code: str | None, *, noun: str, read: Read, at: Keys) -> bool:
        """Check one reference."""
        register = self.registers[noun]
        return register.check(code, at=at, document=read.document, problems=self.problems)

    def all_known(self, codes: Iterable[str], *, noun: str, read: Read, at: Keys) -> None:
        """Check a list of references."""
        register = self.registers[noun]
        check_all(
            tuple(codes), register=register, at=at, document=read.document, problems=self.problems
        )

    def unique(self, rows: Iterable[Any], *, read: Read, section: str, key: str = "code") -> None:
        """Check that a section has no code twice."""
        codes = [str(getattr(row, key)) for row in rows]
        check_unique(
            codes, section=section, key=key, document=read.document, problems=self.problems
        )

    def note(self, text: str, *, read: Read, at: Keys) -> None:
        """Note a mistake at a value."""
        note(text, at=at, document=read.document, problems=self.problems)


def rows_of(read: Read | None, *, section: str) -> tuple[Any, ...]:
    """The rows of a section; none when the file is absent."""
    return () if read is None else tuple(getattr(read.content, section))


def fill_registers(checker: Checker) -> None:
    """Make known what the files list."""
    files = checker.files
    types = files.service_types.content
    money = files.money
    groups = [one.code for one in types.groups]
    listed: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("area", "areas.yaml", (one.code for one in files.areas.content.areas)),
        ("agency", "agencies.yaml", (one.code for one in files.agencies.content.agencies)),
        ("service type", "service_types.yaml", (*groups, *(one.code for one in types.types))),
        ("money source", "money.yaml", (one.code for one in rows_of(money, section="sources"))),
        ("payer", "money.yaml", (one.code for one in rows_of(money, section="payers"))),
        ("kind", "the kinds of request", RequestKind.values),
        ("calendar", "definitions/calendars", files.calendars),
        ("evaluation scheme", "definitions/evaluation", files.schemes),
    )
    for noun, file, codes in listed:
        checker.register(noun, file=file, codes=codes)


def check_city(checker: Checker) -> None:
    """The city's zone, calendar, scheme, area and settings."""
    read = checker.files.city
    city = read.content
    try:
        ZoneInfo(city.zone)
    except (ZoneInfoNotFoundError, ValueError):
        checker.note(f"'{city.zone}' is not a time zone of the IANA list", read=read, at=("zone",))
    checker.known(city.area, noun="area", read=read, at=("area",))
    checker.known(city.calendar, noun="calendar", read=read, at=("calendar",))
    checker.known(
        city.evaluation_scheme, noun="evaluation scheme", read=read, at=("evaluation_scheme",)
    )
    missing = [grade.value for grade in Grade if grade not in city.settings.objection.windows]
    if missing:
        text = f"has no window for grade {', '.join(map(str, missing))}; write null for none"
        checker.note(text, read=read, at=("settings", "objection", "windows"))
    percents = [step.percent for step in city.settings.escalation]
    if percents != sorted(set(percents)):
        text = f"the percentages must rise: {percents}"
        checker.note(text, read=read, at=("settings", "escalation"))
    _check_map(checker, settings=city.settings)


def _check_map(checker: Checker, *, settings: CitySettings) -> None:
    faults = map_faults(
        settings.map,
        point_snap_m=settings.privacy.point_snap_m,
        finest_kept=settings.duplicates.hexagon_resolution,
    )
    for name, text in faults:
        checker.note(text, read=checker.files.city, at=("settings", "map", name))


def check_areas(checker: Checker) -> None:
    """Codes once, parents above their children, boundaries for areas that exist."""
    read = checker.files.areas
    areas = read.content.areas
    checker.unique(areas, read=read, section="areas")
    levels = {area.code: area.level for area in areas}
    for number, area in enumerate(areas):
        at: Keys = ("areas", number, "parent")
        if not checker.known(area.parent, noun="area", read=read, at=at) or area.parent is None:
            continue
        if level_rank(levels[area.parent]) >= level_rank(area.level):
            text = (
                f"'{area.parent}' is a {levels[area.parent]} and cannot hold a {area.level}; "
                "name an area of a wider level"
            )
            checker.note(text, read=read, at=at)
    _check_boundaries(checker, levels=levels)


def _check_boundaries(checker: Checker, *, levels: dict[str, AreaLevel]) -> None:
    boundaries = checker.files.boundaries
    if boundaries is None:
        return
    file = (checker.files.folder / "areas.geojson").as_posix()
    for code in boundaries:
        if code not in levels:
            checker.problems.add(file, text=f"area '{code}' is not in areas.yaml", about="code")
    read = checker.files.areas
    for number, (code, level) in enumerate(levels.items()):
        if level in DRAWN_LEVELS and code not in boundaries:
            text = f"area '{code}' has no boundary in areas.geojson"
            checker.note(text, read=read, at=("areas", number, "code"))


def check_agencies(checker: Checker) -> None:
    """Agencies, joint bodies and the people who sign in."""
    read = checker.files.agencies
    agencies = read.content.agencies
    checker.unique(agencies, read=read, section="agencies")
    for number, agency in enumerate(agencies):
        at: Keys = ("agencies", number)
        checker.known(agency.parent, noun="agency", read=read, at=(*at, "parent"))
        checker.known(agency.successor, noun="agency", read=read, at=(*at, "successor"))
        checker.known(agency.territory, noun="area", read=read, at=(*at, "territory"))
        if agency.successor is not None and agency.active_to is None:
            text = "has a successor but no 'active_to'; add the day on which it ended"
            checker.note(text, read=read, at=(*at, "successor"))
    if checker.files.joint_bodies is not None:
        _check_joint_bodies(checker, read=checker.files.joint_bodies)
    if checker.files.people is not None:
        people = checker.files.people
        checker.unique(people.content.people, read=people, section="people", key="username")
        for number, person in enumerate(people.content.people):
            checker.known(
                person.agency, noun="agency", read=people, at=("people", number, "agency")
            )


def _check_joint_bodies(checker: Checker, *, read: Read) -> None:
    bodies = read.content.joint_bodies
    checker.unique(bodies, read=read, section="joint_bodies")
    for number, body in enumerate(bodies):
        at: Keys = ("joint_bodies", number)
        checker.known(body.area, noun="area", read=read, at=(*at, "area"))
        leads = sum(member.role == MemberRole.LEAD for member in body.members)
        if leads != 1:
            text = f"has {leads} members with role 'lead'; it needs exactly one"
            checker.note(text, read=read, at=(*at, "members"))
        for seat, member in enumerate(body.members):
            place: Keys = (*at, "members", seat)
            checker.known(member.agency, noun="agency", read=read, at=(*place, "agency"))
            if member.agency is None and member.names is None:
                checker.note("names neither agency nor names; add one", read=read, at=place)
