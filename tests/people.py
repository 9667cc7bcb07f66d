"""The cast: who reports, answers, works for a department, supervises, has no business here."""

from dataclasses import dataclass

import pytest

from cityloop.accounts.choices import Role
from cityloop.accounts.models import RoleHeld, User
from cityloop.agencies.models import Agency
from tests.cases import (
    DAY,
    NAME,
    PHONE,
    a_report,
    a_request,
    an_answered_order,
    an_order,
)
from tests.town import LONG_AGO, NOW, Town, build_town

__all__ = [
    "DAY",
    "LONG_AGO",
    "NAME",
    "NOW",
    "PHONE",
    "Cast",
    "Town",
    "a_report",
    "a_request",
    "an_answered_order",
    "an_order",
    "build_cast",
    "cast",
]


@dataclass(frozen=True)
class Cast:
    """The people; `stranger` has no role at all, `rival` handles orders of another agency."""

    town: Town
    operator: User
    dispatcher: User
    adjudicator: User
    handler: User
    colleague: User
    head: User
    rival: User
    officer: User
    coordinator: User
    caller: User
    evaluator: User
    approver: User
    inspector: User
    supervisor: User
    stranger: User


def build_cast() -> Cast:
    """Write the city and everybody in it."""
    town = build_town()
    return Cast(
        town=town,
        operator=person("olga.operator", Role.OPERATOR, town.centre),
        dispatcher=person("dan.dispatcher", Role.DISPATCHER, town.centre),
        adjudicator=person("ada.adjudicator", Role.ADJUDICATOR, town.centre),
        handler=person("hal.handler", Role.HANDLER, town.lighting),
        colleague=person("cole.colleague", Role.HANDLER, town.lighting),
        head=person("hedda.head", Role.UNIT_HEAD, town.lighting),
        rival=person("rita.rival", Role.HANDLER, town.housing),
        officer=person("ottilie.officer", Role.SUBDISTRICT_OFFICER, town.office),
        coordinator=person("cora.coordinator", Role.DISTRICT_COORDINATOR, town.district_government),
        caller=person("cal.caller", Role.FOLLOW_UP_AGENT, town.centre),
        evaluator=person("eva.evaluator", Role.EVALUATOR, town.government),
        approver=person("abe.approver", Role.RUN_APPROVER, town.government),
        inspector=person("ines.inspector", Role.HANDLER, town.inspection),
        supervisor=person("sven.supervisor", Role.SUPERVISOR, town.inspection),
        stranger=person("stella.stranger", None, town.housing),
    )


def person(username: str, role: Role | None, agency: Agency) -> User:
    """Write a person who holds one role for an agency."""
    first, last = username.split(".")
    user = User.objects.create_user(
        username=username, first_name=first.title(), last_name=last.title(), agency=agency
    )
    if role:
        RoleHeld.objects.create(user=user, role=role, agency=agency, valid_from=LONG_AGO)
    return user


@pytest.fixture
def cast(db: None) -> Cast:
    """Return everybody, in a city of their own."""
    return build_cast()
