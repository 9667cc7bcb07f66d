"""A vote in words: what was counted, what was needed, by how much it was met or missed."""

from collections.abc import Collection
from fractions import Fraction
from typing import Any, Protocol

from cityloop.core.sentences import Sentence
from cityloop.deliberation.choices import Measure, Stage
from cityloop.deliberation.rules.gates import Gate, printed


class Counted(Protocol):
    """What the words need of a gate that was counted."""

    @property
    def stage(self) -> Stage: ...
    @property
    def measure(self) -> Measure: ...
    @property
    def gate(self) -> Gate: ...
    @property
    def amount(self) -> Fraction: ...
    @property
    def base(self) -> Fraction: ...
    @property
    def needed(self) -> Fraction: ...
    @property
    def margin(self) -> Fraction: ...
    @property
    def is_met(self) -> bool: ...


def gate_line(counted: Counted) -> Sentence:
    """How many of how many, and how many are needed; areas in square metres."""
    said: dict[str, Any] = {
        "amount": printed(counted.amount),
        "base": printed(counted.base),
        "needed": printed(counted.needed, upwards=True),
    }
    taking_part = counted.stage == Stage.PARTICIPATION
    if counted.measure == Measure.HEADS:
        return _heads_line(said, taking_part=taking_part)
    if counted.gate.is_strict:
        return _area_above_line(said, taking_part=taking_part)
    return _area_line(said, taking_part=taking_part)


def gate_verdict(counted: Counted) -> Sentence:
    """By how much the gate is met or missed; at a strict limit exactly, that more is needed."""
    if counted.base == 0:
        return Sentence("Not met: nobody took part.")
    heads = counted.measure == Measure.HEADS
    if counted.is_met:
        spare = printed(counted.margin)
        if heads:
            return Sentence("Met; owners to spare: %(spare)s.", spare=spare)
        return Sentence("Met; square metres to spare: %(spare)s.", spare=spare)
    if counted.margin == 0:
        return Sentence("Not met: exactly the limit, and more than it is needed.")
    lacking = printed(-counted.margin, upwards=True)
    if heads:
        return Sentence("Not met; owners lacking: %(lacking)s.", lacking=lacking)
    return Sentence("Not met; square metres lacking: %(lacking)s.", lacking=lacking)


def vote_line(missed: Collection[Counted]) -> Sentence:
    """Whether the vote passed; too few taking part is named before too few agreeing."""
    stages = {gate.stage for gate in missed}
    if Stage.PARTICIPATION in stages:
        return Sentence("Failed: too few took part.")
    if stages:
        return Sentence("Failed: too few agreed.")
    return Sentence("Passed: every count is met.")


def _heads_line(said: dict[str, Any], *, taking_part: bool) -> Sentence:
    if taking_part:
        return Sentence(
            "Owners taking part: %(amount)s of %(base)s; at least %(needed)s needed.", **said
        )
    return Sentence("Owners agreeing: %(amount)s of %(base)s; at least %(needed)s needed.", **said)


def _area_line(said: dict[str, Any], *, taking_part: bool) -> Sentence:
    if taking_part:
        return Sentence(
            "Square metres taking part: %(amount)s of %(base)s; at least %(needed)s needed.",
            **said,
        )
    return Sentence(
        "Square metres agreeing: %(amount)s of %(base)s; at least %(needed)s needed.", **said
    )


def _area_above_line(said: dict[str, Any], *, taking_part: bool) -> Sentence:
    # The limit is rounded up for print only; the comparison is exact.
    if taking_part:
        return Sentence(
            "Square metres taking part: %(amount)s of %(base)s; more than %(needed)s needed.",
            **said,
        )
    return Sentence(
        "Square metres agreeing: %(amount)s of %(base)s; more than %(needed)s needed.", **said
    )
