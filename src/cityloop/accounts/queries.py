"""Who is asking: the signed-in person as permissions see them."""

from dataclasses import replace
from datetime import date

from django.db.models import Q

from cityloop.accounts.models import RoleHeld, User
from cityloop.accounts.rules.roles import Actor, rights_of
from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency


def get_actor(user: User, *, on: date) -> Actor:
    """Return the person with the roles held on that day.

    One statement, as long as the agency stands at most four steps below the top.
    """
    held = list(
        RoleHeld.objects.filter(user=user, valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .select_related("user__agency__territory", "user__agency__parent__parent__parent__parent")
    )
    agency = held[0].user.agency if held else user.agency
    roles = frozenset(row.role for row in held)
    person = Actor(
        user_id=user.pk,
        username=user.username,
        display_name=user.get_full_name() or user.username,
        roles=roles,
        names=_names(user),
        rights=rights_of(roles),
    )
    return person if agency is None else _placed(person, agency)


def _placed(person: Actor, agency: Agency) -> Actor:
    chain = _chain(agency)
    districts = (one.pk for one in chain if one.kind == AgencyKind.DISTRICT)
    return replace(
        person,
        agency_id=agency.pk,
        agency_code=agency.code,
        agency_name=agency.name,
        agency_kind=agency.kind,
        agency_codes=tuple(one.code for one in chain),
        department_id=agency.department_id or agency.pk,
        district_id=next(districts, None),
        territory=agency.territory.code if agency.territory else "",
    )


def _chain(agency: Agency) -> list[Agency]:
    chain: list[Agency] = []
    above: Agency | None = agency
    while above is not None and above not in chain:
        chain.append(above)
        above = above.parent
    return chain


def _names(user: User) -> frozenset[str]:
    written = {user.get_full_name(), f"{user.last_name}{user.first_name}"}
    return frozenset(name.strip().casefold() for name in written if name.strip())
