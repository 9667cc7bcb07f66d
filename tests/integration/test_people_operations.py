"""People are invited, given roles, moved and shut out; what breaks the separation is refused."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from cityloop.accounts.choices import Role
from cityloop.accounts.models import RoleHeld, User
from cityloop.accounts.operations import (
    correct_person,
    deactivate_person,
    end_role,
    give_role,
    invite_person,
    move_person,
    reactivate_person,
    reset_second_factor,
    send_invitation,
)
from cityloop.accounts.operations.people import NewPerson
from cityloop.accounts.operations.roles import Grant
from cityloop.accounts.queries import get_actor
from cityloop.core.errors import InputError, TransitionNotAllowed
from cityloop.core.models import AuditEvent, OutboxMessage
from tests.people import NOW, Cast, person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def admin(cast: Cast) -> User:
    """The only administrator."""
    return person("adam.administrator", Role.ADMINISTRATOR, cast.town.government)


def grant(role: Role, *, starts: date = TODAY, ends: date | None = None) -> Grant:
    return Grant(role=role, valid_from=starts, valid_to=ends, reason="Works there now.")


def new_person(cast: Cast, username: str = "nora.new") -> NewPerson:
    return NewPerson(
        username=username, name="Nora New", email="nora@city.example", agency=cast.town.lighting
    )


def roles_of(user: User, *, on: date = TODAY) -> set[str]:
    return set(get_actor(User.objects.get(pk=user.pk), on=on).roles)


def told(what: str) -> AuditEvent:
    return AuditEvent.objects.get(what=what)


def test_invited_person_has_the_role_and_no_password(cast: Cast, admin: User) -> None:
    user = invite_person(new_person(cast), grant=grant(Role.HANDLER), by=admin, at=NOW)
    assert (roles_of(user), user.has_usable_password()) == ({"handler"}, False)


def test_invitation_waits_in_the_outbox_without_any_link(cast: Cast, admin: User) -> None:
    invite_person(new_person(cast), grant=grant(Role.HANDLER), by=admin, at=NOW)
    message = OutboxMessage.objects.get(topic="person.invited")
    assert (message.subject, message.payload) == ("nora.new", {"by": admin.pk})


def test_name_that_is_taken_in_other_letters_is_refused(cast: Cast, admin: User) -> None:
    new = new_person(cast, username="HAL.handler")
    with pytest.raises(InputError, match="already signs in with this name"):
        invite_person(new, grant=grant(Role.HANDLER), by=admin, at=NOW)


def test_refused_role_leaves_nobody_behind(cast: Cast, admin: User) -> None:
    wrong = grant(Role.HANDLER, ends=TODAY)
    with pytest.raises(InputError, match="ends before it begins"):
        invite_person(new_person(cast), grant=wrong, by=admin, at=NOW)
    assert not User.objects.filter(username="nora.new").exists()


def test_role_counts_from_its_first_day_to_the_day_before_its_end(cast: Cast, admin: User) -> None:
    wanted = grant(Role.ANALYST, starts=TODAY + DAY, ends=TODAY + 3 * DAY)
    give_role(cast.stranger, grant=wanted, by=admin, at=NOW)
    held = [bool(roles_of(cast.stranger, on=TODAY + n * DAY)) for n in range(4)]
    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    ("who", "role", "why"),
    [
        ("handler", Role.ADJUDICATOR, "Whoever handles orders does not review them."),
        ("handler", Role.FOLLOW_UP_AGENT, "does not hold the call-backs"),
        ("caller", Role.ADJUDICATOR, "Whoever reviews orders does not hold the call-backs."),
        ("evaluator", Role.RUN_APPROVER, "does not approve it"),
        ("operator", Role.ADMINISTRATOR, "Whoever gives out roles does not read cases."),
    ],
)
def test_roles_that_break_the_separation_are_refused(
    cast: Cast, admin: User, who: str, role: Role, why: str
) -> None:
    with pytest.raises(InputError, match=why):
        give_role(getattr(cast, who), grant=grant(role), by=admin, at=NOW)


def test_refusal_says_which_role_is_in_the_way(cast: Cast, admin: User) -> None:
    with pytest.raises(InputError) as refused:
        give_role(cast.handler, grant=grant(Role.ADJUDICATOR), by=admin, at=NOW)
    assert "The person holds the role handler" in refused.value.mend


def test_role_in_the_way_may_be_followed_by_another(cast: Cast, admin: User) -> None:
    end_role(cast.handler.roles.get(), on=TODAY, reason="Leaves.", by=admin, at=NOW)
    give_role(cast.handler, grant=grant(Role.ADJUDICATOR), by=admin, at=NOW)
    assert roles_of(cast.handler) == {"adjudicator"}


def test_role_is_not_held_twice(cast: Cast, admin: User) -> None:
    later = grant(Role.HANDLER, starts=TODAY + DAY)
    with pytest.raises(InputError, match="already holds this role"):
        give_role(cast.handler, grant=later, by=admin, at=NOW)


def test_past_is_not_given(cast: Cast, admin: User) -> None:
    with pytest.raises(InputError, match="days that have passed"):
        give_role(cast.stranger, grant=grant(Role.ANALYST, starts=TODAY - DAY), by=admin, at=NOW)


def test_nobody_gives_themselves_a_role(admin: User) -> None:
    with pytest.raises(TransitionNotAllowed, match="Nobody gives themselves a role"):
        give_role(admin, grant=grant(Role.ANALYST), by=admin, at=NOW)


def test_role_given_by_mistake_ends_on_its_first_day_and_stays_written(
    cast: Cast, admin: User
) -> None:
    held = give_role(cast.stranger, grant=grant(Role.ANALYST), by=admin, at=NOW)
    end_role(held, on=TODAY, reason="A mistake.", by=admin, at=NOW)
    kept = RoleHeld.objects.get(pk=held.pk)
    assert (roles_of(cast.stranger), kept.valid_to) == (set(), TODAY)


def test_ended_role_does_not_end_again(cast: Cast, admin: User) -> None:
    held = cast.handler.roles.get()
    end_role(held, on=TODAY, reason="Leaves.", by=admin, at=NOW)
    with pytest.raises(TransitionNotAllowed, match="has already ended"):
        end_role(held, on=TODAY, reason="Once more.", by=admin, at=NOW)


def test_both_ends_of_a_role_are_in_the_trail(cast: Cast, admin: User) -> None:
    held = give_role(cast.stranger, grant=grant(Role.ANALYST), by=admin, at=NOW)
    end_role(held, on=TODAY + DAY, reason="Only for a day.", by=admin, at=NOW)
    assert (told("role.given").reason, told("role.ended").reason) == (
        "analyst 2026-03-02 - …. Works there now.",
        "analyst 2026-03-02 - 2026-03-03. Only for a day.",
    )


def test_last_administrator_keeps_the_role(admin: User) -> None:
    with pytest.raises(TransitionNotAllowed, match="the last administrator"):
        end_role(admin.roles.get(), on=TODAY, reason="Leaves.", by=None, at=NOW)


def test_last_administrator_keeps_the_account(admin: User) -> None:
    with pytest.raises(TransitionNotAllowed, match="the last administrator"):
        deactivate_person(admin, reason="Leaves.", by=None, at=NOW)


def test_last_administrator_is_not_moved(cast: Cast, admin: User) -> None:
    with pytest.raises(TransitionNotAllowed, match="the last administrator"):
        move_person(admin, agency=cast.town.centre, reason="Moves.", by=None, at=NOW)


@pytest.mark.parametrize("stands_in", ["shut", "for_a_time"])
def test_administrator_that_will_not_do_leaves_the_other_the_last(
    cast: Cast, admin: User, stands_in: str
) -> None:
    second = person("ann.administrator", Role.ADMINISTRATOR, cast.town.government)
    if stands_in == "shut":
        deactivate_person(second, reason="Leaves.", by=admin, at=NOW)
    else:
        second.roles.update(valid_to=TODAY + 30 * DAY)
    with pytest.raises(TransitionNotAllowed, match="the last administrator"):
        end_role(admin.roles.get(), on=TODAY, reason="Leaves.", by=second, at=NOW)


def test_one_of_two_administrators_may_go(cast: Cast, admin: User) -> None:
    second = person("ann.administrator", Role.ADMINISTRATOR, cast.town.government)
    end_role(admin.roles.get(), on=TODAY, reason="Leaves.", by=second, at=NOW)
    assert roles_of(admin) == set()


def test_shut_account_is_signed_out_at_once(cast: Cast, admin: User) -> None:
    client = Client()
    client.force_login(cast.handler)
    deactivate_person(cast.handler, reason="Left the city.", by=admin, at=NOW)
    assert client.get("/agency/work-orders/").status_code == 302


def test_opened_account_has_its_roles_again(cast: Cast, admin: User) -> None:
    deactivate_person(cast.handler, reason="Ill.", by=admin, at=NOW)
    reactivate_person(cast.handler, reason="Well.", by=admin, at=NOW)
    cast.handler.refresh_from_db()
    assert (cast.handler.is_active, roles_of(cast.handler)) == (True, {"handler"})


def test_nobody_shuts_their_own_account(cast: Cast, admin: User) -> None:
    person("ann.administrator", Role.ADMINISTRATOR, cast.town.government)
    with pytest.raises(TransitionNotAllowed, match="their own account"):
        deactivate_person(admin, reason="Tired.", by=admin, at=NOW)


def test_moved_person_leaves_the_roles_behind(cast: Cast, admin: User) -> None:
    move_person(cast.handler, agency=cast.town.housing, reason="New post.", by=admin, at=NOW)
    cast.handler.refresh_from_db()
    assert (cast.handler.agency, roles_of(cast.handler)) == (cast.town.housing, set())


def test_move_is_in_the_trail(cast: Cast, admin: User) -> None:
    move_person(cast.handler, agency=cast.town.housing, reason="New post.", by=admin, at=NOW)
    assert told("person.moved").reason == "lighting > housing. New post."


def test_trail_names_the_corrected_fields_and_not_their_values(cast: Cast, admin: User) -> None:
    correct_person(cast.handler, name="Hal Renamed", email="hal@x.example", by=admin, at=NOW)
    assert told("person.corrected").reason == "name, email"


def test_reset_takes_the_second_factor_away(cast: Cast, admin: User) -> None:
    Authenticator.objects.create(user=cast.handler, type="totp", data={"secret": "x"})
    reset_second_factor(cast.handler, reason="Lost phone.", by=admin, at=NOW)
    assert not Authenticator.objects.filter(user=cast.handler).exists()


def test_nobody_resets_their_own_second_factor(admin: User) -> None:
    Authenticator.objects.create(user=admin, type="totp", data={"secret": "x"})
    with pytest.raises(TransitionNotAllowed, match="their own second factor"):
        reset_second_factor(admin, reason="Lost phone.", by=admin, at=NOW)


def test_invitation_needs_a_mailbox(cast: Cast, admin: User) -> None:
    with pytest.raises(InputError, match="no e-mail address"):
        send_invitation(cast.handler, reason="Never came.", by=admin, at=NOW)


def test_end_of_a_role_is_not_moved_to_a_later_day(cast: Cast, admin: User) -> None:
    held = give_role(
        cast.stranger, grant=grant(Role.OPERATOR, ends=TODAY + 30 * DAY), by=admin, at=NOW
    )
    with pytest.raises(InputError, match="ends on 2026-04-01 as it is"):
        end_role(held, on=TODAY + 60 * DAY, reason="Needed.", by=cast.stranger, at=NOW)
