"""Next month's rates: nothing of the future is used, and the fair figure is the nearer one."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.special import expit

from cityloop_analytics.bench.next_month import COLUMNS, panel_of, read_requests, ward_name
from cityloop_analytics.measures.next_month import Panel, next_month, rolling, root_mean_square


def panel(*, units: int = 30, months: int = 5, cases: int = 40) -> Panel:
    """Units that differ a little, cases that differ a lot."""
    source = np.random.default_rng(8)
    size = units * months * cases
    unit = np.repeat(np.arange(units), months * cases)
    month = np.tile(np.repeat(np.arange(months), cases), units)
    hard = source.integers(0, 4, size)
    level = source.normal(0, 0.3, units)
    chance = expit(1 + np.array([-1.5, 0, 0.5, 1.5])[hard] + level[unit])
    return Panel(
        unit=unit,
        success=(source.random(size) < chance).astype(float),
        month=month,
        factors={"type": hard},
        kind=np.zeros(units, dtype=np.int64),
        carried=("type",),
    )


def test_prediction_does_not_change_with_what_comes_later() -> None:
    known = panel()
    later = known.month >= 3
    other = replace(known, success=np.where(later, 1 - known.success, known.success))

    one, changed = next_month(known, month=2), next_month(other, month=2)

    assert (one.fair == changed.fair).all()
    assert (one.adjusted == changed.adjusted).all()
    assert (one.actual != changed.actual).any()


def test_fair_prediction_is_nearer_than_raw() -> None:
    months = rolling(panel())

    raw, fair = (root_mean_square(months, of=one) for one in ("raw", "fair"))

    assert fair < 0.8 * raw


def test_rolling_starts_at_every_month_that_has_a_next() -> None:
    assert len(rolling(panel(months=4))) == 3


def test_unit_without_a_case_next_month_has_no_prediction() -> None:
    known = panel()
    kept = ~((known.unit == 0) & (known.month == 3))
    fewer = replace(
        known,
        unit=known.unit[kept],
        success=known.success[kept],
        month=known.month[kept],
        factors={"type": known.factors["type"][kept]},
    )

    found = next_month(fewer, month=2)

    assert np.isnan(found.fair[0])
    assert np.isnan(found.actual[0])


@pytest.mark.parametrize("text", ["Ward 3", "03", "3"])
def test_ward_has_one_spelling(text: str) -> None:
    assert ward_name(text) == "3"


def test_missing_ward_is_no_ward() -> None:
    assert ward_name(None) == ""


def requests_file(folder: Path) -> Path:
    """Three requests with a verdict, one without a deadline, one due after the last opening."""
    opened = ["01/05/2015", "01/20/2015", "02/10/2015", "02/11/2015", "02/12/2015"]
    due = ["01/07/2015", "02/03/2015", "02/20/2015", None, "03/01/2015"]
    columns = {
        "OPEN_DT": [f"{day} 08:00:00 AM" for day in opened],
        "TARGET_DT": [f"{day} 08:00:00 AM" if day else None for day in due],
        "OnTime_Status": ["ONTIME", "OVERDUE", "ONTIME", "ONTIME", "ONTIME"],
        "TYPE": ["light", "light", "tree", "tree", "tree"],
        "Source": ["call"] * 5,
        "Department": ["PWD"] * 5,
        "neighborhood": ["Roxbury", None, "Roxbury", "Roxbury", "Roxbury"],
        "ward": ["Ward 3", "03", "3", "3", "3"],
    }
    assert set(columns) == set(COLUMNS)
    path = folder / "requests.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_requests_are_counted_in_the_month_they_fall_due(tmp_path: Path) -> None:
    found = read_requests(requests_file(tmp_path))

    assert (found.due - found.due[0]).tolist() == [0, 1, 1]
    assert found.on_time.tolist() == [1, 0, 1]


def test_panel_merges_spellings_and_leaves_out_the_nameless(tmp_path: Path) -> None:
    found = read_requests(requests_file(tmp_path))

    assert len(panel_of(found, unit="ward").kind) == 1
    assert len(panel_of(found, unit="neighborhood").unit) == 2
