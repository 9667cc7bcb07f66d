"""The search page: an exact number goes straight to its page, all else becomes lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.permissions import require_right
from cityloop.accounts.rules.roles import Actor
from cityloop.core.operations import audit
from cityloop.intake.permissions import REQUEST_SEE
from cityloop.intake.rules.wanted import Wanted, wanted
from cityloop.web.components.guard import StaffRequest, signed_in
from cityloop.web.components.pages import page_number
from cityloop.workorders.permissions import ORDER_SEE
from cityloop.workorders.queries.search import (
    NOTHING,
    Found,
    found_callers,
    found_orders,
    found_requests,
    may_search_people,
)

LONGEST = 100


@dataclass(frozen=True, slots=True)
class FoundList:
    """One list of the page: its code in the address, its heading, and where its rows lead."""

    code: str
    heading: str | Promise
    page: str
    found: Found


@signed_in
def search_page(request: StaffRequest) -> HttpResponse:
    if not sees_requests(request.actor):
        require_right(ORDER_SEE, request.actor)
    typed = request.GET.get("q", "")[:LONGEST].strip()
    sought, only = wanted(typed), request.GET.get("in", "")
    lists = _lists(request, sought=sought, only=only)
    for one in lists:
        if sought.number in {row.number for row in one.found.listing.rows}:
            return redirect(one.page, number=sought.number)
    context = {
        "typed": typed,
        "lists": lists,
        "only": only,
        "people": may_search_people(request.actor),
    }
    return render(request, "search/search_page.html", context)


def sees_requests(actor: Actor) -> bool:
    """Whether the person has pages of requests."""
    return REQUEST_SEE.role_refusal(actor) is None


def may_search(actor: Actor) -> bool:
    """Whether there is anything that the person could find."""
    return sees_requests(actor) or ORDER_SEE.role_refusal(actor) is None


def _lists(request: StaffRequest, *, sought: Wanted, only: str) -> list[FoundList]:
    """The lists that hold something; only the one asked for where a page of it is."""
    number = page_number(request) if only else 1
    made = [
        FoundList(code, heading, page, find(request, sought, number))
        for code, (heading, page, find) in LISTS.items()
        if only in {"", code}
    ]
    return [one for one in made if one.found.listing.total]


def _requests(request: StaffRequest, sought: Wanted, number: int) -> Found:
    if not sees_requests(request.actor):
        return NOTHING
    return found_requests(request.actor, sought=sought, number=number)


def _callers(request: StaffRequest, sought: Wanted, number: int) -> Found:
    """Those who looked somebody up and found them are kept; a name may be meant as a word."""
    if not sees_requests(request.actor):
        return NOTHING
    found = found_callers(request.actor, sought=sought, number=number)
    if found.listing.rows:
        audit(
            what="identity.searched",
            subject=", ".join(row.number for row in found.listing.rows)[:LONGEST],
            reason="Requests looked up by the phone or the name of who made them.",
            by=request.user,
            at=request.at,
        )
    return found


def _orders(request: StaffRequest, sought: Wanted, number: int) -> Found:
    if ORDER_SEE.role_refusal(request.actor) is not None:
        return NOTHING
    return found_orders(request.actor, sought=sought, number=number)


Finder = Callable[[StaffRequest, Wanted, int], Found]
LISTS: Mapping[str, tuple[str | Promise, str, Finder]] = {
    "callers": (_("Requests of this person"), "hotline_request", _callers),
    "requests": (_("Requests"), "hotline_request", _requests),
    "orders": (_("Work orders"), "agency_order", _orders),
}
