from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cityloop.integrations.history.dates import DateNotRead, read_moment, second_reading

EASTERN = ZoneInfo("America/New_York")
AMERICAN = "%m/%d/%Y %I:%M:%S %p"


def test_moment_without_offset_is_local_to_the_city() -> None:
    found = read_moment("07/01/2015 09:00:00 AM", forms=(AMERICAN,), zone=EASTERN)
    assert found == datetime(2015, 7, 1, 13, tzinfo=UTC)


def test_moment_with_its_own_offset_keeps_it() -> None:
    found = read_moment("2015-07-01T09:00:00+08:00", forms=("iso",), zone=EASTERN)
    assert found == datetime(2015, 7, 1, 1, tzinfo=UTC)


def test_local_time_skipped_in_spring_is_read_an_hour_later() -> None:
    found = read_moment("03/08/2015 02:30:00 AM", forms=(AMERICAN,), zone=EASTERN)
    assert found.astimezone(EASTERN).strftime("%H:%M %Z") == "03:30 EDT"


def test_local_time_repeated_in_autumn_is_the_first() -> None:
    found = read_moment("11/01/2015 01:30:00 AM", forms=(AMERICAN,), zone=EASTERN)
    assert found.astimezone(EASTERN).strftime("%H:%M %Z") == "01:30 EDT"


def test_second_reading_of_a_repeated_time_is_an_hour_later() -> None:
    first = read_moment("11/01/2015 01:30:00 AM", forms=(AMERICAN,), zone=EASTERN)
    second = second_reading(first, zone=EASTERN)
    assert second.astimezone(EASTERN).strftime("%H:%M %Z") == "01:30 EST"


def test_second_reading_of_any_other_time_is_itself() -> None:
    first = read_moment("11/02/2015 01:30:00 AM", forms=(AMERICAN,), zone=EASTERN)
    assert second_reading(first, zone=EASTERN) == first


def test_date_in_a_second_form_is_refused_by_its_name() -> None:
    with pytest.raises(DateNotRead, match=r"form 'iso', listed is '%m/%d/%Y .*list both"):
        read_moment("2015-07-01 09:00:00", forms=(AMERICAN,), zone=EASTERN)


def test_date_in_a_second_listed_form_is_read() -> None:
    found = read_moment("2015-07-01 09:00:00", forms=(AMERICAN, "iso"), zone=EASTERN)
    assert found == datetime(2015, 7, 1, 13, tzinfo=UTC)


def test_text_that_is_no_date_is_refused() -> None:
    with pytest.raises(DateNotRead, match="is not a date in the form"):
        read_moment("soon", forms=(AMERICAN,), zone=EASTERN)


def test_ambiguous_date_names_both_forms() -> None:
    with pytest.raises(DateNotRead, match=r"form '%m/%d/%Y' or '%d/%m/%Y', .*; list the one that"):
        read_moment("02/01/2025", forms=("iso",), zone=EASTERN)


def test_date_that_fits_one_order_only_names_that_form() -> None:
    with pytest.raises(DateNotRead, match=r"in the form '%d/%m/%Y', listed"):
        read_moment("23/01/2025", forms=("iso",), zone=EASTERN)
