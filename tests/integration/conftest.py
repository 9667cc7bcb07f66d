"""The cast, and the ways to visit pages, for every test that needs them."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.integration.visits import post, see
from tests.people import cast

__all__ = ["cast", "post", "see"]


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """Make the folder of static files, whose absence the file server warns about."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
