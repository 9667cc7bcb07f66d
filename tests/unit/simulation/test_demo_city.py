"""The demo city over three years: its size, its mix, and that raw counts mislead."""

from datetime import date
from functools import cache

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.stats import spearmanr

from cityloop.simulation.engine import months
from cityloop.simulation.gaming import WAYS, bit
from cityloop.simulation.tables import KINDS, Month, Treatment, Unsaid
from cityloop.simulation.truth import write_truth
from cityloop.simulation.world import World, read_world
from tests.unit.simulation.small_world import DEMO, column, demo_parameters

SEED = 2026
SINCE, UNTIL = date(2023, 11, 25), date(2026, 11, 24)
MANY = 250


@cache
def demo_world() -> World:
    return read_world(DEMO)


@cache
def demo_months() -> list[Month]:
    return list(months(demo_world(), demo_parameters(), seed=SEED, since=SINCE, until=UNTIL))


def handled(name: str) -> np.ndarray:
    return column(demo_months(), "handling", name)


def test_demo_has_about_sixty_thousand_requests() -> None:
    assert 55_000 <= len(handled("report")) <= 65_000


def test_demo_joins_about_one_request_in_eight() -> None:
    assert 0.12 <= (handled("treatment") == Treatment.JOINED).mean() <= 0.15


def test_demo_has_every_kind_and_mostly_help_and_complaints() -> None:
    kinds = np.bincount(column(demo_months(), "reports", "kind"), minlength=len(KINDS))
    assert (kinds > 0).all()
    assert kinds[[KINDS.index("assistance"), KINDS.index("complaint")]].sum() > 0.55 * kinds.sum()


def test_demo_agencies_answer_in_time_to_a_different_degree() -> None:
    answered = (handled("treatment") == Treatment.ORDER) & (handled("answered") >= 0)
    shares = []
    for agency in range(len(demo_world().agency_code)):
        mine = answered & (handled("agency") == agency)
        if mine.sum() >= MANY:
            shares.append((handled("answered") <= handled("due"))[mine].mean())
    assert len(shares) > 20
    assert min(shares) > 0.8
    assert 0.85 < np.median(shares) < 0.95
    assert max(shares) - min(shares) > 0.08


def test_raw_counts_rank_communities_wrongly() -> None:
    incidents = np.bincount(column(demo_months(), "incidents", "community"), minlength=60)
    reports = np.bincount(column(demo_months(), "reports", "community"), minlength=60)
    assert 0.55 < spearmanr(incidents, reports)[0] < 0.82


def test_demo_games_in_every_way_that_a_unit_can() -> None:
    gamed = np.bitwise_or.reduce(handled("gamed"))
    seen = {way for way in WAYS if gamed & bit(way)}
    # Way 10 leaves no request: it stands with the incidents that nobody heard of.
    assert seen == set(WAYS) - {"suppress"}
    assert (column(demo_months(), "unsaid", "why") == Unsaid.SUPPRESSED).sum() > 100


def test_every_office_and_type_has_work() -> None:
    types = np.bincount(column(demo_months(), "reports", "type_true"))
    assert len(types) == len(demo_world().type_code)
    assert types.min() >= 15


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pq.ParquetFile]:
    files = write_truth(
        demo_months(),
        folder=tmp_path_factory.mktemp("truth"),
        world=demo_world(),
        parameters=demo_parameters(),
        seed=SEED,
        since=SINCE,
        until=UNTIL,
    )
    return {name: pq.read_table(path) for name, path in files.items()}


def test_truth_holds_silent_incidents(truth: dict[str, pq.ParquetFile]) -> None:
    incidents = truth["incidents"].to_pydict()
    reports = np.array(incidents["reports"])
    assert len(reports) == len(column(demo_months(), "incidents", "incident"))
    assert (reports == 0).mean() > 0.3
    assert reports.sum() == (column(demo_months(), "reports", "incident") >= 0).sum()


def test_truth_says_when_incidents_ended(truth: dict[str, pq.ParquetFile]) -> None:
    began = np.array(truth["incidents"]["began"])
    ended = np.array(truth["incidents"]["ended"])
    assert ((ended == -1) | (ended >= began)).all()
    assert (ended == -1).mean() < 0.05


def test_truth_of_units_has_their_quality(truth: dict[str, pq.ParquetFile]) -> None:
    units = truth["units"]
    assert len(units) == len(demo_months()) * len(demo_world().agency_code)
    solved, answered = np.array(units["really_solved"]), np.array(units["answered"])
    assert (solved <= answered).all()
    assert len(np.unique(np.array(units["solved"]))) > 10


def test_truth_of_areas_counts_every_incident(truth: dict[str, pq.ParquetFile]) -> None:
    group = np.array(truth["areas"]["group"])
    incidents = np.array(truth["areas"]["incidents"])
    assert incidents[group == 0].sum() == len(truth["incidents"])


def test_truth_of_measures_has_one_without_effect_and_one_harmful(
    truth: dict[str, pq.ParquetFile],
) -> None:
    rows = truth["measures"].to_pylist()
    idle = [row for row in rows if all(row[of] == 1 for of in ("incidents", "voice", "solved",
                                                               "pace"))]  # fmt: skip
    assert [row["code"] for row in idle] == ["quiet-evenings"]
    assert [row["code"] for row in rows if row["incidents"] > 1] == ["permit-zone"]


def test_truth_tells_what_its_columns_mean(truth: dict[str, pq.ParquetFile]) -> None:
    for table in truth.values():
        assert table.schema.metadata[b"meaning"]
