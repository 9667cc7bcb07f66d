"""The role table of domain.md H7."""

import pytest

from cityloop.accounts.choices import Role
from cityloop.accounts.rules.rights import Right, Sight
from cityloop.accounts.rules.roles import ROLE_TABLE, Actor, rights_of, roles_with

HANDLING_ROLES = (Role.HANDLER, Role.UNIT_HEAD, Role.SUBDISTRICT_OFFICER, Role.COMMUNITY_WORKER)


def test_every_role_has_a_row() -> None:
    assert set(ROLE_TABLE) == set(Role)


def test_every_role_says_what_it_never_does() -> None:
    assert [role for role, row in ROLE_TABLE.items() if not row.never] == []


def test_every_right_belongs_to_some_role() -> None:
    assert [right for right in Right if not roles_with(right)] == []


@pytest.mark.parametrize("role", HANDLING_ROLES)
def test_handling_role_sees_no_call_back(role: Role) -> None:
    seen = {Right.FOLLOWUP_SEE, Right.FOLLOWUP_ANSWER, Right.CASES_SEE}
    assert not ROLE_TABLE[role].rights & seen


def test_call_back_agent_sees_no_score() -> None:
    assert not ROLE_TABLE[Role.FOLLOW_UP_AGENT].rights & {Right.PERIOD_SEE, Right.CASES_SEE}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Right.ORDER_ANSWER, Right.ORDER_CHECK),
        (Right.ORDER_OBJECT, Right.OBJECTION_RULE),
        (Right.ORDER_ANSWER, Right.FOLLOWUP_ANSWER),
        (Right.EXCLUSION_REQUEST, Right.EXCLUSION_REVIEW),
        (Right.PERIOD_RUN, Right.PERIOD_PUBLISH),
        (Right.DEFINITION_WRITE, Right.DEFINITION_PUBLISH),
    ],
)
def test_no_role_holds_both_sides_of_a_separation(one: Right, other: Right) -> None:
    assert [role for role, row in ROLE_TABLE.items() if {one, other} <= row.rights] == []


OVER_CASES = ("request_", "order_", "report_", "identity_", "cases_", "followup_", "call_")


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_role_that_handles_no_cases_has_no_right_over_them(role: Role) -> None:
    assert [right for right in ROLE_TABLE[role].rights if right.startswith(OVER_CASES)] == []


def test_dispatcher_and_evaluator_see_no_identity() -> None:
    assert {ROLE_TABLE[role].sight for role in (Role.DISPATCHER, Role.EVALUATOR)} == {Sight.NONE}


def test_rights_of_several_roles_add_up() -> None:
    both = rights_of([Role.OPERATOR, Role.DISPATCHER])
    assert both == ROLE_TABLE[Role.OPERATOR].rights | ROLE_TABLE[Role.DISPATCHER].rights


def test_unknown_role_gives_no_right() -> None:
    assert rights_of(["emperor"]) == frozenset()


def test_actor_has_the_rights_given() -> None:
    actor = Actor(user_id=1, username="a", rights=rights_of([Role.HANDLER]))
    assert (actor.has(Right.ORDER_ACCEPT), actor.has(Right.PERIOD_RUN)) == (True, False)
