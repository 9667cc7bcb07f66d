"""Answers that anybody can read, and the entry for firms."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.knowledge import operations
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.queries import get_item
from cityloop.web.citizen.forms import AskForm, NotHelpedForm, WordsForm
from cityloop.web.citizen.guard import CitizenRequest, resident
from cityloop.web.citizen.suggestions import emergency_lines, public_answers
from cityloop.web.components.attempts import done

SHOWN = 20
# The session's answers of which the visitor has said that they did not help.
SAID = "unhelpful"
MOST_KEPT = 50


@resident
def answers_page(request: CitizenRequest) -> HttpResponse:
    form = AskForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = public_answers(words, on=request.today, limit=SHOWN) if words else ()
    return render(request, "citizen/answers_page.html", {"form": form, "found": found, "q": words})


@resident
def answer_page(request: CitizenRequest, *, code: str) -> HttpResponse:
    item = _public_item(request, code=code)
    form = NotHelpedForm()
    return render(request, "citizen/answer_page.html", {"item": item, "form": form})


@resident
def say_unhelpful(request: CitizenRequest, *, code: str) -> HttpResponse:
    """Tell the owner that an answer did not help; once for each visitor and version."""
    item = _public_item(request, code=code)
    form = NotHelpedForm(request.POST if request.method == "POST" else None)
    mark = f"{item.code} {item.version}"
    said = request.session.get(SAID, [])
    if form.is_valid() and (mark in said or _kept(request, form, item=item)):
        request.session[SAID] = [*said, mark][-MOST_KEPT:]
        messages.success(request, _("Thank you. Whoever keeps this answer reads it."))
        return redirect("citizen_answer", code=code)
    return render(request, "citizen/answer_page.html", {"item": item, "form": form})


def _kept(request: CitizenRequest, form: NotHelpedForm, *, item: KnowledgeItem) -> bool:
    return done(
        form,
        lambda: operations.say_unhelpful(
            item,
            text=form.cleaned_data["text"],
            most=request.settings.knowledge.unhelpful_a_day,
            by=None,
            at=request.at,
        ),
    )


def _public_item(request: CitizenRequest, *, code: str) -> KnowledgeItem:
    """The answer, if anybody may read it today; raises NotFound."""
    item = get_item(code, on=request.today)
    if not item.public:
        raise NotFound(Sentence("No answer %(code)s holds today.", code=code))
    return item


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
