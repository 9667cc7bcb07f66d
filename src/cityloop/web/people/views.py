"""The list of people, the page of one, and the form that adds one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cityloop.accounts.models import User
from cityloop.accounts.operations import invite_person
from cityloop.accounts.permissions import PERSON_MANAGE
from cityloop.accounts.queries import get_person, people
from cityloop.core.trail import AuditFilter, audit_events
from cityloop.intake.queries import listing_of
from cityloop.web.audit.presenters import trail_line
from cityloop.web.components.attempts import done
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number
from cityloop.web.people.forms import AddForm, FilterForm
from cityloop.web.people.presenters import person_line, role_lines, steps_for

PAGE_SIZE = 50
LAST_CHANGES = 20


@staff(PERSON_MANAGE)
def people_page(request: StaffRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    on = timezone.localtime(request.at).date()
    rows = people(form.wanted(on=on), on=on)
    listing = listing_of(rows, line=person_line, number=page_number(request), size=PAGE_SIZE)
    narrowed = any(request.GET.get(name) for name in form.fields)
    context = {"listing": listing, "form": form, "narrowed": narrowed}
    return render(request, "people/people_page.html", context)


@staff(PERSON_MANAGE)
def person_page(request: StaffRequest, *, pk: int) -> HttpResponse:
    user = get_person(pk)
    on = timezone.localtime(request.at).date()
    changes = audit_events(AuditFilter(subject=user.username)).select_related("by")
    context = {
        "person": user,
        "roles": role_lines(user, on=on),
        "steps": steps_for(user),
        "changes": [trail_line(row) for row in changes[:LAST_CHANGES]],
    }
    return render(request, "people/person_page.html", context)


@staff(PERSON_MANAGE)
def add_page(request: StaffRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    first = {"valid_from": timezone.localtime(request.at).date()}
    form = AddForm(sent, initial=first)
    added: list[User] = []
    if form.is_valid() and done(form, lambda: added.append(_add(form, request=request))):
        messages.success(request, _("The person is added, and the invitation is on its way."))
        return redirect("people_person", pk=added[0].pk)
    return render(request, "people/add_page.html", {"form": form})


def _add(form: AddForm, *, request: StaffRequest) -> User:
    return invite_person(form.new_person(), grant=form.grant(), by=request.user, at=request.at)
