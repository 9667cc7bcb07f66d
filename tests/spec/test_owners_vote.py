"""The owners' vote, as printed in the manual: owners_vote.txt (domain.md H19, 11)."""

from fractions import Fraction

import msgspec
import pytest

from cityloop.deliberation.choices import Choice, Measure
from cityloop.deliberation.rules.owners_vote import VoteResult, owners_vote
from tests.spec.tables import rows
from tests.unit.deliberation.votes import ballots, consents, estate

ESTATE = estate(300, area=90)
# Nine small owners, and the developer with the twelve units it has not sold.
DEVELOPERS_ESTATE = [
    *estate(9, area=50),
    *estate(12, area=50, first=10, owner="developer"),
]


def voted(row: dict[str, str], *, handed_over: int = 0) -> VoteResult:
    """A vote of the estate in which the first owners say yes, the next no, and so on."""
    rule = consents().rules[row.get("rule", "owners_ordinary")]
    if "unreturned" in row:
        rule = msgspec.structs.replace(rule, unreturned=row["unreturned"])
    given = [choice for choice in Choice for _ in range(int(row.get(choice.value, "0")))]
    owners = [unit.owner for unit in ESTATE]
    silent = owners[len(given) : len(given) + handed_over]
    choices = dict(zip(owners, given, strict=False))
    return owners_vote(ESTATE, ballots=ballots(choices), rule=rule, handed_over=silent)


@pytest.mark.parametrize("row", rows("owners_vote", "needs"))
def test_owners_needed_are_as_printed(row: dict[str, str]) -> None:
    result = voted({"rule": row["rule"], "yes": row["taking part"]})
    needed = {gate.measure: gate.needed for gate in result.gates if gate.stage == "approval"}
    assert needed[Measure.HEADS] == int(row["owners needed"])


@pytest.mark.parametrize("row", rows("owners_vote", "needs"))
def test_area_needed_is_as_printed(row: dict[str, str]) -> None:
    result = voted({"rule": row["rule"], "yes": row["taking part"]})
    lines = [gate.sentence for gate in result.gates if gate.measure == Measure.AREA]
    assert f"; {row['area needed']} needed." in lines[-1]


@pytest.mark.parametrize("row", rows("owners_vote", "votes"))
def test_vote_ends_as_printed(row: dict[str, str]) -> None:
    assert voted(row).sentence == row["answer"]


@pytest.mark.parametrize("row", rows("owners_vote", "votes"))
def test_missed_gate_reads_as_printed(row: dict[str, str]) -> None:
    missed = [(str(gate.sentence), str(gate.verdict)) for gate in voted(row).missed]
    assert [*missed, ("-", "-")][0] == (row["first gate missed"], row["by how much"])


@pytest.mark.parametrize("row", rows("owners_vote", "both"))
def test_both_counts_decide_as_printed(row: dict[str, str]) -> None:
    choices = dict.fromkeys(row["yes"].split(), Choice.YES)
    choices |= {owner: Choice.NO for owner in row["no"].split() if owner != "-"}
    result = owners_vote(
        DEVELOPERS_ESTATE, ballots=ballots(choices), rule=consents().rules[row["rule"]]
    )
    missed = " ".join(str(gate.sentence) for gate in result.missed) or "-"
    assert (result.sentence, missed) == (row["answer"], row["gate missed"])


@pytest.mark.parametrize("row", rows("owners_vote", "silence"))
def test_silence_counts_as_printed(row: dict[str, str]) -> None:
    result = voted(row, handed_over=int(row["handed over"]))
    heads = result.tallies[Measure.HEADS]
    assert (result.sentence, heads.participating, heads.for_yes) == (
        row["answer"],
        Fraction(row["owners taking part"]),
        Fraction(row["owners for yes"]),
    )
