"""Clocks, limits, queues and planted changes, one by one."""

from datetime import date

import numpy as np
import pytest

from cityloop.core.definitions import Problems
from cityloop.core.errors import DefinitionError
from cityloop.simulation.calendar import (
    WEATHER,
    days_between,
    shift_clock,
    waking_clock,
)
from cityloop.simulation.gaming import merge_targets
from cityloop.simulation.limits import AnswerLimit, answer_limits, limit_for
from cityloop.simulation.measures import community_mask, planted_changes, type_mask
from cityloop.simulation.parameter_rows import Change
from cityloop.simulation.parameters import note_mistakes, type_reader
from cityloop.simulation.queues import finished
from tests.unit.simulation.small_world import (
    SINCE,
    UNTIL,
    demo_parameters,
    small_world,
    town_parameters,
)

PARAMETERS = demo_parameters()
DAYS = days_between(
    SINCE, until=UNTIL, seed=1, calendar=PARAMETERS.calendar, climate=PARAMETERS.file.climate
)


def test_waking_clock_runs_back_to_the_moment() -> None:
    file = PARAMETERS.file
    clock = waking_clock(DAYS, hours=file.hours["waking"], week=file.weeks["waking"])
    moments = (DAYS.start + 1234 * np.arange(5000)).astype(np.float64)
    assert clock.moment(clock.at(moments)) == pytest.approx(moments, abs=1e-3)
    assert float(clock.at(moments[:1] + 7 * 86_400)[0]) == pytest.approx(
        float(clock.at(moments[:1])[0]) + 7
    )


def test_shift_clock_counts_working_hours_only() -> None:
    # 20 January 2025 is a Monday, 26 January an adjusted working Sunday, 28 January a holiday.
    clock = shift_clock(DAYS, windows=["work 09-12", "work 13-18"])
    midnights = DAYS.start + 86_400 * np.array([0, 1, 5, 6, 7, 8, 9])
    assert clock.at(midnights).tolist() == [0, 8, 40, 40, 48, 56, 56]


def test_shift_clock_gives_the_first_moment_of_its_hours() -> None:
    clock = shift_clock(DAYS, windows=["work 09-12", "work 13-18"])
    moments = clock.moment(np.array([0.5, 3.0, 3.5, 8.5]))
    hours = (moments - DAYS.start) / 3600
    assert hours.tolist() == [9.5, 12.0, 13.5, 33.5]


def test_weather_is_the_months_own() -> None:
    heat = DAYS.weather == WEATHER.index("heat")
    assert not heat[DAYS.month == 0].any()
    assert heat[DAYS.month == 6].any()


def test_most_particular_limit_wins() -> None:
    rows = answer_limits(
        {
            "limits": [
                {"clock": "answer", "grade": 3, "amount": 7, "unit": "natural_days"},
                {"clock": "answer", "grade": 3, "kind": "inquiry", "amount": 2,
                 "unit": "working_days"},
                {"clock": "answer", "service_type": "lamp", "amount": 30, "unit": "minutes"},
                {"clock": "rework", "grade": 3, "amount": 4, "unit": "natural_days"},
                {"clock": "answer", "grade": 3, "agency_kind": "property_firm", "amount": 5,
                 "unit": "working_days"},
            ]
        }
    )  # fmt: skip
    assert len(rows) == 3
    assert limit_for(rows, service_type="lamp", grade=3, kind="inquiry").hours == 0.5
    assert limit_for(rows, service_type="road", grade=3, kind="inquiry").amount == 2
    assert limit_for(rows, service_type="road", grade=3, kind="complaint").amount == 7


def test_missing_limit_names_the_type() -> None:
    row = AnswerLimit(amount=7, unit="natural_days", service_type=None, grade=3, kind=None)
    with pytest.raises(LookupError, match="'lamp', grade 1"):
        limit_for((row,), service_type="lamp", grade=1, kind="complaint")


def test_orders_of_a_team_wait_for_one_another() -> None:
    done, busy = finished(
        np.array([0.0, 1.0, 1.0, 9.0]),
        work=np.array([2.0, 3.0, 1.0, 1.0]),
        teams=np.array([0, 0, 1, 0]),
        backlog=np.array([0.0, 4.0, 6.0]),
    )
    assert done.tolist() == [2, 5, 5, 10]
    assert busy.tolist() == [10, 5, 6]


def test_merged_orders_go_to_the_last_unmerged_one_of_their_unit_and_type() -> None:
    target = merge_targets(
        np.array([1, 1, 2, 1, 1, 1]),
        types=np.array([5, 5, 5, 6, 5, 5]),
        merges=np.array([False, True, True, True, True, False]),
    )
    # Rows 2 and 3 have no earlier order of their kind.
    assert target.tolist() == [-1, 0, -1, -1, 0, -1]


def test_areas_are_named_at_every_level() -> None:
    world = small_world()
    assert community_mask(("north",), world=world, of="x").tolist() == [True, False, True, False]
    assert community_mask(("c3",), world=world, of="x").tolist() == [False, False, False, True]
    assert community_mask((), world=world, of="x").all()


def test_types_are_named_by_code_or_group() -> None:
    world = small_world()
    mask = type_mask(("praise",), groups=("supply",), world=world, of="x")
    assert mask.tolist() == [False, True, True, False, True, False]


def test_unknown_area_names_the_row_of_the_file() -> None:
    row = Change(code="works", areas=("nowhere",), since=SINCE)
    with pytest.raises(DefinitionError, match=r"'works'.*'nowhere'"):
        planted_changes((row,), world=small_world(), days=DAYS)


def test_measure_comes_into_force_along_its_ramp() -> None:
    row = Change(code="works", since=date(2025, 2, 1), ramp_days=10, incidents=0.5)
    planted = planted_changes((row,), world=small_world(), days=DAYS)[0]
    moments = DAYS.epoch(date(2025, 2, 1)) + 86_400 * np.array([-1, 0, 5, 10, 40])
    assert planted.factor(moments, of="incidents").tolist() == [1.0, 1.0, 0.75, 0.5, 0.5]


def test_type_comes_before_group_and_group_before_default() -> None:
    reader = type_reader(
        PARAMETERS.file,
        codes=["manhole-cover", "street-trees", "nothing"],
        groups=["streets", "streets", "elsewhere"],
    )
    default = PARAMETERS.file.type_defaults.life_days
    assert reader.floats("life_days").tolist() == [
        PARAMETERS.file.types["manhole-cover"].life_days,
        PARAMETERS.file.groups["streets"].life_days,
        default,
    ]


def test_profile_of_the_wrong_length_is_named() -> None:
    problems = Problems()
    file = town_parameters(weeks={"flat": (1.0, 1.0)}).file
    note_mistakes(file, problems=problems)
    assert "'flat' has 2 numbers; write 7" in str(problems.found[0])
