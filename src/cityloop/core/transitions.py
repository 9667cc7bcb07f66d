"""Lifecycles as tables: refuse a step, list the steps, draw the diagram (architecture.md 4)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.sentences import Sentence, words

Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True)
class Transition(Generic[Facts]):
    """One row of a lifecycle: from any of `sources`, `step` leads to `target`.

    No sources: the step creates the thing. Target None: the state stays. No parties: whoever holds
    the permission. Guards know the thing and grey the button; input checks know what was typed in
    and are asked only when the step is taken. Both return None or a sentence for the person.
    """

    step: str
    sources: tuple[str, ...]
    target: str | None
    parties: tuple[str, ...] = ()
    needs_reason: bool = False
    guards: tuple[Callable[[Facts], str | None], ...] = ()
    input_checks: tuple[Callable[[Facts], str | None], ...] = ()


@dataclass(frozen=True)
class Lifecycle(Generic[Facts]):
    """A named table of transitions; a step leaves a state in one way at most."""

    name: str
    transitions: tuple[Transition[Facts], ...]
    _rows: dict[tuple[str, str | None], Transition[Facts]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Index the rows; raises ValueError when one step has two ways out of a state."""
        for row in self.transitions:
            for source in row.sources or (None,):
                if (row.step, source) in self._rows:
                    raise ValueError(f"{self.name}: two rows for {row.step} from {source}")
                self._rows[row.step, source] = row

    @property
    def states(self) -> tuple[str, ...]:
        """Every state of the table, in the order in which the table names them."""
        named = (state for row in self.transitions for state in (*row.sources, row.target))
        return tuple(dict.fromkeys(state for state in named if state is not None))

    def steps_from(self, state: str | None) -> tuple[str, ...]:
        """The steps the table knows from this state (None: before creation), in table order."""
        return tuple(row.step for row in self.transitions if state in (row.sources or (None,)))

    def row(self, step: str, state: str | None) -> Transition[Facts] | None:
        """The row that leads this step out of this state, or None."""
        return self._rows.get((step, state))

    def why_not(
        self, step: str, state: str | None, *, facts: Facts | None = None, party: str | None = None
    ) -> str | None:
        """Why the step cannot be taken, in words, or None; for a button, so without typed input.

        Guards are asked only when `facts` are given, the party only when it is given.
        """
        row = self.row(step, state)
        if row is None:
            return self._no_row(step, state)
        if party is not None and row.parties and party not in row.parties:
            return Sentence(
                "To %(step)s belongs to: %(parties)s.",
                step=step,
                parties=", ".join(words(each) for each in row.parties),
            )
        return None if facts is None else _first_refusal(row.guards, facts)

    def target(
        self,
        step: str,
        state: str | None,
        *,
        facts: Facts | None = None,
        party: str | None = None,
        reason: str = "",
    ) -> str | None:
        """The state after the step; raises TransitionNotAllowed with the sentence of the refusal.

        A row with guards or input checks wants `facts` (ValueError without them).
        """
        refusal = self.why_not(step, state, facts=facts, party=party)
        row = self.row(step, state)
        if row is None or refusal is not None:
            raise TransitionNotAllowed(refusal or "", where=self.name)
        if row.needs_reason and not reason.strip():
            raise TransitionNotAllowed(
                Sentence("To %(step)s needs a reason.", step=step),
                where=self.name,
                mend="Write the reason in a sentence.",
            )
        if facts is None and (row.guards or row.input_checks):
            raise ValueError(f"{self.name}: the guards of {step} need facts")
        if facts is not None and (refusal := _first_refusal(row.input_checks, facts)):
            raise TransitionNotAllowed(refusal, where=self.name)
        return row.target or state

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram for the docs; steps that stay are left out."""
        lines = ["stateDiagram-v2"]
        for row in self.transitions:
            lines += [
                f"    {source or '[*]'} --> {row.target}: {words(row.step)}"
                for source in row.sources or (None,)
                if row.target is not None and row.target != source
            ]
        moving = {source for row in self.transitions if row.target for source in row.sources}
        lines += [f"    {state} --> [*]" for state in self.states if state not in moving]
        return "\n".join(lines) + "\n"

    def _no_row(self, step: str, state: str | None) -> Sentence:
        allowed = ", ".join(words(each) for each in self.steps_from(state)) or "nothing"
        return Sentence(
            "Cannot %(step)s: the state is %(state)s, which allows: %(allowed)s.",
            step=step,
            state=state or "not yet created",
            allowed=allowed,
        )


def _first_refusal(guards: tuple[Callable[[Facts], str | None], ...], facts: Facts) -> str | None:
    return next((refusal for guard in guards if (refusal := guard(facts))), None)
