"""The lifecycle of a renewal project, as printed in the manual: renewal_lifecycle.txt."""

from pathlib import Path

import pytest

from cityloop.renewal.choices import ProjectState, ProjectStep
from cityloop.renewal.rules.definitions import load_renewal
from cityloop.renewal.rules.lifecycle import PROJECT_LIFECYCLE
from tests.spec.tables import rows

FOLDER = Path(__file__).parents[2] / "definitions" / "renewal"
HEADS = ("step", "from", "to", "who", "reason")


def known() -> set[tuple[str, ...]]:
    return {
        (
            row.step,
            source or "(new)",
            row.target or "(same)",
            row.parties[0],
            "yes" if row.needs_reason else "no",
        )
        for row in PROJECT_LIFECYCLE.transitions
        for source in row.sources or (None,)
    }


def printed() -> set[tuple[str, ...]]:
    return {tuple(row[head] for head in HEADS) for row in rows("renewal_lifecycle", "steps")}


def test_lifecycle_is_as_printed() -> None:
    assert known() == printed()


def test_every_step_of_a_project_is_printed() -> None:
    assert {row["step"] for row in rows("renewal_lifecycle", "steps")} == set(ProjectStep)


def test_every_state_can_be_reached() -> None:
    reached = {row.target for row in PROJECT_LIFECYCLE.transitions}
    assert reached - {None} == set(ProjectState)


@pytest.mark.parametrize("gate", rows("renewal_lifecycle", "gates"), ids=lambda row: row["step"])
def test_gate_is_as_printed(gate: dict[str, str]) -> None:
    found = load_renewal(FOLDER).gates[ProjectStep(gate["step"])]
    papers = ", ".join(found.evidence) or "(none)"
    assert (found.body, papers, found.power["en"]) == (gate["body"], gate["papers"], gate["power"])


def test_every_gate_is_printed() -> None:
    listed = {row["step"] for row in rows("renewal_lifecycle", "gates")}
    assert listed == set(load_renewal(FOLDER).gates)


def test_gate_names_the_body_that_the_table_lets_take_the_step() -> None:
    parties = {row.step: row.parties[0] for row in PROJECT_LIFECYCLE.transitions}
    gates = load_renewal(FOLDER).gates
    assert {step: gate.body for step, gate in gates.items()} == {
        step: parties[step] for step in gates
    }
