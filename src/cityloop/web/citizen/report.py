"""Report in small steps: the words, what it is about, where, and what is open nearby."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from cityloop.intake.rules.definitions import ResidentSettings
from cityloop.responsibility.models import ServiceType
from cityloop.web.citizen.drafts import Draft, drop, get_draft, keep
from cityloop.web.citizen.forms import AccusedForm, WhereForm, WordsForm
from cityloop.web.citizen.guard import CitizenRequest, resident
from cityloop.web.citizen.suggestions import (
    emergency_lines,
    offered_types,
    offers,
    public_answers,
)
from cityloop.web.citizen.where import area_of, branch_of, open_nearby

STEPS = 5
WRONGDOING = "wrongdoing"


@resident
def words_page(request: CitizenRequest) -> HttpResponse:
    draft = get_draft(request)
    if "as" in request.GET:
        draft.firm = request.GET["as"] == "firm"
        keep(request, draft)
    form = WordsForm(
        request.POST if request.method == "POST" else None, initial={"text": draft.text}
    )
    if request.method == "POST" and form.is_valid():
        draft.text, draft.decided, draft.type = form.cleaned_data["text"], False, ""
        draft.wrongdoing = WRONGDOING in request.POST
        if draft.wrongdoing:
            _choose(draft, _type_of_wrongdoing())
        keep(request, draft)
        return redirect("citizen_where" if draft.wrongdoing else "citizen_about")
    context = {
        "form": form,
        "draft": draft,
        "lines": emergency_lines(request.today),
        "step": 1,
        "steps": STEPS,
    }
    return render(request, "citizen/words_page.html", context)


def _type_of_wrongdoing() -> ServiceType | None:
    return next((one for one in offered_types() if one.shielded), None)


def _choose(draft: Draft, chosen: ServiceType | None) -> None:
    draft.type = "" if chosen is None else chosen.code
    draft.decided = True
    draft.wrongdoing = draft.wrongdoing or (chosen is not None and chosen.shielded)


@resident
def about_page(request: CitizenRequest) -> HttpResponse:
    draft = get_draft(request)
    if not draft.text:
        return redirect("citizen_words")
    if request.method == "POST":
        wanted = request.POST.get("type", "")
        types = {one.code: one for one in offered_types()}
        draft.wrongdoing = wanted == WRONGDOING
        _choose(draft, _type_of_wrongdoing() if draft.wrongdoing else types.get(wanted))
        keep(request, draft)
        return redirect("citizen_where")
    groups = _firm_groups(draft, request.limits)
    context = {
        "draft": draft,
        "offers": offers(
            draft.text,
            area=area_of(draft),
            firm_groups=groups,
            city=request.city,
            at=request.at,
        ),
        "answers": public_answers(draft.text, on=request.today, groups=groups, limit=2),
        "lines": emergency_lines(request.today),
        "step": 2,
        "steps": STEPS,
    }
    return render(request, "citizen/about_page.html", context)


def _firm_groups(draft: Draft, limits: ResidentSettings) -> tuple[str, ...]:
    return limits.firm_groups if draft.firm else ()


@resident
def where_page(request: CitizenRequest) -> HttpResponse:
    draft = get_draft(request)
    if not draft.decided:
        return redirect("citizen_about")
    form = WhereForm(
        request.POST if request.method == "POST" else None,
        initial={
            "address": draft.address,
            "latitude": draft.latitude,
            "longitude": draft.longitude,
        },
    )
    if request.method == "POST" and form.is_valid():
        draft.address = form.cleaned_data["address"]
        draft.latitude = form.cleaned_data["latitude"]
        draft.longitude = form.cleaned_data["longitude"]
        draft.area = request.POST.get("in", draft.area)
        draft.placed = "in" not in request.POST
        keep(request, draft)
        if draft.placed:
            return redirect("citizen_accused" if draft.wrongdoing else "citizen_nearby")
    context = {
        "form": form,
        "draft": draft,
        "branch": branch_of(draft.area),
        "step": 3,
        "steps": STEPS,
    }
    return render(request, "citizen/where_page.html", context)


@resident
def accused_page(request: CitizenRequest) -> HttpResponse:
    draft = get_draft(request)
    if not (draft.decided and draft.wrongdoing):
        return redirect("citizen_about")
    form = AccusedForm(
        request.POST if request.method == "POST" else None,
        initial={"agency": draft.agency, "subject_name": draft.subject_name},
    )
    if request.method == "POST" and form.is_valid():
        agency = form.cleaned_data["agency"]
        draft.agency = "" if agency is None else agency.code
        draft.subject_name = form.cleaned_data["subject_name"]
        keep(request, draft)
        return redirect("citizen_photos")
    context = {"form": form, "draft": draft, "step": 3, "steps": STEPS}
    return render(request, "citizen/accused_page.html", context)


@resident
def nearby_page(request: CitizenRequest) -> HttpResponse:
    draft = get_draft(request)
    if not draft.decided:
        return redirect("citizen_about")
    area, about = area_of(draft), draft.service_type
    rows = (
        ()
        if about is None or draft.wrongdoing
        else open_nearby(about, draft=draft, area=area, city=request.city, at=request.at)
    )
    if request.method == "POST" or not rows:
        wanted = request.POST.get("matter", "")
        draft.matter = wanted if wanted in {row.number for row in rows} else ""
        keep(request, draft)
        return redirect("citizen_photos")
    context = {"draft": draft, "area": area, "rows": rows, "step": 3, "steps": STEPS}
    return render(request, "citizen/nearby_page.html", context)


@resident
def discard(request: CitizenRequest) -> HttpResponse:
    if request.method == "POST":
        drop(request)
    return redirect("home")
