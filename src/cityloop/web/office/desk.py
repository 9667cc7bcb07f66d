"""The desk of the office: how much waits for the person, whichever of its lists is open."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.rules.rights import Right
from cityloop.evaluation.queries import count_open_exclusions
from cityloop.web.components.guard import StaffRequest
from cityloop.web.components.tiles import Tile
from cityloop.workorders.queries.desk import count_waiting


@dataclass(frozen=True, slots=True)
class Tray:
    """One list that a person may have to work off; `kind` as the queries call it."""

    label: str | Promise
    kind: str
    page: str
    right: Right
    tone: str = ""


TRAYS = (
    Tray(_("Overdue"), "overdue", "office_board", Right.BOARD_SEE, "bad"),
    Tray(_("Objections to rule on"), "objections", "office_objections", Right.OBJECTION_RULE),
    Tray(_("Extensions to decide"), "extensions", "office_extensions", Right.EXTENSION_DECIDE),
    Tray(_("Answers to check"), "answers", "office_checks", Right.ORDER_CHECK),
)


def desk_tiles(request: StaffRequest) -> list[Tile]:
    """A tile for each list that the person may work off; the one that is open is marked."""
    trays = [tray for tray in TRAYS if request.actor.has(tray.right)]
    counts = count_waiting(request.actor, kinds=[tray.kind for tray in trays], at=request.at)
    tiles = [_tile(tray, count=counts[tray.kind], path=request.path) for tray in trays]
    if request.actor.has(Right.EXCLUSION_REVIEW):
        page = Tray(_("Exclusions to review"), "", "office_exclusions", Right.EXCLUSION_REVIEW)
        tiles.append(_tile(page, count=count_open_exclusions(request.actor), path=request.path))
    return tiles if len(tiles) > 1 else []


def _tile(tray: Tray, *, count: int, path: str) -> Tile:
    address = reverse(tray.page)
    return Tile(tray.label, count, address, tray.tone, current=address == path)
