"""Estates, ballots and the shipped rules for the tests of votes."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cityloop.deliberation.choices import Choice
from cityloop.deliberation.rules.consent import Consents, load_consents
from cityloop.deliberation.rules.roll import Ballot, OwnedUnit

FOLDER = Path(__file__).parents[3] / "definitions" / "consent"


@cache
def consents() -> Consents:
    return load_consents(FOLDER)


def estate(units: int, *, area: int, first: int = 1, owner: str = "") -> list[OwnedUnit]:
    """Units of one size, each with an owner called by its number, or all of one owner."""
    numbers = range(first, first + units)
    return [OwnedUnit(str(number), owner or str(number), area) for number in numbers]


def ballots(choices: Mapping[str, Choice]) -> list[Ballot]:
    return [Ballot(owner, choice) for owner, choice in choices.items()]
