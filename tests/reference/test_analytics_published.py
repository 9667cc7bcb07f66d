"""Published answers on real data: unevenness of access, and flood reports by census tract."""

import csv
from collections import defaultdict
from gzip import decompress
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from cityloop_analytics.measures.equity import concentration, corrected_concentration, gini, theil
from tests.shared_data import shared_file

FIVE = ("89a88cdb57bffff", "89a88cdb597ffff", "89a88cdb5b3ffff", "89a88cdb5cfffff")
LAST, OTHER = "89a88cd909bffff", "89a88cd900bffff"
ALL = "cumulative jobs in 30 min from the 5 ids, all destinations"


def rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes()
    return list(
        csv.DictReader((decompress(text) if path.suffix == ".gz" else text).decode().splitlines())
    )


def jobs_within_30_minutes(ids: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Jobs reached from each hexagon, its people, and their income."""
    land = {
        row["id"]: row for row in rows(shared_file("accessibility/belo_horizonte_land_use.csv"))
    }
    path = shared_file("accessibility/belo_horizonte_travel_matrix.parquet")
    travel = pq.read_table(path, filters=[("from_id", "in", list(ids)), ("travel_time", "<=", 30)])
    reached: dict[str, float] = defaultdict(float)
    for row in travel.select(["from_id", "to_id"]).to_pylist():
        reached[row["from_id"]] += float(land[row["to_id"]]["jobs"])
    columns = [
        np.array([reached[one] for one in ids]),
        np.array([float(land[one]["population"]) for one in ids]),
        np.array([float(land[one]["income_per_capita"] or "nan") for one in ids]),
    ]
    return columns[0], columns[1], columns[2]


def published(setting: str, quantity: str) -> float:
    for row in rows(shared_file("golden/accessibility_bh/published.csv")):
        if (row["setting"], row["quantity"]) == (setting, quantity):
            return float(row["value"])
    raise AssertionError(quantity)


def test_gini_of_access_is_the_published_one() -> None:
    jobs, people, _ = jobs_within_30_minutes((*FIVE, LAST))

    assert gini(jobs, people=people) == pytest.approx(published(ALL, "gini_index"), abs=5e-5)


def test_concentration_of_access_is_the_published_one() -> None:
    jobs, people, income = jobs_within_30_minutes((*FIVE, LAST))

    found = concentration(jobs, people=people, order=income)

    assert found == pytest.approx(published(ALL, "concentration_index standard"), abs=5e-5)


def test_corrected_concentration_of_access_is_the_published_one() -> None:
    jobs, people, income = jobs_within_30_minutes((*FIVE, LAST))

    found = corrected_concentration(
        jobs, people=people, order=income, bounds=(float(jobs.min()), float(jobs.max()))
    )

    assert found == pytest.approx(published(ALL, "concentration_index corrected"), abs=5e-5)


def test_theil_of_access_is_the_published_one() -> None:
    jobs, people, _ = jobs_within_30_minutes((*FIVE, OTHER))

    setting = ALL.replace(", all", f", with {OTHER} in place of {LAST}, all")
    assert theil(jobs, people=people) == pytest.approx(published(setting, "theil_t"), abs=5e-5)
