"""The owners' vote: gates on area and on heads, all of which must be met (domain.md E2, H11)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cityloop.core.sentences import Sentence
from cityloop.deliberation.choices import Base, Choice, Effect, Measure, Stage, Unreturned
from cityloop.deliberation.rules.consent import ConsentRule
from cityloop.deliberation.rules.gates import Gate, fewest, is_met, threshold
from cityloop.deliberation.rules.roll import Ballot, OwnedUnit, areas_of_owners, choices_of_owners
from cityloop.deliberation.rules.vote_words import gate_line, gate_verdict, vote_line

_DEEMED: Mapping[Unreturned, Choice | None] = {
    Unreturned.ABSENT: None,
    Unreturned.ABSTAINS: Choice.ABSTAIN,
    Unreturned.FOLLOWS: Choice.FOLLOW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One count, in square metres or owners.

    `following` goes with the majority and is not contained in yes or no, but in `for_yes` when the
    majority says yes.
    """

    total: Fraction
    yes: Fraction
    no: Fraction
    abstaining: Fraction
    following: Fraction
    for_yes: Fraction

    @property
    def participating(self) -> Fraction:
        """All who take part, those who abstain included."""
        return self.yes + self.no + self.abstaining + self.following


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """One gate on one count: the amount, what it is a share of, and whether that is enough."""

    stage: Stage
    measure: Measure
    gate: Gate
    amount: Fraction
    base: Fraction
    is_met: bool

    @property
    def needed(self) -> Fraction:
        """What is needed: of owners the smallest whole number, of area the limit itself."""
        if self.measure == Measure.HEADS:
            return Fraction(fewest(self.gate, of=int(self.base)))
        return threshold(self.gate, of=self.base)

    @property
    def margin(self) -> Fraction:
        """How far above what is needed; below zero: how much is lacking."""
        return self.amount - self.needed

    @property
    def sentence(self) -> Sentence:
        """The count, in words: how many of how many, and how many are needed."""
        return gate_line(self)

    @property
    def verdict(self) -> Sentence:
        """By how much the gate is met or missed, in words."""
        return gate_verdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteResult:
    """The result with every gate; `effect` is None when the vote failed."""

    rule: str
    passed: bool
    effect: Effect | None
    gates: tuple[GateResult, ...]
    tallies: Mapping[Measure, Tally]

    @property
    def missed(self) -> tuple[GateResult, ...]:
        """The gates that were not met."""
        return tuple(gate for gate in self.gates if not gate.is_met)

    @property
    def sentence(self) -> Sentence:
        """Whether it passed, and if not, at which stage it failed."""
        return vote_line(self.missed)


def owners_vote(
    units: Iterable[OwnedUnit],
    *,
    ballots: Iterable[Ballot],
    rule: ConsentRule,
    handed_over: Collection[str] = (),
) -> VoteResult:
    """The result of a vote of the owners of `units` under a rule of consent.

    `handed_over`: owners proved to have received their ballot. Only they are deemed to vote as
    `rule.unreturned` says when none came back; all other silence is absence. A ballot that goes
    with the majority joins the side that is larger in every count, and takes part without a side
    where there is none. Raises InputError for a roll or ballots that cannot be counted.
    """
    areas = areas_of_owners(units)
    choices = choices_of_owners(ballots, owners=areas)
    deemed = _DEEMED[rule.unreturned]
    if deemed is not None:
        silent = (set(handed_over) & set(areas)) - set(choices)
        choices |= dict.fromkeys(silent, deemed)
    weights = {Measure.AREA: areas, Measure.HEADS: dict.fromkeys(areas, Fraction(1))}
    sums = {one: _sums(choices, weights=weights[one]) for one in rule.counts}
    is_yes = all(each[Choice.YES] > each[Choice.NO] for each in sums.values())
    tallies = {
        one: _tally(sums[one], total=sum(weights[one].values(), Fraction(0)), is_yes=is_yes)
        for one in rule.counts
    }
    return vote_result(tallies, rule=rule)


def vote_result(tallies: Mapping[Measure, Tally], *, rule: ConsentRule) -> VoteResult:
    """The result of counts that are known already, such as those of a public electronic vote."""
    gates = tuple(
        result for one in rule.counts for result in _gate_results(tallies[one], one=one, rule=rule)
    )
    passed = all(gate.is_met for gate in gates)
    return VoteResult(
        rule=rule.code,
        passed=passed,
        effect=rule.effect if passed else None,
        gates=gates,
        tallies=tallies,
    )


def _sums(choices: Mapping[str, Choice], *, weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    sums = dict.fromkeys((choice.value for choice in Choice), Fraction(0))
    for owner, choice in choices.items():
        sums[choice] += weights[owner]
    return sums


def _tally(sums: Mapping[str, Fraction], *, total: Fraction, is_yes: bool) -> Tally:
    yes, following = sums[Choice.YES], sums[Choice.FOLLOW]
    return Tally(
        total=total,
        yes=yes,
        no=sums[Choice.NO],
        abstaining=sums[Choice.ABSTAIN],
        following=following,
        for_yes=yes + following if is_yes else yes,
    )


def _gate_results(tally: Tally, *, one: Measure, rule: ConsentRule) -> list[GateResult]:
    base = tally.total if rule.approval_of == Base.ALL else tally.participating
    wanted = [(Stage.APPROVAL, rule.approval, tally.for_yes, base)]
    if rule.participation is not None:
        taking_part = (Stage.PARTICIPATION, rule.participation, tally.participating, tally.total)
        wanted.insert(0, taking_part)
    return [
        GateResult(
            stage=stage,
            measure=one,
            gate=gate,
            amount=amount,
            base=of,
            is_met=is_met(gate, amount=amount, of=of),
        )
        for stage, gate, amount, of in wanted
    ]
