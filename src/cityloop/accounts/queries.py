"""Who is asking, as permissions see them; and the people with the roles that they hold."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from cityloop.accounts.models import RoleHeld, User
from cityloop.accounts.rules.roles import Actor, rights_of
from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.core.errors import NotFound
from cityloop.core.models import City
from cityloop.core.sentences import Sentence

_AGENCY = "user__agency"
_ABOVE = tuple("__".join([_AGENCY, *["parent"] * steps]) for steps in range(1, 5))
# What an Actor is made of: every page asks for it, and a column costs as much as a small test.
_PLACED = (
    "user",
    "role",
    *(f"{_AGENCY}__{name}" for name in ("code", "kind", "names", "department", "territory")),
    *(f"{above}__{name}" for above in (_AGENCY, *_ABOVE) for name in ("code", "kind", "parent")),
    f"{_AGENCY}__territory__code",
)


def get_actor(user: User, *, on: date) -> Actor:
    """Return the person with the roles held on that day.

    One statement, as long as the agency stands at most four steps below the top.
    """
    held = list(
        RoleHeld.objects.filter(user=user, valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .select_related("user__agency__territory", "user__agency__parent__parent__parent__parent")
        .only(*_PLACED)
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


def city_day(at: datetime) -> date:
    """The day of this moment in the city; one statement."""
    return at.astimezone(ZoneInfo(City.objects.get().zone)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFilter:
    """What the list of people is narrowed to; nothing set shows every open account.

    `ends_before` finds roles that end before that day, such as the access of a contractor;
    `holding` leaves out those who hold none.
    """

    text: str = ""
    role: str = ""
    agency: str = ""
    shut: bool = False
    ends_before: date | None = None
    holding: bool = False


def people(wanted: PersonFilter, *, on: date) -> QuerySet[User]:
    """People by name with the roles that they hold on that day or later; two statements a page."""
    rows = User.objects.filter(is_active=not wanted.shut).select_related("agency")
    if wanted.text:
        rows = rows.filter(
            Q(username__icontains=wanted.text)
            | Q(first_name__icontains=wanted.text)
            | Q(last_name__icontains=wanted.text)
            | Q(email__icontains=wanted.text)
        )
    if wanted.agency:
        rows = rows.filter(agency__code=wanted.agency)
    held = _not_ended(on)
    if wanted.role:
        held = held.filter(role=wanted.role)
    if wanted.ends_before:
        held = held.filter(valid_to__lt=wanted.ends_before)
    if wanted.role or wanted.ends_before or wanted.holding:
        rows = rows.filter(pk__in=held.values("user_id"))
    every = _not_ended(on).order_by("valid_from", "pk")
    return rows.prefetch_related(Prefetch("roles", queryset=every)).order_by("username")


def _not_ended(on: date) -> QuerySet[RoleHeld]:
    return RoleHeld.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def get_person(pk: int) -> User:
    """The person with their agency; raises NotFound."""
    found = User.objects.select_related("agency").filter(pk=pk).first()
    if found is None:
        raise NotFound(Sentence("There is no such person."))
    return found


def get_role_held(user: User, *, pk: int) -> RoleHeld:
    """One role of this person; raises NotFound."""
    found = user.roles.filter(pk=pk).first()
    if found is None:
        raise NotFound(Sentence("The person has never held this role."))
    return found
