"""The cast, for every test that needs people."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.people import cast

__all__ = ["cast"]


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """Make the folder of static files, whose absence the file server warns about."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
