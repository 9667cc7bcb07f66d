"""The residents' assembly: when it can decide, what it decides, who can have it called."""

from dataclasses import dataclass
from fractions import Fraction

from cityloop.core.errors import InputError
from cityloop.core.sentences import Sentence
from cityloop.deliberation.rules.consent import AssemblyRule
from cityloop.deliberation.rules.gates import fewest, is_met


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyResult:
    """A decision with its numbers; `quorum` and `needed` are the smallest numbers that suffice."""

    eligible: int
    present: int
    agreeing: int
    quorum: int
    needed: int
    is_quorate: bool
    passed: bool

    @property
    def sentence(self) -> Sentence:
        """Whether it passed and by how much, or why it could not decide."""
        if not self.is_quorate:
            return Sentence(
                "It could not decide: %(present)s of %(eligible)s are present, %(quorum)s needed.",
                present=self.present,
                eligible=self.eligible,
                quorum=self.quorum,
            )
        numbers = {"agreeing": self.agreeing, "present": self.present, "needed": self.needed}
        if self.passed:
            return Sentence(
                "Passed: %(agreeing)s of %(present)s present agree, %(needed)s needed.", **numbers
            )
        return Sentence(
            "Failed: %(agreeing)s of %(present)s present agree, %(needed)s needed.", **numbers
        )


@dataclass(frozen=True, slots=True)
class Proposers:
    """How many of all demand that the assembly is called."""

    demanding: int
    of: int


def assembly_result(
    eligible: int, *, present: int, agreeing: int, rule: AssemblyRule
) -> AssemblyResult:
    """The decision of an assembly of `eligible` adults, households or delegates (domain.md E1).

    Those who are present and do not agree count against it. Raises InputError when more agree than
    are present, or more are present than may be.
    """
    if not 0 <= agreeing <= present <= eligible:
        raise InputError(
            Sentence(
                "%(agreeing)s agreeing of %(present)s present of %(eligible)s cannot be.",
                agreeing=agreeing,
                present=present,
                eligible=eligible,
            ),
            where="assembly",
        )
    is_quorate = is_met(rule.quorum, amount=Fraction(present), of=Fraction(eligible))
    agreed = is_met(rule.decision, amount=Fraction(agreeing), of=Fraction(present))
    return AssemblyResult(
        eligible=eligible,
        present=present,
        agreeing=agreeing,
        quorum=fewest(rule.quorum, of=eligible),
        needed=fewest(rule.decision, of=present),
        is_quorate=is_quorate,
        passed=is_quorate and agreed,
    )


def must_be_called(
    rule: AssemblyRule, *, adults: Proposers, households: Proposers, groups: Proposers
) -> bool:
    """Whether enough adults, or enough households, or enough groups demand it (domain.md E1)."""
    demands = (
        (rule.call_adults, adults),
        (rule.call_households, households),
        (rule.call_groups, groups),
    )
    return any(
        is_met(gate, amount=Fraction(who.demanding), of=Fraction(who.of)) for gate, who in demands
    )
