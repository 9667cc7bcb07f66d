"""Rolls and ballots that cannot be counted, and what a result carries."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import pytest

from cityloop.core.errors import InputError
from cityloop.deliberation.choices import Choice, Effect, Measure
from cityloop.deliberation.rules.owners_vote import owners_vote
from cityloop.deliberation.rules.roll import Ballot, OwnedUnit
from tests.unit.deliberation.votes import consents, estate

RULE = consents().rules["owners_ordinary"]
YES = Ballot("1", Choice.YES)


@pytest.mark.parametrize(
    ("units", "given", "message"),
    [
        ([*estate(2, area=50), OwnedUnit("2", "3", 50)], [], "The unit 2 stands on the roll twice"),
        ([OwnedUnit("1", "1", 0)], [], "The unit 1 has no area above zero"),
        (estate(2, area=50), [YES, YES], "There are two ballots of 1"),
        (estate(2, area=50), [Ballot("9", Choice.YES)], "9 is not on the roll of owners"),
    ],
)
def test_vote_that_cannot_be_counted_is_refused(
    units: list[OwnedUnit], given: list[Ballot], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        owners_vote(units, ballots=given, rule=RULE)


def test_area_is_never_a_binary_floating_point_number() -> None:
    unit = OwnedUnit("1", "1", cast("Any", 89.7))
    with pytest.raises(TypeError, match="float"):
        owners_vote([unit], ballots=[YES], rule=RULE)


def test_areas_of_hundredths_are_added_exactly() -> None:
    units = [OwnedUnit(str(number), "1", Decimal("0.1")) for number in range(3)]
    result = owners_vote(units, ballots=[YES], rule=RULE)
    assert result.tallies[Measure.AREA].yes == Fraction(3, 10)


def test_vote_that_passed_has_the_effect_of_its_rule() -> None:
    assert owners_vote(estate(1, area=50), ballots=[YES], rule=RULE).effect == Effect.RESOLUTION


def test_vote_that_failed_has_no_effect() -> None:
    assert owners_vote(estate(3, area=50), ballots=[YES], rule=RULE).effect is None


def test_met_gates_say_how_much_is_to_spare() -> None:
    result = owners_vote(estate(1, area=50), ballots=[YES], rule=RULE)
    assert [str(gate.verdict) for gate in result.gates] == [
        "Met; square metres to spare: 16.66.",
        "Met; square metres to spare: 25.",
        "Met; owners to spare: 0.",
        "Met; owners to spare: 0.",
    ]


def test_vote_in_which_nobody_took_part_says_so() -> None:
    result = owners_vote(estate(3, area=50), ballots=[], rule=RULE)
    assert result.gates[1].verdict == "Not met: nobody took part."
