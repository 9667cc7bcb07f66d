"""Words and shapes of the pages of the knowledge base."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from cityloop.accounts.rules.roles import Actor
from cityloop.intake.queries import Listing
from cityloop.knowledge.choices import Standing
from cityloop.knowledge.models import KnowledgeText, KnowledgeVersion
from cityloop.knowledge.permissions import KNOWLEDGE_ADD
from cityloop.knowledge.queries import ItemFilter, ItemRow, owner_tally
from cityloop.knowledge.queries.lists import UNHELPFUL
from cityloop.knowledge.rules.changes import Piece, word_changes
from cityloop.web.components.tiles import Tile
from cityloop.web.templatetags.cityloop import when

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of an item that a version changed, piece by piece."""

    name: str
    language: str
    pieces: tuple[Piece, ...]


def shown_page(rows: Sequence[ItemRow], *, number: int, size: int) -> Listing[ItemRow]:
    """One page of a list that is ranked as a whole; past its end the last one."""
    shown = min(number, max(1, -(-len(rows) // size)))
    part = tuple(rows[(shown - 1) * size : shown * size])
    return Listing(rows=part, total=len(rows), number=shown, size=size)


def own_tiles(actor: Actor, *, on: date, days: int, wanted: ItemFilter) -> list[Tile]:
    """What waits for an agency that keeps items; none for people who keep nothing."""
    if actor.agency_id is None or KNOWLEDGE_ADD(actor, None):
        return []
    tally = owner_tally(actor.agency_id, on=on, days=days)
    mine = wanted.show if wanted.owner == actor.agency_id and not wanted.text else ""
    return [
        _tile(gettext_lazy("Our answers about to expire"), tally.expiring, Standing.EXPIRING, mine),
        _tile(gettext_lazy("Our expired answers"), tally.expired, Standing.EXPIRED, mine),
        _tile(gettext_lazy("Ours that did not help"), tally.unhelpful, UNHELPFUL, mine),
    ]


def _tile(label: str | Promise, value: int, show: str, current: str) -> Tile:
    address = f"{reverse('knowledge')}?owner=own&show={show}"
    return Tile(label, value, address, "soon", current=current == show)


def differences(version: KnowledgeVersion, *, before: KnowledgeVersion | None) -> list[Difference]:
    """What a version changed, in the order in which an item is read; nothing for the first."""
    if before is None:
        return []
    return [
        Difference(name, language, word_changes(was, now=now))
        for name, language, was, now in _pairs(before, version)
        if was != now
    ]


def _pairs(
    before: KnowledgeVersion, version: KnowledgeVersion
) -> Iterable[tuple[str, str, str, str]]:
    for names, old, new in (
        (_("Question"), before.titles, version.titles),
        (_("Text of the answer"), before.bodies, version.bodies),
    ):
        for one in dict.fromkeys([*old, *new]):
            yield f"{names} · {_tongue(one)}", one, old.get(one, ""), new.get(one, "")
    for name, was, now in (
        (_("First day"), when(before.valid_from), when(version.valid_from)),
        (_("Last day"), last_day(before.valid_to), last_day(version.valid_to)),
        (_("For everybody to read"), _yes(before), _yes(version)),
        (_("Owner"), before.owner.name, version.owner.name),
        (_("Kept by"), _keeper(before), _keeper(version)),
        (_("Service types"), ", ".join(before.service_types), ", ".join(version.service_types)),
    ):
        yield name, "", was, now


def last_day(valid_to: date | None) -> str:
    """The last day on which something holds, or that it has no end."""
    return _("no end") if valid_to is None else when(valid_to - DAY)


def _yes(text: KnowledgeText) -> str:
    return _("Yes") if text.public else _("No")


def _keeper(text: KnowledgeText) -> str:
    return "" if text.keeper is None else text.keeper.get_full_name() or text.keeper.username


def _tongue(code: str) -> str:
    return str(get_language_info(code)["name_local"])
