"""Lists of the office: what is overdue, and what waits for a decision."""

from django.http import HttpResponse
from django.shortcuts import render

from cityloop.evaluation.permissions import EXCLUSION_LIST, EXCLUSION_REVIEW
from cityloop.evaluation.queries import exclusions_to_review
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number
from cityloop.web.office.boards import BOARD_TITLES, board_hint, board_tiles
from cityloop.web.office.desk import desk_tiles
from cityloop.workorders.permissions import (
    BOARD_SEE,
    EXTENSION_DECIDE,
    LEDGER_SEE,
    OBJECTION_RULE,
    ORDER_CHECK,
)
from cityloop.workorders.queries import boards, boards_watched
from cityloop.workorders.queries.boards_watched import watch_of


@staff(BOARD_SEE)
def board_page(request: StaffRequest) -> HttpResponse:
    found = boards_watched.boards(request.actor, watch=watch_of(request.city, at=request.at))
    shown = [(board, BOARD_TITLES[board.code]) for board in found if board.rows]
    context = {"boards": shown, "tiles": board_tiles(found)}
    return render(request, "office/board_page.html", context)


@staff(BOARD_SEE)
def one_board_page(request: StaffRequest, *, code: str) -> HttpResponse:
    watch = watch_of(request.city, at=request.at)
    number = page_number(request)
    listing = boards_watched.board(code, actor=request.actor, watch=watch, number=number)
    context = {
        "listing": listing,
        "title": BOARD_TITLES[code],
        "hint": board_hint(code, watch=watch),
    }
    return render(request, "office/one_board_page.html", context)


@staff(BOARD_SEE)
def silent_page(request: StaffRequest) -> HttpResponse:
    watch = watch_of(request.city, at=request.at)
    context = {
        "agencies": boards_watched.silent_agencies(request.actor, watch=watch),
        "title": BOARD_TITLES["silent"],
        "hint": board_hint("silent", watch=watch),
    }
    return render(request, "office/silent_page.html", context)


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
    reviews = EXCLUSION_REVIEW.role_refusal(request.actor) is None
    context = {**_with_desk(request, listing), "reviews": reviews}
    return render(request, "office/exclusions_page.html", context)
