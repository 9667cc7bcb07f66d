"""The roll of owners: whose units are how large, and who counts as one (domain.md E2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cityloop.core.errors import InputError
from cityloop.core.sentences import Sentence
from cityloop.deliberation.choices import Choice


@dataclass(frozen=True, slots=True)
class OwnedUnit:
    """One exclusive unit; area in square metres by the register, else the survey or the contract.

    `owner` is whoever counts as one: co-owners share a key, and so do all units of one buyer and
    all units that the developer has not sold or not handed over.
    """

    code: str
    owner: str
    area: Decimal | Fraction | int


@dataclass(frozen=True, slots=True)
class Ballot:
    owner: str
    choice: Choice


def areas_of_owners(units: Iterable[OwnedUnit]) -> dict[str, Fraction]:
    """Exact area of each owner; the number of owners is the headcount.

    Raises InputError for a unit that stands twice and for an area that is not above zero, and
    TypeError for a binary floating-point number, which is no exact area.
    """
    areas: dict[str, Fraction] = {}
    seen: set[str] = set()
    for unit in units:
        if unit.code in seen:
            raise InputError(
                Sentence("The unit %(unit)s stands on the roll twice.", unit=unit.code),
                where="roll",
                mend="Keep one of its rows; co-owners share one.",
            )
        seen.add(unit.code)
        areas[unit.owner] = areas.get(unit.owner, Fraction(0)) + _exact_area(unit)
    return areas


def choices_of_owners(
    ballots: Iterable[Ballot], *, owners: Mapping[str, Fraction]
) -> dict[str, Choice]:
    """The choice of each owner who returned a ballot.

    Raises InputError for an owner who is not on the roll and for a second ballot of one owner.
    """
    choices: dict[str, Choice] = {}
    for ballot in ballots:
        if ballot.owner not in owners:
            raise InputError(
                Sentence("%(owner)s is not on the roll of owners.", owner=ballot.owner),
                where="ballots",
            )
        if ballot.owner in choices:
            raise InputError(
                Sentence("There are two ballots of %(owner)s.", owner=ballot.owner),
                where="ballots",
                mend="An owner votes once, with all units; keep the valid ballot.",
            )
        choices[ballot.owner] = ballot.choice
    return choices


def _exact_area(unit: OwnedUnit) -> Fraction:
    if isinstance(unit.area, float):
        raise TypeError(f"the area of {unit.code} is a float; give a Decimal, Fraction or int")
    area = Fraction(unit.area)
    if area <= 0:
        raise InputError(
            Sentence("The unit %(unit)s has no area above zero.", unit=unit.code), where="roll"
        )
    return area
