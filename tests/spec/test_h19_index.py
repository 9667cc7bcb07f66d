"""The test vectors of domain.md H19, and the tests that prove each of them.

A test is named with its module. Where its table has a column `vector`, a row of it must carry the
number; where the rows have names, the row that proves the vector is named too. A test that is
renamed or a row that is dropped fails here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest

VECTORS = 15


@dataclass(frozen=True, slots=True)
class Proof:
    """A test; `rows` are names of its parameters that must be there."""

    vector: int
    module: str
    test: str
    rows: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.vector}-{self.test}"


CLOCK = "tests.spec.test_clock_vectors"
RATES = "tests.spec.test_rates_tables"
VOTE = "tests.spec.test_owners_vote"
OBJECTIONS = "tests.integration.test_flow_objections"
PAGES = "tests.integration.test_pages_permissions"
OF_TABLE = "test_rates_of_the_table_are_as_printed"

PROOFS = (
    # 1, 2: days, working days and hours over a holiday with adjusted working days
    Proof(1, CLOCK, "test_due_is_as_printed"),
    Proof(2, CLOCK, "test_due_is_as_printed"),
    # 3: an objection overruled changes nothing; upheld, the new agency has a full clock
    Proof(3, CLOCK, "test_story_moves_due_as_printed"),
    Proof(3, CLOCK, "test_story_leaves_the_clock_as_printed"),
    Proof(3, CLOCK, "test_new_round_gets_a_full_clock"),
    Proof(3, OBJECTIONS, "test_upheld_objection_gives_a_full_clock"),
    Proof(3, OBJECTIONS, "test_overruled_objection_counts_its_time"),
    # 4: no objection after a ruling; the third dispatch needs one
    Proof(4, CLOCK, "test_step_is_answered_as_printed"),
    Proof(4, CLOCK, "test_dispatch_is_answered_as_printed"),
    Proof(4, OBJECTIONS, "test_overruled_order_cannot_be_returned_again"),
    Proof(4, OBJECTIONS, "test_another_dispatch_at_the_limit_needs_a_ruling"),
    # 5: one extension, asked for before the order is due
    Proof(5, CLOCK, "test_step_is_answered_as_printed"),
    Proof(5, CLOCK, "test_story_moves_due_as_printed"),
    # 6: reopened, or linked without an order
    Proof(6, CLOCK, "test_step_is_answered_as_printed"),
    Proof(6, "tests.spec.test_matching_repeats", "test_repeat_is_taken_in_as_printed"),
    # 7: the district's copy, and the district where nobody is named
    Proof(7, CLOCK, "test_dispatch_is_copied_to_the_district_as_printed"),
    Proof(7, "tests.spec.test_matching_duties", "test_duty_is_found_as_printed"),
    # 8: the accused find nothing, and their attempt is kept
    Proof(8, "tests.spec.test_shielding", "test_report_is_seen_as_printed"),
    Proof(8, PAGES, "test_accused_agency_gets_not_found", ("handler",)),
    Proof(8, PAGES, "test_attempt_of_the_accused_is_kept"),
    # 9: too few to compare; the month is that of the due time
    Proof(9, RATES, OF_TABLE, ("rates_gates-twenty-nine", "rates_gates-thirty")),
    Proof(9, RATES, OF_TABLE, ("rates_gates-reach-49", "rates_gates-reach-50")),
    Proof(9, "tests.spec.test_cohort", "test_order_is_scored_in_the_month_as_printed"),
    Proof(9, "tests.spec.test_cohort", "test_late_answer_counts_in_the_due_month_as_printed"),
    # 10: one person's ten answers count three times
    Proof(10, RATES, OF_TABLE, ("rates_one_person_many_orders-A",)),
    # 11: the score, its intervals and shrinkage; the vote with its boundaries
    Proof(11, RATES, OF_TABLE, ("rates_worked_example-A",)),
    Proof(11, "tests.spec.test_intervals", "test_interval_is_as_printed"),
    Proof(11, "tests.spec.test_intervals", "test_rate_is_drawn_towards_its_peers_as_printed"),
    Proof(11, VOTE, "test_owners_needed_are_as_printed"),
    Proof(11, VOTE, "test_area_needed_is_as_printed"),
    Proof(11, VOTE, "test_vote_ends_as_printed"),
    Proof(11, VOTE, "test_missed_gate_reads_as_printed"),
    Proof(11, VOTE, "test_both_counts_decide_as_printed"),
    # 12: the residents' assembly of 101
    Proof(12, "tests.spec.test_residents_assembly", "test_assembly_decides_as_printed"),
    # 13: a denominator of 0; no finding is verified without a later measurement
    Proof(13, "tests.spec.test_indicators", "test_value_is_as_printed"),
    Proof(13, "tests.spec.test_indicators", "test_value_of_parts_is_as_printed"),
    Proof(13, "tests.spec.test_indicators", "test_finding_is_closed_as_printed"),
    # 14: small cells
    Proof(
        14,
        "tests.spec.test_rates_suppression",
        "test_small_cells_are_suppressed_as_printed",
        (
            "Nine-cases-are-hidden-with-three-cells-that-protect-them",
            "A-lone-district-of-nine-hides-its-total",
        ),
    ),
    # 15: a missing year blocks
    Proof(15, CLOCK, "test_missing_year_blocks_as_printed"),
    Proof(
        15,
        "tests.integration.test_loading_city",
        "test_calendar_without_the_year_blocks_limits_in_working_time",
    ),
)


def parameters(test: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever a test is parametrised with
    """The single parameters of a test, as they stand in its marks."""
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "parametrize":
            yield from mark.args[1]


def names(test: Any) -> set[str]:  # noqa: ANN401
    """The names of a test's rows: their ids, and the words that are parameters themselves."""
    found = parameters(test)
    return {one if isinstance(one, str) else str(getattr(one, "id", "")) for one in found}


@pytest.mark.parametrize("proof", PROOFS, ids=str)
def test_proof_of_the_vector_exists(proof: Proof) -> None:
    assert callable(getattr(import_module(proof.module), proof.test, None)), proof


@pytest.mark.parametrize("proof", [one for one in PROOFS if one.rows], ids=str)
def test_row_that_proves_the_vector_exists(proof: Proof) -> None:
    test = getattr(import_module(proof.module), proof.test)
    assert set(proof.rows) <= names(test)


@pytest.mark.parametrize(
    "proof",
    [one for one in PROOFS if one.module.startswith("tests.spec.") and not one.rows],
    ids=str,
)
def test_table_has_a_row_with_the_number_of_the_vector(proof: Proof) -> None:
    test = getattr(import_module(proof.module), proof.test)
    assert str(proof.vector) in {row["vector"] for row in parameters(test) if "vector" in row}


def test_every_vector_has_a_proof() -> None:
    assert {proof.vector for proof in PROOFS} == set(range(1, VECTORS + 1))
