"""The pages that staff open all day, in statements."""

from dataclasses import replace

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cityloop.accounts.models import User
from cityloop.core.errors import NotFound
from cityloop.flows.dispatch import receive_and_dispatch
from cityloop.jobs.bench.city import dispatchable_reports, found_demo_city
from cityloop.jobs.bench.figures import Figure, against
from cityloop.jobs.demo.lives import cast_of_city
from cityloop.workorders.models import WorkOrder

ROWS = 100
PEER_STATEMENTS = 721
WORKLIST = "/agency/work-orders/"


def page_figures() -> list[Figure]:
    """Statements of a worklist of 100 orders and of one order's page."""
    order, handler = _a_hundred_orders()
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(handler)
    client.get(WORKLIST)
    return [
        _page(client, "list100.statements", WORKLIST),
        _page(client, "detail.statements", f"{WORKLIST}{order.number}/"),
    ]


def _a_hundred_orders() -> tuple[WorkOrder, User]:
    """A hundred orders to one agency whose people sign in."""
    folder = found_demo_city()
    handlers = cast_of_city().handlers
    for report in dispatchable_reports(folder):
        order = receive_and_dispatch(report, by=None, at=timezone.now())
        if order.agency_id not in handlers:
            continue
        for number in range(ROWS - 1):
            again = replace(report, phone=f"555-{number:04d}", title=f"{report.title} {number}")
            receive_and_dispatch(again, by=None, at=timezone.now())
        return order, handlers[order.agency_id]
    raise NotFound("no invented report reaches an agency whose people sign in.")


def _page(client: Client, name: str, page: str) -> Figure:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page)
    if answer.status_code != 200:  # noqa: PLR2004 - HTTP
        raise NotFound(f"{page} answers {answer.status_code}.")
    return against(name, len(captured), unit="statements", baseline=PEER_STATEMENTS)
