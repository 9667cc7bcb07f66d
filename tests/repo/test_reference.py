"""The reference pages follow from tables in the code and are committed."""

from django.core.management import call_command


def test_reference_pages_are_current() -> None:
    assert call_command("write_reference", "--check") is None
