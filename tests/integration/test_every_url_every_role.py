"""Every address with every role: nobody sees what their roles do not give, nor a way to it."""

from functools import cache
from tempfile import TemporaryDirectory

import pytest
from django.test import override_settings

from cityloop.accounts.choices import Role
from cityloop.accounts.models import RoleHeld
from cityloop.accounts.queries import get_actor
from tests.integration.url_examples import EXAMPLES
from tests.integration.walk import FORBIDDEN, Walk, patterns, walk
from tests.integration.world import (
    ANONYMOUS,
    CONFIDENTIAL,
    IDENTITY,
    READS_SHIELDED,
    SEES_IDENTITY,
    SHIELDED,
    build_world,
)
from tests.people import NOW

pytestmark = pytest.mark.django_db
EVERYBODY = (
    ANONYMOUS,
    "stranger",
    "operator",
    "dispatcher",
    "adjudicator",
    "handler",
    "head",
    "rival",
    "officer",
    "worker",
    "coordinator",
    "caller",
    "evaluator",
    "approver",
    "analyst",
    "inspector",
    "supervisor",
    "privacy",
    "administrator",
)
BROKEN = 500


@cache
def walked(who: str) -> tuple[Walk, frozenset[str]]:
    """The walk of a person and their rights; made once, by whichever test comes first."""
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        world = build_world()
        user = world.people.get(who)
        rights = get_actor(user, on=NOW.date()).rights if user else frozenset()
        return walk(world, who=who), frozenset(rights)


def test_every_url_has_an_example() -> None:
    assert [str(one.name) for one in patterns() if one.name not in EXAMPLES] == []


def test_every_example_is_of_an_url() -> None:
    assert sorted(set(EXAMPLES) - {str(one.name) for one in patterns()}) == []


def test_every_role_walks() -> None:
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        people = build_world().people
    walking = [people[who] for who in EVERYBODY if who != ANONYMOUS]
    held = RoleHeld.objects.filter(user__in=walking).values_list("role", flat=True)
    assert set(held) == set(Role)


@pytest.mark.parametrize("who", EVERYBODY)
def test_address_without_the_right_is_refused(who: str) -> None:
    found, rights = walked(who)
    asked = [one for one in found.answers if one.right and one.right not in rights]
    if who == ANONYMOUS:
        opened = [one.address for one in asked if not one.to.startswith("/accounts/login/?next=")]
    else:
        opened = [f"{one.address} {one.status}" for one in asked if one.status != FORBIDDEN]
    assert (opened, bool(asked)) == ([], True)


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_breaks(who: str) -> None:
    found, _rights = walked(who)
    assert [one.address for one in found.answers if one.status >= BROKEN] == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_refusal_holds_nothing_of_the_thing(who: str) -> None:
    found, _rights = walked(who)
    marks = (*SHIELDED, *CONFIDENTIAL, *IDENTITY)
    refused = [one for one in found.answers if one.status >= FORBIDDEN or one.to]
    told = [(one.address, mark) for one in refused for mark in marks if mark in one.body]
    assert (told, bool(refused)) == ([], True)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(
    ("marks", "readers"),
    [(SHIELDED, READS_SHIELDED), (CONFIDENTIAL, set()), (IDENTITY, SEES_IDENTITY)],
    ids=["shielded", "confidential", "identity"],
)
def test_what_is_hidden_stands_on_the_pages_of_its_readers_alone(
    who: str, marks: tuple[str, ...], readers: set[str]
) -> None:
    found, _rights = walked(who)
    pages = [one.address for one in found.answers if any(mark in one.body for mark in marks)]
    assert bool(pages) == (who in readers), pages


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_leads_where_the_person_may_not_go(who: str) -> None:
    found, _rights = walked(who)
    assert "\n".join(sorted(set(found.dead_ends))) == ""
