"""Steps on one person: a page with the form, and the page of the person afterwards."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cityloop.accounts.operations import end_role
from cityloop.accounts.permissions import PERSON_MANAGE
from cityloop.accounts.queries import get_person, get_role_held
from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.web.components.attempts import taken
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.people.forms import EndForm
from cityloop.web.people.presenters import role_label
from cityloop.web.people.table import STEPS


@staff(PERSON_MANAGE)
def step_page(request: StaffRequest, *, pk: int, step: str) -> HttpResponse:
    user = get_person(pk)
    found = next((one for one in STEPS if one.code == step), None)
    if found is None:
        raise NotFound(Sentence("There is no such step."))
    first = {"valid_from": _today(request), **found.first(user)}
    form = found.form(request.POST if request.method == "POST" else None, initial=first)
    if taken(form, found.take, on=user, request=request):
        messages.success(request, str(found.done))
        return redirect("people_person", pk=pk)
    context = {"person": user, "form": form, "title": found.label, "step": found}
    return render(request, "people/step_page.html", context)


@staff(PERSON_MANAGE)
def end_page(request: StaffRequest, *, pk: int, held: int) -> HttpResponse:
    user = get_person(pk)
    role = get_role_held(user, pk=held)
    sent = request.POST if request.method == "POST" else None
    form = EndForm(sent, initial={"on": _today(request)})
    if taken(form, end_role, on=role, request=request):
        messages.success(request, _("The end of the role is recorded."))
        return redirect("people_person", pk=pk)
    title = _("End the role %(role)s") % {"role": role_label(role.role)}
    return render(request, "people/step_page.html", {"person": user, "form": form, "title": title})


def _today(request: StaffRequest) -> object:
    return timezone.localtime(request.at).date()
