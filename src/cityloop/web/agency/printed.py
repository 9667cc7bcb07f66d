"""An order as a case file: what its page tells, on paper."""

from django.http import HttpResponse

from cityloop.web.agency.views import order_shown
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.printing import Paper, pdf_answer
from cityloop.web.components.sight import seen_order
from cityloop.workorders.permissions import ORDER_SEE


@staff(ORDER_SEE)
def case_file(request: StaffRequest, *, number: str) -> HttpResponse:
    page = order_shown(request, seen_order(request, number))
    paper = Paper(template="pdf/case.html", about=number, by=request.user)
    return pdf_answer(request, paper, context={"page": page})
