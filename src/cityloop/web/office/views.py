"""Lists of the office: what is overdue, and what waits for a decision."""

from django.http import HttpResponse
from django.shortcuts import render

from cityloop.evaluation.permissions import EXCLUSION_LIST
from cityloop.evaluation.queries import exclusions_to_review
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number
from cityloop.web.office.desk import desk_tiles
from cityloop.web.office.presenters import BOARD_TITLES, board_tiles
from cityloop.workorders.permissions import (
    BOARD_SEE,
    EXTENSION_DECIDE,
    LEDGER_SEE,
    OBJECTION_RULE,
    ORDER_CHECK,
)
from cityloop.workorders.queries import boards


@staff(BOARD_SEE)
def board_page(request: StaffRequest) -> HttpResponse:
    shown = [
        (board, BOARD_TITLES[board.code]) for board in boards.boards(request.actor, at=request.at)
    ]
    context = {"boards": shown, "tiles": board_tiles(board for board, _ in shown)}
    return render(request, "office/board_page.html", context)


@staff(BOARD_SEE)
def one_board_page(request: StaffRequest, *, code: str) -> HttpResponse:
    listing = boards.board(code, actor=request.actor, at=request.at, number=page_number(request))
    context = {"listing": listing, "title": BOARD_TITLES[code]}
    return render(request, "office/one_board_page.html", context)


@staff(LEDGER_SEE)
def ledger_page(request: StaffRequest) -> HttpResponse:
    listing = boards.deferral_ledger(request.actor, number=page_number(request))
    return render(request, "office/ledger_page.html", {"listing": listing})


def _with_desk(request: StaffRequest, listing: object) -> dict[str, object]:
    return {"listing": listing, "tiles": desk_tiles(request)}


@staff(OBJECTION_RULE)
def objections_page(request: StaffRequest) -> HttpResponse:
    listing = boards.open_objections(request.actor, number=page_number(request))
    return render(request, "office/objections_page.html", _with_desk(request, listing))


@staff(EXTENSION_DECIDE)
def extensions_page(request: StaffRequest) -> HttpResponse:
    listing = boards.pending_extensions(request.actor, number=page_number(request))
    return render(request, "office/extensions_page.html", _with_desk(request, listing))


@staff(ORDER_CHECK)
def checks_page(request: StaffRequest) -> HttpResponse:
    listing = boards.answers_to_check(request.actor, number=page_number(request))
    return render(request, "office/checks_page.html", _with_desk(request, listing))


@staff(EXCLUSION_LIST)
def exclusions_page(request: StaffRequest) -> HttpResponse:
    listing = exclusions_to_review(request.actor, number=page_number(request))
    return render(request, "office/exclusions_page.html", _with_desk(request, listing))
