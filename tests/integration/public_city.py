"""A city with figures: the demo's definitions, and a store of five simulated months."""

import atexit
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp

from django.utils import timezone
from pytest_django.fixtures import Settings

from cityloop.jobs.demo.city import load_demo_city
from cityloop_analytics.build import build
from tests.fact_folders import facts_in
from tests.town import DEMO

AREA, COMMUNITY, BODY = "weavers-yard", "dyers-lane", "water-lighting"


@cache
def built() -> Path:
    """A folder with the store; made once in a process."""
    folder = Path(mkdtemp(prefix="store-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    build(facts_in(folder / "facts"), store=folder / "insight.duckdb")
    return folder


def figures_in(folder: Path, settings: Settings) -> None:
    """Load the demo's city and put a store where pages look for one."""
    load_demo_city(DEMO, at=timezone.now())
    store_in(folder, settings)


def store_in(folder: Path, settings: Settings) -> None:
    """Put a store where pages look for one; what they print is named by it."""
    settings.VAR = copytree(built(), folder / "var", symlinks=True)
