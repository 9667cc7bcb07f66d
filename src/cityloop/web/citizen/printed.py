"""A request as a file for the one who made it."""

from django.http import HttpResponse

from cityloop.intake.models import ServiceRequest
from cityloop.web.citizen.guard import CitizenRequest
from cityloop.web.citizen.track import opened, request_shown
from cityloop.web.components.printing import Paper, pdf_answer


@opened
def request_file(request: CitizenRequest, *, asked: ServiceRequest) -> HttpResponse:
    paper = Paper(template="pdf/request.html", about=asked.number)
    return pdf_answer(request, paper, context=request_shown(request, asked=asked))
