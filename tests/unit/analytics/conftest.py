"""A folder of facts and a store built from it, once for the modules here."""

from pathlib import Path

import pytest

from cityloop_analytics.build import build
from tests.fact_folders import facts_in


@pytest.fixture(scope="session")
def shared_facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Facts that no test changes."""
    return facts_in(tmp_path_factory.mktemp("analytics") / "facts")


@pytest.fixture(scope="session")
def shared_store(shared_facts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of those facts, which no test changes."""
    path = tmp_path_factory.mktemp("store") / "insight.duckdb"
    build(shared_facts, store=path)
    return path


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """Facts of the test's own."""
    return facts_in(tmp_path / "facts")
