"""The last steps: photos, how to reach the person, and the page with the reference."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from cityloop.agencies.models import Agency
from cityloop.core.errors import InputError
from cityloop.core.sentences import Sentence
from cityloop.flows import resident as flow
from cityloop.flows.report import NewReport
from cityloop.flows.resident import SentReport, Sheet
from cityloop.intake.choices import Channel, RequesterKind
from cityloop.intake.operations import add_photo, remove_photo
from cityloop.intake.rules.numbering import reference
from cityloop.web.citizen.drafts import SENT, Draft, drop, get_draft, keep, keep_opened
from cityloop.web.citizen.forms import ContactForm, FirmForm, PhotosForm
from cityloop.web.citizen.guard import CitizenRequest, resident
from cityloop.web.citizen.report import STEPS
from cityloop.web.citizen.suggestions import expected_of
from cityloop.web.citizen.where import area_of
from cityloop.web.components.attempts import done
from cityloop.web.components.files import Upload, read_picture

TITLE_LENGTH = 80


@resident
def photos_page(request: CitizenRequest) -> HttpResponse:
    draft = get_draft(request)
    if not draft.decided:
        return redirect("citizen_about")
    form = PhotosForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        _remove(request, draft)
        files = form.cleaned_data["photos"]
        added = add_photos(files, form=form, held=len(draft.photos), request=request)
        draft.photos += added
        keep(request, draft)
        if form.is_valid() and "next" in request.POST:
            return redirect("citizen_contact")
    context = {
        "form": form,
        "draft": draft,
        "left": request.limits.photos - len(draft.photos),
        "limits": request.limits,
        "step": 4,
        "steps": STEPS,
    }
    return render(request, "citizen/photos_page.html", context)


def _remove(request: CitizenRequest, draft: Draft) -> None:
    name = request.POST.get("remove", "")
    if name in draft.photos:
        remove_photo(name, by=None, at=request.at)
        draft.photos.remove(name)


def add_photos(
    files: Iterable[Upload], *, form: BaseForm, held: int, request: CitizenRequest
) -> list[str]:
    """Keep pictures as far as the city allows; what is refused becomes an error of the form."""
    names: list[str] = []
    for file in files:
        done(form, partial(_add, file, request=request, held=held, names=names))
    return names


def _add(file: Upload, *, request: CitizenRequest, held: int, names: list[str]) -> None:
    limits = request.limits
    if held + len(names) >= limits.photos:
        raise InputError(
            Sentence("At most %(limit)s photos go with a request.", limit=limits.photos)
        )
    # Before it is read: what is too large never comes into memory.
    data = read_picture(file, limits=limits.pictures)
    names.append(add_photo(data, limits=limits, by=None, at=request.at).name)


@resident
def contact_page(request: CitizenRequest) -> HttpResponse:
    draft = get_draft(request)
    posted = request.method == "POST"
    before = flow.sent_before(request.POST.get("key", "")) if posted else None
    if before is not None:
        return _confirmed(request, before)
    if not (draft.text and draft.decided):
        return redirect("citizen_words")
    form = (FirmForm if draft.firm else ContactForm)(
        request.POST if posted else None, initial={"key": draft.key}
    )
    if posted and form.is_valid():
        sent: list[SentReport] = []
        if done(form, lambda: sent.append(_send(request, draft, form.cleaned_data))):
            return _confirmed(request, sent[0])
    keep(request, draft)
    return render(request, "citizen/contact_page.html", _summary(request, draft, form))


def _summary(request: CitizenRequest, draft: Draft, form: ContactForm) -> dict[str, Any]:
    area, about = area_of(draft), draft.service_type
    expected = None
    if about is not None and not draft.wrongdoing:
        expected = expected_of(about, area=area, city=request.city, at=request.at)
    return {
        "form": form,
        "draft": draft,
        "area": area,
        "about": about,
        "expected": expected,
        "step": STEPS,
        "steps": STEPS,
    }


def _send(request: CitizenRequest, draft: Draft, data: dict[str, Any]) -> SentReport:
    report = NewReport(
        kind=draft.kind,
        text=draft.text,
        title=draft.text.strip().splitlines()[0][:TITLE_LENGTH],
        channel=Channel.WEB,
        service_type=draft.service_type,
        area=area_of(draft),
        address=draft.address,
        latitude=draft.latitude,
        longitude=draft.longitude,
        name=data["name"],
        phone=data["phone"],
        email=data["email"],
        language=get_language() or "en",
        requester_kind=RequesterKind.FIRM if draft.firm else RequesterKind.PERSON,
        subject_agency=Agency.objects.filter(code=draft.agency).first() if draft.agency else None,
        subject_name=draft.subject_name,
        confidential=data["confidential"] or draft.wrongdoing,
    )
    sheet = Sheet(report, draft.key, photos=draft.photos, matter=draft.matter)
    return flow.send(sheet, by=None, at=request.at)


def _confirmed(request: CitizenRequest, sent: SentReport) -> HttpResponse:
    number = sent.request.number
    request.session[SENT] = {"number": number, "token": sent.token}
    keep_opened(request, number)
    drop(request)
    return redirect("citizen_sent")


@resident
def sent_page(request: CitizenRequest) -> HttpResponse:
    sent = request.session.get(SENT)
    if not sent:
        return redirect("home")
    link = request.build_absolute_uri(reverse("citizen_link", args=[sent["token"]]))
    context = {"number": sent["number"], "reference": reference(sent["number"]), "link": link}
    return render(request, "citizen/sent_page.html", context)
