"""Who has which role: people as rows, roles as columns."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cityloop.accounts.choices import Role
from cityloop.accounts.models import RoleHeld, User
from cityloop.accounts.permissions import AUDIT_SEE
from cityloop.accounts.queries import PersonFilter, people
from cityloop.accounts.rules.separation import roles_apart
from cityloop.intake.queries import listing_of
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """A person with what they hold in each role; None where nothing is held."""

    name: str
    username: str
    agency: str
    cells: tuple[RoleHeld | None, ...]


@staff(AUDIT_SEE)
def matrix_page(request: StaffRequest) -> HttpResponse:
    on = timezone.localtime(request.at).date()
    rows = people(PersonFilter(holding=True), on=on)
    listing = listing_of(
        rows, line=lambda user: _line(user, on=on), number=page_number(request), size=PAGE_SIZE
    )
    context = {"listing": listing, "roles": list(Role), "apart": roles_apart()}
    return render(request, "people/matrix_page.html", context)


def _line(user: User, *, on: date) -> MatrixLine:
    held = {row.role: row for row in user.roles.all() if row.valid_from <= on}
    return MatrixLine(
        name=user.get_full_name() or user.username,
        username=user.username,
        agency=user.agency.name if user.agency else "",
        cells=tuple(held.get(role.value) for role in Role),
    )
