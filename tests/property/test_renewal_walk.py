"""Random walks of a renewal project: nothing is built past a gate, nothing paid past a promise."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.core.errors import InputError, TransitionNotAllowed
from cityloop.renewal.choices import MoneyStage
from cityloop.renewal.choices import ProjectState as State
from cityloop.renewal.choices import ProjectStep as Step
from cityloop.renewal.rules.lifecycle import (
    PROJECT_LIFECYCLE,
    ProjectFacts,
    commitment_refusal,
    payment_refusal,
)
from tests.renewal_facts import renewal, sound_facts

# What a project must have come through before anything is built, in this order.
TO_WORKS = (
    State.RESERVE,
    State.CONSENTED,
    State.REVIEWED,
    State.IMPLEMENTATION,
    State.FUNDED,
    State.WORKS,
)
BUILT = frozenset({State.WORKS, State.ACCEPTED, State.OPERATING, State.EVALUATED, State.WATCHED})


@dataclass
class Walk:
    facts: ProjectFacts
    state: str | None = None
    history: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def step(self, choice: int) -> None:
        known = PROJECT_LIFECYCLE.steps_from(self.state)
        if not known:
            return
        step = Step(known[choice % len(known)])
        was = self.facts
        with suppress(TransitionNotAllowed):
            self.state = PROJECT_LIFECYCLE.target(
                step, self.state, facts=self.facts, reason="because"
            )
            self._note_faults(step, was)
            self.facts = replace(was, paused=self._is_paused(step))
            self.history.append(self.state or "")

    def money(self, choice: int) -> None:
        source, year = (("fiscal", 2027), ("special-bond", 2028))[choice % 2]
        amount = Decimal(choice * 10_000)
        mix = self.facts.funding
        state = self.state or ""
        late = next(one.from_works for one in renewal().sources if one.code == source)
        with suppress(InputError):
            if choice % 3 and commitment_refusal(state) is None:
                mix = mix.with_committed(amount, source=source, year=year)
            paused = self.facts.paused
            if payment_refusal(state, from_works=late, paused=paused) is None:
                mix = mix.with_paid(amount, source=source, year=year)
                if late and state not in BUILT:
                    self.faults.append("a source for works done paid before the works")
        self.facts = replace(self.facts, funding=mix)

    def _is_paused(self, step: Step) -> bool:
        return step == Step.PAUSE or (self.facts.paused and step != Step.RESUME)

    def _note_faults(self, step: Step, facts: ProjectFacts) -> None:
        gate = facts.gates.get(step)
        if gate and not set(gate.evidence) <= facts.evidence:
            self.faults.append(f"{step} without its papers")
        if facts.paused and step not in {Step.RESUME, Step.WITHDRAW, Step.EXIT}:
            self.faults.append(f"{step} of a paused project")


PAPERS = sorted(sound_facts().evidence)
# A project with few papers must not get far; most have them all, so that walks go somewhere.
EVIDENCE = st.one_of(st.just(frozenset(PAPERS)), st.frozensets(st.sampled_from(PAPERS)))
CONSENT = st.sampled_from([True, True, False, None])
# The first step of a state carries it on, and stands here most often: walks get somewhere.
LIKELY = (0,) * 30 + (1, 1, 2, 2, 2, 2, 2, 2, 3, 4, 5)
MOVES = st.lists(st.tuples(st.booleans(), st.integers(0, 40)), min_size=40, max_size=100)


def walked(
    *, evidence: frozenset[str], consent: bool | None, moves: list[tuple[bool, int]]
) -> Walk:
    walk = Walk(replace(sound_facts(), evidence=evidence, consent=consent))
    for is_step, choice in moves:
        walk.step(LIKELY[choice]) if is_step else walk.money(choice)
    return walk


@settings(max_examples=200, deadline=None, derandomize=True)
@given(evidence=EVIDENCE, consent=CONSENT, moves=MOVES)
def test_no_project_is_built_without_passing_its_gates(
    *, evidence: frozenset[str], consent: bool | None, moves: list[tuple[bool, int]]
) -> None:
    walk = walked(evidence=evidence, consent=consent, moves=moves)
    passed = list(dict.fromkeys(state for state in walk.history if state in TO_WORKS))
    built = any(state in BUILT for state in walk.history)
    assert walk.faults == []
    assert not built or passed == list(TO_WORKS)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(evidence=EVIDENCE, consent=CONSENT, moves=MOVES)
def test_no_more_is_paid_than_committed(
    *, evidence: frozenset[str], consent: bool | None, moves: list[tuple[bool, int]]
) -> None:
    mix = walked(evidence=evidence, consent=consent, moves=moves).facts.funding
    paid, committed = mix.by_year(MoneyStage.PAID), mix.by_year(MoneyStage.COMMITTED)
    assert all(paid[year] <= committed[year] for year in paid)


def test_walk_of_forward_steps_reaches_the_end() -> None:
    walk = walked(evidence=frozenset(PAPERS), consent=True, moves=[(True, 0)] * 20)
    assert walk.state == State.CLOSED
