"""Who may find a request by its words: the agencies of its orders, their areas and those above."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from cityloop.accounts.choices import Role
from cityloop.accounts.rules.roles import CITY_WIDE, Actor
from cityloop.agencies.models import Agency
from cityloop.core.search import scope
from cityloop.places.models import Area
from cityloop.workorders.models import WorkOrder

AGENCY, AREA = "a", "r"


def scopes_of(orders: Iterable[WorkOrder]) -> Mapping[int, list[str]]:
    """The tokens of orders by request, for words that are written after them; one statement.

    What the triggers on orders write (migration 0008), where the words come first.
    """
    areas = list(Area.objects.values_list("pk", "code", "chain"))
    keys = {code: pk for pk, code, _chain in areas}
    above = {pk: [keys[code] for code in chain] for pk, _code, chain in areas}
    found: dict[int, list[str]] = defaultdict(list)
    for order in orders:
        tokens = found[order.request_id]
        tokens.append(scope(AGENCY, order.agency_id))
        tokens += [scope(AREA, pk) for pk in above.get(order.area_id or 0, ())]
    return found


def scopes_seen(actor: Actor) -> tuple[str, ...] | None:
    """The tokens of orders that the person may know of, None for all; two statements at most.

    As `visible_orders` has it, which stays the judge: this only spares the database the rest.
    """
    if actor.roles & CITY_WIDE:
        return None
    agencies = [actor.agency_id] if actor.agency_id else []
    areas: list[int] = []
    if actor.roles & {Role.DISTRICT_COORDINATOR, Role.SUBDISTRICT_OFFICER} and actor.territory:
        areas += Area.objects.filter(code=actor.territory).values_list("pk", flat=True)
    if Role.DISTRICT_COORDINATOR in actor.roles and actor.agency_id:
        agencies += Agency.objects.filter(parent=actor.agency_id).values_list("pk", flat=True)
    return (*(scope(AGENCY, pk) for pk in agencies), *(scope(AREA, pk) for pk in areas))
