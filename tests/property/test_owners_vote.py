"""What must hold of every owners' vote, whatever the estate."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from cityloop.deliberation.choices import Choice, Measure, Unreturned
from cityloop.deliberation.rules.consent import ConsentRule
from cityloop.deliberation.rules.owners_vote import GateResult, VoteResult, owners_vote
from cityloop.deliberation.rules.roll import Ballot, OwnedUnit
from tests.unit.deliberation.votes import consents

AREA = st.fractions(min_value=Fraction(1, 3), max_value=200, max_denominator=12)
# An owner's areas, what stands on the ballot (None: none came back), whether it was handed over.
OWNER = st.tuples(
    st.lists(AREA, min_size=1, max_size=3), st.sampled_from([None, *Choice]), st.booleans()
)
OWNERS = st.lists(OWNER, min_size=1, max_size=12)
RULES = st.builds(
    lambda code, unreturned: msgspec.structs.replace(consents().rules[code], unreturned=unreturned),
    st.sampled_from(sorted(consents().rules)),
    st.sampled_from(list(Unreturned)),
)
Owner = tuple[list[Fraction], Choice | None, bool]  # areas, ballot, handed over


def vote(owners: Sequence[Owner], *, rule: ConsentRule, seed: int | None = None) -> VoteResult:
    """The result; with a seed, roll and ballots are counted in another order."""
    units = [
        OwnedUnit(f"{owner}-{unit}", str(owner), area)
        for owner, (areas, _, _) in enumerate(owners)
        for unit, area in enumerate(areas)
    ]
    ballots = [Ballot(str(owner), one[1]) for owner, one in enumerate(owners) if one[1]]
    handed_over = [str(owner) for owner, one in enumerate(owners) if one[2]]
    if seed is not None:
        for counted in (units, ballots, handed_over):
            Random(seed).shuffle(counted)  # noqa: S311 - an order, not a secret
    return owners_vote(units, ballots=ballots, rule=rule, handed_over=handed_over)


@given(OWNERS, RULES, st.integers(0, 10_000))
def test_order_of_roll_and_ballots_never_matters(
    owners: list[Owner], rule: ConsentRule, seed: int
) -> None:
    assert vote(owners, rule=rule, seed=seed) == vote(owners, rule=rule)


@given(OWNERS, RULES, st.data())
def test_one_more_yes_never_turns_a_pass_into_a_failure(
    owners: list[Owner], rule: ConsentRule, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(owners) - 1))
    areas, _, handed_over = owners[place]
    more = [*owners[:place], (areas, Choice.YES, handed_over), *owners[place + 1 :]]
    assert vote(owners, rule=rule).passed <= vote(more, rule=rule).passed


@given(OWNERS, RULES)
def test_vote_passes_exactly_when_each_count_alone_would_pass(
    owners: list[Owner], rule: ConsentRule
) -> None:
    # Without ballots that lean on a majority, each count can be looked at alone.
    plain = [(areas, Choice.NO if one == Choice.FOLLOW else one, False) for areas, one, _ in owners]
    alone = [
        vote(plain, rule=msgspec.structs.replace(rule, counts=(measure,))).passed
        for measure in rule.counts
    ]
    assert vote(plain, rule=rule).passed == all(alone)


@given(OWNERS, RULES)
def test_units_of_one_owner_are_one_head_and_all_their_area(
    owners: list[Owner], rule: ConsentRule
) -> None:
    both = msgspec.structs.replace(rule, counts=(Measure.AREA, Measure.HEADS))
    tallies = vote(owners, rule=both).tallies
    areas = sum((area for one in owners for area in one[0]), Fraction(0))
    heads = Fraction(len(owners))
    assert (tallies[Measure.HEADS].total, tallies[Measure.AREA].total) == (heads, areas)


@given(OWNERS, RULES)
def test_gate_is_met_exactly_when_nothing_is_lacking(
    owners: list[Owner], rule: ConsentRule
) -> None:
    counted = [gate for gate in vote(owners, rule=rule).gates if gate.base > 0]
    assert [gate.is_met for gate in counted] == [suffices(gate) for gate in counted]


def suffices(gate: GateResult) -> bool:
    """Nothing is lacking; of area, at a limit that must be passed, something is to spare."""
    if gate.measure == Measure.AREA and gate.gate.is_strict:
        return gate.margin > 0
    return gate.margin >= 0
