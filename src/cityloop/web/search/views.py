"""The search page: an exact number goes straight to its page, all else becomes two lists."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from cityloop.accounts.permissions import require_right
from cityloop.accounts.rules.roles import Actor
from cityloop.core.operations import audit
from cityloop.intake.permissions import REQUEST_SEE
from cityloop.intake.rules.wanted import Wanted, wanted
from cityloop.web.components.guard import StaffRequest, signed_in
from cityloop.workorders.permissions import ORDER_SEE
from cityloop.workorders.queries.search import (
    RECENT,
    FoundRow,
    found_orders,
    found_requests,
    may_search_phones,
)

LONGEST = 100
Found = tuple[FoundRow, ...]


@signed_in
def search_page(request: StaffRequest) -> HttpResponse:
    if not sees_requests(request.actor):
        require_right(ORDER_SEE, request.actor)
    typed = request.GET.get("q", "")[:LONGEST].strip()
    sought = wanted(typed)
    requests, orders = _found(request, sought)
    for rows, page in ((requests, "hotline_request"), (orders, "agency_order")):
        if sought.number in {row.number for row in rows}:
            return redirect(page, number=sought.number)
    context = {
        "typed": typed,
        "requests": requests,
        "orders": orders,
        "phones": may_search_phones(request.actor),
        "days": RECENT.days if sought.words else 0,
    }
    return render(request, "search/search_page.html", context)


def sees_requests(actor: Actor) -> bool:
    """Whether the person has pages of requests."""
    return REQUEST_SEE.role_refusal(actor) is None


def may_search(actor: Actor) -> bool:
    """Whether there is anything that the person could find."""
    return sees_requests(actor) or ORDER_SEE.role_refusal(actor) is None


def _found(request: StaffRequest, sought: Wanted) -> tuple[Found, Found]:
    requests: Found = ()
    orders: Found = ()
    if sees_requests(request.actor):
        requests = found_requests(request.actor, sought=sought, at=request.at)
    if ORDER_SEE.role_refusal(request.actor) is None:
        orders = found_orders(request.actor, sought=sought, at=request.at)
    if sought.phone and requests:
        audit(
            what="identity.searched",
            subject=", ".join(row.number for row in requests)[:LONGEST],
            reason="Requests looked up by the phone of who made them.",
            by=request.user,
            at=request.at,
        )
    return requests, orders
