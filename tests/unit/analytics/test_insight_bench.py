"""The bench of insight: files named on the command line, skipped by name when absent."""

from pathlib import Path

import numpy as np
import pytest

from cityloop.jobs.bench.insight import (
    InsightFiles,
    figure,
    flood_lines,
    next_month_lines,
    storm_name,
)
from cityloop_analytics.bench.figures import Measured
from cityloop_analytics.bench.flood import FloodFiles, agreeing, covariates
from cityloop_analytics.measures.hidden_events import HiddenEvents


def test_storm_is_named_after_its_file() -> None:
    assert storm_name(Path("a/tract_flood_reports_ida.csv.gz")) == "ida"


def test_files_named_on_the_command_line_are_taken() -> None:
    named = {"requests": "x.parquet", "flood_reports": ["one_henri.csv"]}

    files = InsightFiles.named(named)

    assert files.requests == Path("x.parquet")
    assert files.flood.storms == {"henri": Path("one_henri.csv")}


def test_missing_flood_files_are_named() -> None:
    files = FloodFiles(storms={"ida": Path("no_ida.csv"), "ophelia": Path(__file__)})

    assert files.missing() == ["no_ida.csv"]


def test_figure_of_the_bench_has_its_ratio() -> None:
    measured = Measured(name="bias.rank_corr_fast", value=0.9, unit="share", baseline=0.75)

    assert figure(measured).ratio == pytest.approx(1.2)


def nodes(*, people: list[float]) -> dict[str, np.ndarray]:
    """A node table whose every column grows with the number of people."""
    size = np.array(people)
    names = ("poverty", "white", "nohighschool", "renter", "age")
    return {"population": size} | {f"population_{name}": size**1.5 for name in names}


def test_covariates_are_the_standardised_columns_of_the_node_table() -> None:
    found = covariates(nodes(people=[100.0, 400.0, 900.0]))

    assert found.mean(axis=0) == pytest.approx(np.zeros(6))
    assert found.std(axis=0) == pytest.approx(np.ones(6))


def test_tract_agrees_only_when_both_published_means_lie_within_one_sd() -> None:
    ours = np.full(4, 0.5)
    found = HiddenEvents(
        hit=ours,
        hit_sd=ours / 5,
        rate=ours,
        rate_sd=ours / 5,
        parameters=np.empty((0, 2)),
        unsettled=np.ones(2),
    )
    table = {
        "T_train": np.array([0.0, 0, 0, 1]),
        "A_prob_multivariate": np.array([0.55, 0.55, 0.7, 0.5]),
        "psi_multivariate": np.array([0.45, 0.2, 0.5, 0.5]),
    }

    assert agreeing(found, nodes=table).tolist() == [True, False, False]


def test_absent_flood_file_is_skipped_by_name() -> None:
    flood = FloodFiles(storms={"ida": Path("no_ida.csv")})

    (found,) = flood_lines(flood)

    assert (found.value, found.detail["why"]) == (None, "there is no no_ida.csv")


def test_absent_requests_are_skipped_by_name() -> None:
    found = next_month_lines(Path("no_requests.parquet"))

    assert {line.detail["why"] for line in found} == {"there is no no_requests.parquet"}
