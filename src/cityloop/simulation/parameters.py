"""Every number of the simulated city, as written in simulation.yaml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from cityloop.core.definitions import Problems, plain_mapping, read_struct
from cityloop.core.rules.calendars import calendar_from_mapping
from cityloop.core.rules.worktime import WorkCalendar
from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.limits import AnswerLimit, Window, answer_limits, objection_windows
from cityloop.simulation.parameter_rows import (
    AgencyFigures,
    CallFigures,
    Change,
    CityFigures,
    Climate,
    DispatchFigures,
    GamingRow,
    IntentFigures,
    Outbreak,
    TypeFigures,
    Voice,
)


class ParameterFile(CityFigures, frozen=True, kw_only=True):
    """The whole of simulation.yaml."""

    seasons: dict[str, tuple[float, ...]]
    weeks: dict[str, tuple[float, ...]]
    hours: dict[str, tuple[float, ...]]
    climate: Climate
    weather_effects: dict[str, dict[str, float]]
    shifts: dict[str, tuple[str, ...]]
    type_defaults: TypeFigures
    groups: dict[str, TypeFigures]
    types: dict[str, TypeFigures]
    voice: Voice
    intents: IntentFigures
    dispatch: DispatchFigures
    agency_defaults: AgencyFigures
    agency_kinds: dict[str, AgencyFigures]
    agencies: dict[str, AgencyFigures]
    calls: CallFigures
    gaming: tuple[GamingRow, ...]
    outbreaks: tuple[Outbreak, ...]
    drifts: tuple[Change, ...]
    measures: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The file, with the city's working days, its limits and what it decides about calls.

    windows: how long a unit may object, by grade. always_grades: grades of which every answered
    order is called.
    """

    file: ParameterFile
    calendar: WorkCalendar
    limits: tuple[AnswerLimit, ...]
    windows: Mapping[int, Window | None]
    always_grades: tuple[int, ...]


def read_parameters(folder: Path) -> Parameters:
    """Read a city's simulation.yaml with the limits, windows, days and calls that it goes by.

    Those stand in its time_limits.yaml and city.yaml, its calendar and the plan of call-backs.
    Raises DefinitionError naming file, line and field.
    """
    problems = Problems()
    read = read_struct(folder / "simulation.yaml", kind=ParameterFile, problems=problems)
    if read is not None:
        note_mistakes(read[0], problems=problems)
    problems.raise_if_any()
    assert read is not None  # noqa: S101 - raise_if_any has left otherwise
    calendars = folder.parent / "calendars"
    calendar = calendar_from_mapping(plain_mapping(calendars / f"{read[0].calendar}.yaml"))
    plan = plain_mapping(folder.parent / "evaluation" / "follow_up.yaml")
    return Parameters(
        file=read[0],
        calendar=calendar,
        limits=answer_limits(plain_mapping(folder / "time_limits.yaml")),
        windows=objection_windows(plain_mapping(folder / "city.yaml")["settings"]),
        always_grades=tuple(int(grade) for grade in plan["always_grades"]),
    )


def note_mistakes(file: ParameterFile, *, problems: Problems) -> None:
    """Note profiles of the wrong length and defaults that are missing."""
    for section, length in (("seasons", 12), ("weeks", 7), ("hours", 24)):
        for name, values in getattr(file, section).items():
            if len(values) != length:
                text = f"'{name}' has {len(values)} numbers; write {length}"
                problems.add("simulation.yaml", text=text, about=section)
    note_missing_defaults(file, problems=problems)
    for code, row in (*file.groups.items(), *file.types.items()):
        if row.branching is not None and not 0 <= row.branching < 1:
            text = f"branching of '{code}' must be at least 0 and below 1, or it never ends"
            problems.add("simulation.yaml", text=text, about="branching")


def note_missing_defaults(file: ParameterFile, *, problems: Problems) -> None:
    """Note what the defaults of types and agencies leave out."""
    for section in ("type_defaults", "agency_defaults"):
        for name, value in msgspec.structs.asdict(getattr(file, section)).items():
            if value is None:
                text = f"'{name}' is missing; the default must have every number"
                problems.add("simulation.yaml", text=text, about=section)


def resolved(field: str, *, rows: Sequence[msgspec.Struct | None]) -> Any:  # noqa: ANN401
    """The first value that one of the rows states, most particular row first."""
    for row in rows:
        value = None if row is None else getattr(row, field)
        if value is not None:
            return value
    raise LookupError(field)


@dataclass(frozen=True, slots=True)
class Reader:
    """Figures of one kind of thing, one row of candidates per thing."""

    rows: Sequence[tuple[msgspec.Struct | None, ...]]

    def floats(self, field: str) -> Floats:
        """One number per thing."""
        return np.array([float(resolved(field, rows=row)) for row in self.rows])

    def table(self, field: str, *, named: Mapping[str, Sequence[float]]) -> Floats:
        """One profile per thing, by the name that it states."""
        return np.array([named[resolved(field, rows=row)] for row in self.rows], dtype=np.float64)

    def names(self, field: str) -> list[str]:
        """One name per thing."""
        return [str(resolved(field, rows=row)) for row in self.rows]


def type_reader(file: ParameterFile, *, codes: Sequence[str], groups: Sequence[str]) -> Reader:
    """A reader of figures by service type: type before group before default."""
    rows = [
        (file.types.get(code), file.groups.get(group), file.type_defaults)
        for code, group in zip(codes, groups, strict=True)
    ]
    return Reader(rows=rows)


def agency_reader(file: ParameterFile, *, codes: Sequence[str], kinds: Sequence[str]) -> Reader:
    """A reader of figures by agency: agency before kind before default."""
    rows = [
        (file.agencies.get(code), file.agency_kinds.get(kind), file.agency_defaults)
        for code, kind in zip(codes, kinds, strict=True)
    ]
    return Reader(rows=rows)
