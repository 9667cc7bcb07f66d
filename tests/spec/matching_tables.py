"""Reads the tables of matching_*.txt."""

from tests.spec import tables


def rows(file: str, name: str) -> list[dict[str, str]]:
    """The rows of the table under the heading `## name: ...` of matching_<file>.txt."""
    return tables.rows(f"matching_{file}", name)
