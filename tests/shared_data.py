"""Real data that is too big, or not ours, to ship: read where it lies, or skip by name."""

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


def shared_data_dir() -> Path:
    """Folder of the shared real data; skips the test when it is absent.

    CITYLOOP_SHARED_DATA names it; otherwise it is `../shared/data` beside the project.
    """
    named = os.environ.get("CITYLOOP_SHARED_DATA")
    folder = Path(named) if named else PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no shared data: set CITYLOOP_SHARED_DATA to its folder")
    return folder


def shared_file(name: str) -> Path:
    """Path of one file of the shared data, such as "requests311/x.parquet"; skips when absent."""
    path = shared_data_dir() / name
    if not path.is_file():
        pytest.skip(f"shared data has no {name}")
    return path
