"""The closed loop: composite index, Sobol shares and the portfolio of renewal projects."""

from collections.abc import Iterator
from pathlib import Path

from cityloop.jobs.bench.figures import Figure, absent
from cityloop.jobs.bench.history import shared_folder
from cityloop.jobs.bench.insight import figure
from cityloop_analytics.bench.loop import index_figures, sobol_figures
from cityloop_analytics.bench.portfolio import portfolio_figures

# The published index whose raw data and scores are shared.
PUBLISHED_INDEX = Path("golden") / "asem"


def loop_figures() -> Iterator[Figure]:
    """Every figure of the loop that can be measured today, the others by name."""
    folder = shared_folder() / PUBLISHED_INDEX
    if folder.is_dir():
        yield from map(figure, index_figures(folder))
    else:
        yield from absent("index.max_difference", why=f"there is no {folder.name}")
    yield from map(figure, sobol_figures())
    yield from map(figure, portfolio_figures())
    yield from absent(
        "indicators.seconds_5000x60",
        "indicators.ratio_bare_duckdb",
        why="check-ups are not built yet",
    )
