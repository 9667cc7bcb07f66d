"""Reads and checks the whole folder of a city."""

from pathlib import Path

from cityloop.core.definitions import Problems
from cityloop.intake.rules.call_checks import check_calls
from cityloop.intake.rules.checks import (
    Checker,
    check_agencies,
    check_areas,
    check_city,
    fill_registers,
    rows_of,
)
from cityloop.intake.rules.city import CityDefinitions
from cityloop.intake.rules.duty_checks import (
    check_answers,
    check_duty_lists,
    check_service_types,
    check_time_limits,
)
from cityloop.intake.rules.files import CityFiles, read_city_files
from cityloop.responsibility.rules.gaps import DutyFault


def load_city(folder: Path) -> CityDefinitions:
    """The definitions of a city, from its folder definitions/<city>.

    Calendars and evaluation schemes are looked up in the folder and beside it. Raises
    DefinitionError: first with every mistake in the shape of any file; when there is none, with
    every reference that leads nowhere, double code, conflict of duties and tie of time limits.
    Gaps in a responsibility list do not raise: the district government stands in for them, and
    they stand in `reports`.
    """
    files = read_city_files(folder)
    checker = Checker(files=files, problems=Problems())
    fill_registers(checker)
    check_city(checker)
    check_areas(checker)
    check_agencies(checker)
    check_service_types(checker)
    check_time_limits(checker)
    check_answers(checker)
    check_calls(checker)
    reports = check_duty_lists(checker)
    checker.problems.raise_if_any()
    return _definitions(files, reports=reports)


def _definitions(files: CityFiles, *, reports: dict[str, tuple[DutyFault, ...]]) -> CityDefinitions:
    return CityDefinitions(
        city=files.city.content,
        areas=files.areas.content.areas,
        boundaries=files.boundaries or {},
        agencies=files.agencies.content.agencies,
        joint_bodies=rows_of(files.joint_bodies, section="joint_bodies"),
        people=rows_of(files.people, section="people"),
        groups=files.service_types.content.groups,
        service_types=files.service_types.content.types,
        money_sources=rows_of(files.money, section="sources"),
        payers=rows_of(files.money, section="payers"),
        duty_lists=tuple(
            sorted((read.content for read in files.duty_lists), key=lambda one: one.valid_from)
        ),
        time_limits=files.time_limits.content,
        knowledge=rows_of(files.knowledge, section="items"),
        channels=rows_of(files.channels, section="channels"),
        calls=None if files.calls is None else files.calls.content,
        reports=reports,
    )
