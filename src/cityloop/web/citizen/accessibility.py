"""The statement on accessibility: what was tested, what is not known, whom to tell."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from cityloop.web.citizen.guard import CitizenRequest, resident

# The day of the last round of tests that the statement tells of.
TESTED_ON = date(2026, 11, 24)


@resident
def statement_page(request: CitizenRequest) -> HttpResponse:
    context = {"limits": request.limits, "tested_on": TESTED_ON}
    return render(request, "citizen/accessibility_page.html", context)
