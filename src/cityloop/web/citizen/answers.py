"""Answers that anybody can read, and the entry for firms."""

from django.http import HttpResponse
from django.shortcuts import render

from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.knowledge.queries import get_item
from cityloop.web.citizen.forms import AskForm, WordsForm
from cityloop.web.citizen.guard import CitizenRequest, resident
from cityloop.web.citizen.suggestions import emergency_lines, public_answers

SHOWN = 20


@resident
def answers_page(request: CitizenRequest) -> HttpResponse:
    form = AskForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = public_answers(words, on=request.today, limit=SHOWN) if words else ()
    return render(request, "citizen/answers_page.html", {"form": form, "found": found, "q": words})


@resident
def answer_page(request: CitizenRequest, *, code: str) -> HttpResponse:
    item = get_item(code, on=request.today)
    if not item.public:
        raise NotFound(Sentence("No answer %(code)s holds today.", code=code))
    return render(request, "citizen/answer_page.html", {"item": item})


@resident
def firms_page(request: CitizenRequest) -> HttpResponse:
    groups = request.limits.firm_groups
    context = {
        "form": WordsForm(),
        "found": public_answers("", on=request.today, groups=groups, limit=SHOWN),
        "lines": emergency_lines(request.today),
    }
    return render(request, "citizen/firms_page.html", context)


@resident
def welcome_page(request: CitizenRequest) -> HttpResponse:
    context = {"form": WordsForm(), "lines": emergency_lines(request.today)}
    return render(request, "public/welcome_page.html", context)
