"""Flood reports by census tract of two storms against the published posterior of each tract."""

import csv
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cityloop_analytics.bench.figures import Measured
from cityloop_analytics.measures.cells import Flags, Floats
from cityloop_analytics.measures.hidden_events import HiddenEvents, hidden_events

CLOSE = 0.1
# Two parameters settle in a fraction of the turns that eight need.
FEWER = 4
PUBLISHED_HIT, PUBLISHED_RATE = "A_prob_multivariate", "psi_multivariate"
SHARES = (
    "population_poverty",
    "population_white",
    "population_nohighschool",
    "population_renter",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodFiles:
    """The node tables of the storms by name; they carry no place, and none is given to them."""

    storms: Mapping[str, Path]

    def missing(self) -> list[str]:
        """Names of the files that are not there."""
        return [path.name for path in self.storms.values() if not path.is_file()]


def flood_figures(files: FloodFiles, *, draws: int, seed: int = 2024) -> Iterator[Measured]:
    """Share of silent tracts whose two published means lie within one posterior sd of ours.

    Both must agree: the chance to have been hit, and to report when hit. Ours knows no
    neighbours. Baseline: the same model with one chance and one rate for all silent tracts.
    The published means are of the main model (reporting moves with the people of a tract).
    """
    detail: dict[str, float | str] = {}
    within, constant = [], []
    for storm, path in files.storms.items():
        nodes = numbers(path)
        told = nodes["T_train"]
        people = covariates(nodes)
        found = hidden_events(told, covariates=people, draws=draws, seed=seed)
        plain = hidden_events(told, covariates=people[:, :0], draws=draws // FEWER, seed=seed)
        within.append(agreeing(found, nodes=nodes))
        constant.append(agreeing(plain, nodes=nodes))
        lines = {"within_1sd": within[-1].mean(), "constant_within_1sd": constant[-1].mean()}
        lines["constant_worst_r_hat"] = plain.unsettled.max()
        lines |= compared(found, nodes=nodes)
        detail |= {f"{storm}_{name}": round(float(one), 3) for name, one in lines.items()}
    yield Measured(
        name="bias.flood_within_1sd",
        value=round(float(np.mean(np.concatenate(within))), 4),
        unit="share of tracts",
        baseline=round(float(np.mean(np.concatenate(constant))), 4),
        detail=detail,
    )


def agreeing(found: HiddenEvents, *, nodes: Mapping[str, Floats]) -> Flags:
    """Which silent tracts have both published means within one standard deviation of ours."""
    hit = np.abs(nodes[PUBLISHED_HIT] - found.hit) <= found.hit_sd
    rate = np.abs(nodes[PUBLISHED_RATE] - found.rate) <= found.rate_sd
    return np.asarray((hit & rate)[nodes["T_train"] == 0])


def compared(found: HiddenEvents, *, nodes: Mapping[str, Floats]) -> dict[str, float]:
    """The shares and means behind the figure, over silent tracts."""
    silent = nodes["T_train"] == 0
    hit, hit_sd = found.hit[silent], found.hit_sd[silent]
    rate, rate_sd = found.rate[silent], found.rate_sd[silent]
    other_hit, other_rate = nodes[PUBLISHED_HIT][silent], nodes[PUBLISHED_RATE][silent]
    away = np.abs(other_hit - hit)
    return {
        "hit_within_1sd": np.mean(away <= hit_sd),
        "hit_within_event_sd": np.mean(away <= np.sqrt(hit * (1 - hit))),
        "hit_within_0.1": np.mean(away <= CLOSE),
        "hit_mean": hit.mean(),
        "hit_mean_published": other_hit.mean(),
        "hit_spread": hit.std(),
        "hit_spread_published": other_hit.std(),
        "hit_sd": hit_sd.mean(),
        "hit_correlation": np.corrcoef(other_hit, hit)[0, 1],
        "rate_within_1sd": np.mean(np.abs(other_rate - rate) <= rate_sd),
        "rate_mean": rate.mean(),
        "rate_mean_published": other_rate.mean(),
        "rate_correlation": np.corrcoef(other_rate, rate)[0, 1],
        "worst_r_hat": found.unsettled.max(),
    }


def covariates(nodes: Mapping[str, Floats]) -> Floats:
    """Six covariates that the node table itself holds, standardised over the nodes.

    Poverty stands for the published income, no high school for the published degrees.
    """
    size = nodes["population"]
    shares = [nodes[name] / size for name in SHARES]
    table = np.column_stack([np.log(size), nodes["population_age"], *shares])
    return np.asarray((table - table.mean(axis=0)) / table.std(axis=0))


def numbers(path: Path) -> dict[str, Floats]:
    """Columns of a table of numbers, CSV or gzipped CSV."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = list(csv.DictReader(text.decode("utf-8").splitlines()))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
