"""Which roles one person never holds at the same time (domain.md H7)."""

from datetime import date

import pytest

from cityloop.accounts.choices import Role
from cityloop.accounts.rules.separation import Term, clash, roles_apart, why_apart

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Role.HANDLER, Role.DISPATCHER),
        (Role.HANDLER, Role.ADJUDICATOR),
        (Role.HANDLER, Role.FOLLOW_UP_AGENT),
        (Role.COMMUNITY_WORKER, Role.FOLLOW_UP_AGENT),
        (Role.ADJUDICATOR, Role.FOLLOW_UP_AGENT),
        (Role.UNIT_HEAD, Role.ADJUDICATOR),
        (Role.EVALUATOR, Role.RUN_APPROVER),
        (Role.ADMINISTRATOR, Role.RUN_APPROVER),
        (Role.ADMINISTRATOR, Role.OPERATOR),
        (Role.ADMINISTRATOR, Role.SUPERVISOR),
        (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER),
    ],
)
def test_roles_stay_apart_whichever_comes_first(one: Role, other: Role) -> None:
    said = why_apart(one, other=other)
    assert said is not None
    assert why_apart(other, other=one) == said


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Role.HANDLER, Role.UNIT_HEAD),
        (Role.OPERATOR, Role.DISPATCHER),
        (Role.ANALYST, Role.EVALUATOR),
        (Role.SUPERVISOR, Role.PRIVACY_OFFICER),
    ],
)
def test_roles_go_together(one: Role, other: Role) -> None:
    assert why_apart(one, other=other) is None


@pytest.mark.parametrize("role", Role)
def test_no_role_clashes_with_itself(role: Role) -> None:
    assert why_apart(role, other=role) is None


def test_table_of_pairs_holds_each_pair_once() -> None:
    pairs = [frozenset((one, other)) for one, other, _why in roles_apart()]
    assert len(pairs) == len(set(pairs)) > 0


@pytest.mark.parametrize(
    ("ends", "clashes"), [(JUNE, False), (date(2026, 6, 2), True), (None, True)]
)
def test_clash_counts_the_days_on_which_both_are_held(ends: date | None, *, clashes: bool) -> None:
    held = [Term(Role.HANDLER, MAY, ends)]
    wanted = Term(Role.ADJUDICATOR, JUNE, JULY)
    assert (clash(held, wanted=wanted) is not None) == clashes


def test_clash_names_the_role_held() -> None:
    held = [Term(Role.ANALYST, MAY), Term(Role.HANDLER, MAY)]
    found = clash(held, wanted=Term(Role.ADJUDICATOR, JUNE))
    assert found is not None
    assert found.held == Role.HANDLER


def test_role_ended_on_its_first_day_was_never_held() -> None:
    assert clash([Term(Role.HANDLER, JUNE, JUNE)], wanted=Term(Role.ADJUDICATOR, JUNE)) is None
