"""From the database to the figures that the public reads: facts, store, printable cells."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from cityloop.core.definitions import from_plain
from cityloop.core.errors import NotFound
from cityloop.core.models import City
from cityloop.exports.facts import export_facts
from cityloop.intake.rules.definitions import CitySettings
from cityloop_analytics.build import build
from cityloop_analytics.measures.published import published
from cityloop_analytics.measures.published_files import kept_published
from cityloop_analytics.store import Store

STEPS = 3
STORE = "insight.duckdb"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresMade:
    """How many cells may be printed and how many are kept back, and the stamp of the store."""

    stamp: str
    printed: int
    kept_back: int


def make_figures(*, at: datetime, told: Callable[[], object] = lambda: None) -> FiguresMade:
    """Export the facts, build the store, and work out what may be printed; `told` after each.

    Raises NotFound without a city, FactsUnreadable when another build is running, OSError.
    """
    folder = Path(settings.VAR)
    export_facts(folder / "facts", at=at)
    told()
    build(folder / "facts", store=folder / STORE)
    told()
    made = print_figures(folder / STORE)
    told()
    return made


def print_figures(path: Path) -> FiguresMade:
    """Work out what may be printed of a store, once for every process that serves pages.

    Raises NotFound without a city, StoreUnreadable without a store.
    """
    city = City.objects.first()
    if city is None:
        raise NotFound("There is no city to print figures of.", mend="Load one with load-city.")
    minimum = from_plain(city.settings, kind=CitySettings).privacy.min_cell
    with Store(path) as store:
        made = kept_published(store, minimum=minimum, make=published)
    return FiguresMade(stamp=made.stamp, printed=len(made.counts), kept_back=len(made.hidden))
