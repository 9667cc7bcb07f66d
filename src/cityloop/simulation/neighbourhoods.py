"""What kind of place each community and estate is, as neighbourhoods.yaml says."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

from cityloop.core.definitions import Document, Positive, Problems, Within, read_struct, suggestion


class EstateKind(StrEnum):
    """How an estate came to be."""

    COURTYARD = "courtyard"
    WORK_UNIT = "work_unit"
    COMMERCIAL = "commercial"
    RESETTLEMENT = "resettlement"
    MIXED = "mixed"


def is_share(number: float) -> bool:
    """True from 0 to 1."""
    return 0 <= number <= 1


Share = Annotated[float, Within(is_share, "must lie between 0 and 1")]
Multiple = Annotated[float, Within(lambda number: number > 0, "must be greater than 0")]


class CommunityRow(msgspec.Struct, frozen=True, kw_only=True):
    """Shares of people (ages, newcomers) and households (rent); income 1 is the city's mean."""

    aged_65: Share
    children: Share
    rent: Share
    newcomers: Share
    income: Multiple
    languages: dict[str, Share]


class EstateRow(msgspec.Struct, frozen=True, kw_only=True):
    """`built` is the year of the median home."""

    kind: EstateKind
    built: Positive
    lifts: bool
    heritage: bool


class NeighbourhoodFile(msgspec.Struct, frozen=True, kw_only=True):
    """Communities and estates by the code of their area."""

    communities: dict[str, CommunityRow]
    estates: dict[str, EstateRow]


def read_neighbourhoods(
    path: Path, *, communities: Iterable[str], estates: Iterable[str]
) -> NeighbourhoodFile:
    """The file, with one row for each of these areas and no others.

    Raises DefinitionError naming file, line and field of every mistake.
    """
    problems = Problems()
    found = read_struct(path, kind=NeighbourhoodFile, problems=problems)
    problems.raise_if_any()
    assert found is not None  # noqa: S101 - raise_if_any has left otherwise
    content, document = found
    _compare(content.communities, codes=communities, document=document, problems=problems)
    _compare(content.estates, codes=estates, document=document, problems=problems)
    problems.raise_if_any()
    return content


def _compare(
    rows: Iterable[str], *, codes: Iterable[str], document: Document, problems: Problems
) -> None:
    written, known = set(rows), set(codes)
    for code in sorted(written - known):
        hint = suggestion(code, options=known - written)
        section = "communities" if ("communities", code) in document.lines else "estates"
        problems.add(
            document.file,
            text=f"area '{code}' is not in areas.yaml at this level{hint}",
            line=document.line((section, code)),
            about=code,
        )
    for code in sorted(known - written):
        problems.add(document.file, text=f"has no row for area '{code}'; add it", about=code)
