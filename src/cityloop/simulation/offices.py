"""The agencies as arrays: duty, staff, shifts, speed and quality."""

from dataclasses import dataclass

import numpy as np

from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.calendar import HOUR, Days, ShiftClock, service_clock, shift_clock
from cityloop.simulation.gaming import Gamer, gamers_of
from cityloop.simulation.ground import Ground
from cityloop.simulation.limits import DAY_UNITS, limit_for
from cityloop.simulation.parameters import Parameters, agency_reader
from cityloop.simulation.streams import Bools, Ints
from cityloop.simulation.tables import KINDS

URGENT_GRADE = 2


@dataclass(frozen=True, slots=True)
class Offices:
    """Arrays by agency [A]; `lead` [T, C] the agency in duty; limits [T, kind]."""

    parameters: Parameters
    ground: Ground
    days: Days
    lead: Ints
    staff: Floats
    accept_minutes: Floats
    contact_hours: Floats
    pace: Floats
    pace_spread: Floats
    solved: Floats
    courtesy: Floats
    objects: Floats
    candour: Floats
    shift: Ints
    clocks: tuple[ShiftClock, ...]
    service: ShiftClock
    urgent: Bools
    called_always: Bools
    window_hours: Floats
    window_works: Bools
    limit_amount: Floats
    limit_unit: Ints
    grassroots: Bools
    office_of: Ints
    gamers: tuple[Gamer, ...]

    @property
    def count(self) -> int:
        """Agencies of one copy of the city."""
        return len(self.staff)

    def objection_ends(self, types: Ints, *, moments: Ints) -> Ints:
        """Until when a unit may object to orders of these types, sent at these moments.

        The moment itself where the grade of the type has no window.
        """
        hours = self.window_hours[types]
        by_clock = moments + (hours * HOUR).astype(np.int64)
        by_work = self.service.moment(self.service.at(moments) + hours)
        works = self.window_works[types] & (hours > 0)
        return np.where(works, np.maximum(by_work, moments), by_clock)


def offices_of(parameters: Parameters, *, ground: Ground, days: Days) -> Offices:
    """The agencies of a city by the file's figures: agency before kind before default."""
    world, file = ground.world, parameters.file
    reader = agency_reader(file, codes=world.agency_code, kinds=world.agency_kind)
    shifts = tuple(file.shifts)
    amount, unit = limit_tables(parameters, ground=ground)
    grades = np.asarray(world.type_grade)
    windows = [parameters.windows.get(int(grade)) for grade in grades]
    return Offices(
        parameters=parameters,
        ground=ground,
        days=days,
        lead=duties(ground),
        shift=np.array([shifts.index(name) for name in reader.names("shift")]),
        clocks=tuple(shift_clock(days, windows=file.shifts[name]) for name in shifts),
        service=service_clock(days, calendar=parameters.calendar),
        urgent=grades <= URGENT_GRADE,
        called_always=np.isin(grades, parameters.always_grades),
        window_hours=np.array([0.0 if one is None else one.hours for one in windows]),
        window_works=np.array([one is not None and one.working for one in windows]),
        limit_amount=amount,
        limit_unit=unit,
        grassroots=np.array([kind in ("subdistrict", "township") for kind in world.agency_kind]),
        office_of=subdistrict_offices(ground),
        gamers=gamers_of(file.gaming, world=world, days=days),
        **{
            name: reader.floats(name)
            for name in (
                "staff", "accept_minutes", "contact_hours", "pace", "pace_spread",
                "solved", "courtesy", "objects", "candour",
            )
        },
    )  # fmt: skip


def duties(ground: Ground) -> Ints:
    """The agency in duty by type and community; the hotline's own where the list names none."""
    kinds = list(ground.world.agency_kind)
    hotline = kinds.index("hotline_centre") if "hotline_centre" in kinds else 0
    lead = np.asarray(ground.world.lead, dtype=np.int64)
    return np.where(lead < 0, hotline, lead)


def subdistrict_offices(ground: Ground) -> Ints:
    """The office of each community's sub-district, or -1."""
    world = ground.world
    office = np.full(len(world.subdistrict_code), -1)
    rows = zip(world.agency_kind, world.agency_territory, strict=True)
    for number, (kind, territory) in enumerate(rows):
        if kind in ("subdistrict", "township") and territory in world.subdistrict_code:
            office[list(world.subdistrict_code).index(territory)] = number
    return office[np.asarray(world.subdistrict, dtype=np.int64)]


def limit_tables(parameters: Parameters, *, ground: Ground) -> tuple[Floats, Ints]:
    """Amount and unit (0 hours, 1 natural days, 2 working days) by type and kind."""
    world = ground.world
    rows = [
        [
            limit_for(parameters.limits, service_type=code, grade=int(grade), kind=kind)
            for kind in KINDS
        ]
        for code, grade in zip(world.type_code, world.type_grade, strict=True)
    ]
    amount = [[one.amount if one.hours < 0 else one.hours for one in row] for row in rows]
    unit = [
        [DAY_UNITS.index(one.unit) + 1 if one.unit in DAY_UNITS else 0 for one in row]
        for row in rows
    ]
    return np.array(amount), np.array(unit)
