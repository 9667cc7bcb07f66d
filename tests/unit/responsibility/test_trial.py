"""What requests of the past would have met under other definitions."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cityloop.agencies.choices import AgencyKind
from cityloop.core.definitions import plain_mapping
from cityloop.core.rules.calendars import calendar_from_mapping
from cityloop.responsibility.choices import Clock, TimeUnit
from cityloop.responsibility.rules.definitions import TimeLimitRow
from cityloop.responsibility.rules.limits import limit_table
from cityloop.responsibility.rules.trial import Asked, Side, counted, met, moved_units
from tests.unit.responsibility.lists import CHAIN, TODAY, duty, duty_list, index

CALENDARS = Path(__file__).resolve().parents[3] / "definitions" / "calendars"
CHINA = calendar_from_mapping(plain_mapping(CALENDARS / "china.yaml"))
AT = datetime(2026, 3, 20, tzinfo=UTC)
ASKED = Asked(
    clock=Clock.ANSWER,
    kind="complaint",
    grade=3,
    types=("lamp", "streets"),
    areas=CHAIN,
    start_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
)


def limit(
    amount: int,
    unit: TimeUnit = TimeUnit.NATURAL_DAYS,
    *,
    agency_kind: AgencyKind | None = None,
) -> TimeLimitRow:
    return TimeLimitRow(
        code=f"{agency_kind}", clock=Clock.ANSWER, amount=amount, unit=unit, agency_kind=agency_kind
    )


def side(lead: str = "a", *, days: int = 7) -> Side:
    return Side(
        duties=index(duty_list(duty(1, lead=lead))),
        day=TODAY,
        limits=limit_table([limit(days)]),
        calendars={"china": CHINA},
        calendar="china",
        agency_kinds={},
    )


def tally(before: Side, after: Side, *asked: Asked) -> Counter[str]:
    return counted(asked or (ASKED,), before=before, after=after, at=AT)


def test_other_lead_is_a_move() -> None:
    found = tally(side("a"), side("b"))
    assert (found["elsewhere"], found["move:a>b"], found["agency:b:after"]) == (1, 1, 1)


def test_same_lead_is_no_move() -> None:
    assert tally(side(), side())["elsewhere"] == 0


def test_type_without_a_row_goes_to_the_district_and_is_counted() -> None:
    other = replace(ASKED, types=("idea", "conduct"))
    found = tally(side(), side(), other)
    assert (found["no_row_after"], found["agency:district-government:after"]) == (1, 1)


def test_unknown_place_without_a_row_is_nobodys() -> None:
    nowhere = replace(ASKED, types=("idea", "conduct"), areas=())
    assert met(nowhere, side=side()).agency == ""


@pytest.mark.parametrize(("days", "word"), [(3, "shorter"), (9, "longer")])
def test_other_limit_moves_the_due_time(days: int, word: str) -> None:
    assert tally(side(), side(days=days))[f"agency:a:{word}"] == 1


def test_type_without_a_limit_has_no_due_time() -> None:
    assert tally(side(), replace(side(), limits={}))["unlimited"] == 1


def test_limit_of_the_new_agencys_kind_counts() -> None:
    rows = limit_table([limit(7), limit(2, agency_kind=AgencyKind.UTILITY)])
    after = replace(side("b"), limits=rows, agency_kinds={"b": "utility"})
    assert tally(side(), after)["shorter"] == 1


@pytest.mark.parametrize(
    ("stopped_after", "missed"), [(2, (0, 0)), (5, (0, 1)), (9, (1, 1)), (None, (1, 1))]
)
def test_answer_is_measured_by_both_limits(
    stopped_after: int | None, missed: tuple[int, int]
) -> None:
    stopped = None if stopped_after is None else ASKED.start_at + timedelta(days=stopped_after)
    found = tally(side(days=7), side(days=3), replace(ASKED, stopped_at=stopped))
    assert (found["missed_before"], found["missed_after"]) == missed


def test_granted_time_is_added_on_both_sides() -> None:
    late = replace(ASKED, stopped_at=ASKED.start_at + timedelta(days=5), moved=timedelta(days=4))
    assert tally(side(days=7), side(days=3), late)["missed_after"] == 0


def test_order_stays_with_the_agency_that_had_it() -> None:
    kept = replace(ASKED, agency="c")
    assert tally(side("a"), side("b"), kept)["agency:c:after"] == 1


def test_year_that_a_calendar_lacks_gives_no_due_time() -> None:
    rows = limit_table([limit(3, TimeUnit.WORKING_DAYS)])
    before = replace(side(), limits=rows)
    after = replace(before, calendars={"china": replace(CHINA, years=frozenset({2030}))})
    assert tally(before, after)["unlimited"] == 1


def test_units_whose_band_differs_are_counted() -> None:
    found = moved_units({"agency:a": "same", "agency:b": "same"}, after={"agency:a": "worse"})
    assert found == Counter(
        {"band:agency:a:same>worse": 1, "band:agency:b:same>": 1, "elsewhere": 2, "asked": 2}
    )
