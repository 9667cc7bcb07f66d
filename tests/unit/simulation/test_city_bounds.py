"""What the simulated offices may not do, and what may not be told by what they write."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest

from cityloop.core.errors import DefinitionError, InputError
from cityloop.core.rules.worktime import due_at
from cityloop.simulation.engine import setting_of, simulate_block
from cityloop.simulation.gaming import bit
from cityloop.simulation.limits import Window, objection_windows
from cityloop.simulation.parameter_rows import AgencyFigures, GamingRow
from cityloop.simulation.saying import IRREGULARITY
from cityloop.simulation.tables import OUTCOMES, DrawReason, Month, Treatment, Unsaid
from tests.unit.simulation.small_world import (
    SINCE,
    TYPES,
    UNTIL,
    column,
    demo_parameters,
    small_world,
    town_months,
    town_parameters,
)

FILE = demo_parameters().file
GRADES = np.array([row[3] for row in TYPES])
SHIELDED = np.array(["irregularity" in row[2] for row in TYPES])
COPIES = 20


def objections(**ways: float) -> list[Month]:
    """A town in which the lamps' unit objects as stated."""
    row = GamingRow(agency="urban-management", since=SINCE, **ways)
    return town_months(copies=COPIES, gaming=(row,))


def test_windows_are_those_of_the_city() -> None:
    half_hour, four_hours = Window(0.5, working=False), Window(4.0, working=True)
    assert demo_parameters().windows == {1: None, 2: half_hour, 3: four_hours, 4: four_hours}


def test_window_in_days_is_refused_with_its_grade() -> None:
    settings = {"objection": {"windows": {3: {"amount": 1, "unit": "working_days"}}}}
    with pytest.raises(DefinitionError, match=r"grade 3.*working_days"):
        objection_windows(settings)


def test_no_unit_objects_after_its_window() -> None:
    months = objections(object_late=0.4, circle=0.2)
    objected, sent = (column(months, "handling", name) for name in ("objected", "dispatched"))
    types = column(months, "reports", "type_said")
    offices = setting_of(small_world(), town_parameters(), seed=5, since=SINCE, until=UNTIL).offices
    ends = offices.objection_ends(types, moments=sent)
    rows = objected >= 0
    assert rows.sum() > 100
    assert (objected[rows] <= ends[rows]).all()
    assert set(GRADES[types[rows]].tolist()) == {2, 3, 4}


def test_late_objection_comes_just_before_the_window_ends() -> None:
    months = objections(object_late=1.0)
    late = (column(months, "handling", "gamed") & bit("object_late")) > 0
    late &= column(months, "handling", "objected") >= 0
    types = column(months, "reports", "type_said")[late]
    offices = setting_of(small_world(), town_parameters(), seed=5, since=SINCE, until=UNTIL).offices
    ends = offices.objection_ends(types, moments=column(months, "handling", "dispatched")[late])
    left = ends - column(months, "handling", "objected")[late]
    assert (left == FILE.dispatch.late_objection_minutes * 60).all()


def test_window_ends_where_the_clock_of_work_orders_says() -> None:
    parameters = town_parameters()
    offices = setting_of(small_world(), parameters, seed=5, since=SINCE, until=UNTIL).offices
    zone = ZoneInfo(parameters.calendar.zone)
    lamp = np.array([0])
    for hour in range(0, 24 * 21, 5):
        start = datetime(2025, 1, 20, tzinfo=zone) + timedelta(hours=hour, minutes=20)
        exact = due_at(start, amount=4, unit="working_hours", calendar=parameters.calendar)
        found = offices.objection_ends(lamp, moments=np.array([int(start.timestamp())]))
        assert int(found[0]) == int(exact.timestamp()), start


def test_shielded_report_joins_no_matter() -> None:
    row = GamingRow(agency="supervision", since=SINCE, merge=0.5, split=0.2)
    months = town_months(copies=COPIES, gaming=(row,))
    kind = column(months, "reports", "kind")
    shielded = (kind == IRREGULARITY) | SHIELDED[column(months, "reports", "type_true")]
    again = shielded & ~column(months, "reports", "first")
    treatment = column(months, "handling", "treatment")
    assert again.any()
    assert not (treatment[shielded] == Treatment.JOINED).any()


def test_every_answer_of_the_plans_grades_is_called() -> None:
    months = town_months(copies=COPIES)
    types = column(months, "reports", "type_said")
    answered = column(months, "handling", "closed") >= 0
    answered &= column(months, "handling", "treatment") == Treatment.ORDER
    # An order for what is in hand already is answered with its matter and not called for itself.
    answered &= column(months, "handling", "contacted") >= 0
    opens = answered & column(months, "reports", "first")
    reason = column(months, "handling", "draw_reason")
    always = np.isin(GRADES[types], demo_parameters().always_grades)
    assert (reason[opens & always] == DrawReason.ALWAYS).all()
    share = (reason[opens & ~always] == DrawReason.SAMPLE).mean()
    assert share == pytest.approx(FILE.calls.drawn, abs=0.03)


def test_reason_of_a_draw_stands_where_somebody_was_called() -> None:
    months = town_months(copies=COPIES)
    reason, called = (column(months, "handling", name) for name in ("draw_reason", "called"))
    assert ((reason != DrawReason.NOT_DRAWN) == (called >= 0)).all()


@pytest.mark.parametrize("candour", [0.0, 1.0])
def test_office_says_after_rework_what_its_candour_says(candour: float) -> None:
    default = msgspec.structs.replace(FILE.agency_defaults, candour=candour)
    calm: dict[str, AgencyFigures] = {}
    months = town_months(copies=COPIES, agency_defaults=default, agencies=calm, agency_kinds=calm)
    again = column(months, "handling", "second_answered") >= 0
    again &= column(months, "reports", "intent") == 0
    outcome = column(months, "handling", "second_outcome")[again]
    unsolved = ~(
        column(months, "handling", "second_solved") | column(months, "handling", "solved_truth")
    )[again]
    said = (outcome == OUTCOMES.index("resolved"))[unsolved]
    assert unsolved.any()
    assert said.mean() == 1.0 - candour


def test_some_people_under_pressure_keep_silent_about_it() -> None:
    months = objections(pressure=1.0)
    pressed = (column(months, "handling", "gamed") & bit("pressure")) > 0
    pressed &= column(months, "handling", "called") >= 0
    told = column(months, "handling", "pressured")
    assert told[pressed].mean() == pytest.approx(FILE.calls.pressure_told, abs=0.06)
    assert not told[~pressed].any()


def test_suppressed_are_those_that_would_have_been_said() -> None:
    planted = 0.3
    row = GamingRow(agency="urban-management", since=date(2024, 1, 1), suppress=planted)
    months = town_months(copies=60, gaming=(row,))
    lamps = np.isin(column(months, "reports", "type_true"), [0, 1])
    said = (lamps & (column(months, "reports", "incident") >= 0)).sum()
    hushed = (column(months, "unsaid", "why") == Unsaid.SUPPRESSED).sum()
    assert hushed / (hushed + said) == pytest.approx(planted, abs=0.012)


@pytest.mark.parametrize(
    ("since", "until"),
    [(date(1900, 1, 1), date(1900, 2, 1)), (date(9998, 1, 1), date(9999, 12, 31))],
)
def test_days_without_room_for_numbers_are_refused(since: date, until: date) -> None:
    town = small_world(), town_parameters()
    with pytest.raises(InputError, match="cannot be simulated"):
        next(simulate_block(*town, seed=1, since=since, until=until))


def test_another_plan_calls_other_grades() -> None:
    parameters = replace(town_parameters(volume=40.0), always_grades=(3,))
    months = list(
        simulate_block(small_world(), parameters, seed=5, since=SINCE, until=UNTIL, copies=COPIES)
    )
    reason = column(months, "handling", "draw_reason")
    grades = GRADES[column(months, "reports", "type_said")]
    assert set(grades[reason == DrawReason.ALWAYS].tolist()) == {3}
