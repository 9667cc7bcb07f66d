"""The figures at the top of the worklist: what to do first."""

from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.rules.roles import Actor
from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.intake.rules.definitions import CitySettings
from cityloop.knowledge.permissions import KNOWLEDGE_ADD
from cityloop.knowledge.queries import owner_tally
from cityloop.web.components.tiles import Tile
from cityloop.workorders.choices import OrderState
from cityloop.workorders.queries.lists import OrderFilter, WorklistTally

HOURS = 24


def worklist_tiles(tally: WorklistTally, *, wanted: OrderFilter) -> list[Tile]:
    """Tiles in the order in which to work; that of the list shown is marked."""
    overdue = OrderFilter(due="overdue")
    soon = OrderFilter(due=str(HOURS))
    risk = OrderFilter(at_risk=True)
    fresh = OrderFilter(state=OrderState.DISPATCHED)
    return [
        _tile(_("Overdue"), tally.overdue, "due=overdue", "bad", wanted == overdue),
        _tile(
            _("Due within 24 hours"),
            tally.soon,
            f"due={HOURS}",
            "soon",
            wanted == soon,
        ),
        _tile(_("At risk"), tally.at_risk, "at_risk=on", "soon", wanted == risk),
        _tile(
            _("To accept"),
            tally.to_accept,
            f"state={OrderState.DISPATCHED.value}",
            "",
            wanted == fresh,
        ),
        _tile(_("All open"), tally.open, "", "", wanted == OrderFilter()),
    ]


def knowledge_tiles(actor: Actor, *, city: City, on: date) -> list[Tile]:
    """The answers of the agency that end soon, have ended or did not help; one statement."""
    if actor.agency_id is None or KNOWLEDGE_ADD(actor, None):
        return []
    days = from_plain(city.settings, kind=CitySettings).knowledge.remind_days
    tally = owner_tally(actor.agency_id, on=on, days=days)
    address = f"{reverse('knowledge')}?owner=own"
    count = tally.expiring + tally.expired + tally.unhelpful
    return [Tile(_("Answers to look over"), count, address, "soon")] if count else []


def _tile(label: str | Promise, value: int, query: str, tone: str, current: bool) -> Tile:  # noqa: FBT001 - private
    address = reverse("agency_worklist")
    return Tile(label, value, f"{address}?{query}" if query else address, tone, current=current)
