"""Conflicts, gaps and what changed between two lists."""

import pytest
from msgspec.structs import replace

from cityloop.responsibility.choices import DutyState
from cityloop.responsibility.rules.definitions import CoAgencyRow, DutyRow
from cityloop.responsibility.rules.gaps import (
    FaultKind,
    conflicts,
    gaps,
    publication_diff,
    row_faults,
    unfunded,
)
from tests.unit.responsibility.lists import PARENTS, duty, duty_list

CHAINS = (("lane", "yard", "city"), ("mill", "yard", "city"))


def test_conflict_names_both_rows() -> None:
    (fault,) = conflicts([duty(1, lead="a", area="lane"), duty(2, lead="b", area="lane")])
    assert (fault.kind, fault.rows, fault.text) == (
        FaultKind.CONFLICT,
        (1, 2),
        "'lamp' in 'lane' is led by 'a' (row 1) and 'b' (row 2); keep one lead",
    )


def test_rows_of_different_areas_do_not_conflict() -> None:
    assert conflicts([duty(1, lead="a", area="lane"), duty(2, lead="b")]) == ()


def test_gap_is_one_fault_for_each_finest_area() -> None:
    found = gaps(
        [duty(1, area="lane")], service_types=["lamp"], area_chains=CHAINS, parents=PARENTS
    )
    assert [(fault.kind, fault.area) for fault in found] == [(FaultKind.GAP, "mill")]


def test_row_for_the_group_closes_the_gap() -> None:
    rows = [duty(1, service_type="streets")]
    assert gaps(rows, service_types=["lamp"], area_chains=CHAINS, parents=PARENTS) == ()


def test_prohibited_row_closes_no_gap() -> None:
    rows = [duty(1, state=DutyState.PROHIBITED)]
    found = gaps(rows, service_types=["lamp"], area_chains=CHAINS, parents=PARENTS)
    assert [fault.area for fault in found] == ["lane", "mill"]


def test_row_without_money_is_unfunded() -> None:
    assert [fault.rows for fault in unfunded([duty(1)])] == [(1,)]


def test_row_without_lead_needs_a_fallback() -> None:
    rows = [duty(1, lead=None), duty(2, lead=None, fallback="district-government")]
    faults = row_faults(rows, agency_kinds={})
    assert [(fault.kind, fault.rows) for fault in faults] == [(FaultKind.NO_OWNER, (1,))]


def test_committee_may_not_lead() -> None:
    (fault,) = row_faults([duty(1, lead="c")], agency_kinds={"c": "committee"})
    assert fault.kind == FaultKind.COMMITTEE_LEADS


def test_duty_taken_back_may_not_lie_with_a_subdistrict() -> None:
    rows = [duty(1, lead="s", state=DutyState.TAKEN_BACK)]
    (fault,) = row_faults(rows, agency_kinds={"s": "subdistrict"})
    assert fault.kind == FaultKind.TAKEN_BACK_BELOW


def joining(agency: str, *, state: DutyState) -> DutyRow:
    helper = CoAgencyRow(agency=agency, does={"en": "Knocks at the door", "zh-hans": "上门"})
    return replace(duty(7, state=state), co_agencies=(helper,))


@pytest.mark.parametrize("state", [DutyState.BASIC, DutyState.COOPERATING])
def test_committee_does_not_join_outside_the_duties_of_its_community(state: DutyState) -> None:
    (fault,) = row_faults([joining("c", state=state)], agency_kinds={"c": "committee"})
    assert (fault.kind, fault.rows) == (FaultKind.COMMITTEE_JOINS, (7,))


@pytest.mark.parametrize("state", [DutyState.COMMUNITY_ASSIST, DutyState.COMMUNITY_OWN])
def test_committee_joins_in_the_duties_of_its_community(state: DutyState) -> None:
    assert row_faults([joining("c", state=state)], agency_kinds={"c": "committee"}) == ()


def test_subdistrict_does_not_join_in_what_was_taken_back() -> None:
    rows = [joining("s", state=DutyState.TAKEN_BACK)]
    (fault,) = row_faults(rows, agency_kinds={"s": "subdistrict"})
    assert fault.kind == FaultKind.TAKEN_BACK_JOINS


def test_committee_may_not_be_the_fallback_either() -> None:
    (fault,) = row_faults([duty(1, lead=None, fallback="c")], agency_kinds={"c": "committee"})
    assert fault.kind == FaultKind.COMMITTEE_LEADS


def test_diff_tells_added_removed_and_changed_rows() -> None:
    old = duty_list(duty(1), duty(2), duty(3))
    new = duty_list(duty(1), duty(3, lead="b"), duty(4))
    added, removed, changed = publication_diff(old, new=new)
    assert [one.code for one in (*added, *removed)] == ["duty-4", "duty-2"]
    assert [(was.lead, now.lead) for was, now in changed] == [("a", "b")]


def test_row_that_only_moved_is_not_changed() -> None:
    moved = duty_list(duty(1), duty(2))
    renumbered = duty_list(*(replace(one, row=one.row + 5) for one in moved.duties))
    assert publication_diff(moved, new=renumbered) == ((), (), ())
