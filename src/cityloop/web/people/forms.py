"""Forms about people and their roles."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.choices import Role
from cityloop.accounts.models import User
from cityloop.accounts.operations.people import NewPerson
from cityloop.accounts.operations.roles import Grant
from cityloop.accounts.queries import PersonFilter
from cityloop.agencies.models import Agency
from cityloop.web.components.cities import get_city
from cityloop.web.components.forms import Options, StaffForm, options
from cityloop.web.templatetags.cityloop import tongue

SOON = timedelta(days=30)
ACCESS = [
    ("", _("Open accounts")),
    ("ending", _("Roles that end within 30 days")),
    ("shut", _("Shut accounts")),
]
SIGN_IN_NAME = RegexValidator(
    r"^[\w.-]{3,64}$", _("Use 3 to 64 letters, digits, dots, hyphens and underscores.")
)


def agency_options() -> Options:
    """The agencies that are at work; one statement."""
    rows = Agency.objects.filter(active_to__isnull=True).order_by("code")
    return [(agency.code, agency.name) for agency in rows]


def every_agency_options() -> Options:
    """The same, with a choice that leaves nothing out."""
    return [("", _("Every agency")), *agency_options()]


def language_options() -> Options:
    """The languages of the city, each by its own name; one statement."""
    return [(code, tongue(code)) for code in get_city().languages]


def day(label: Any, **more: Any) -> forms.DateField:  # noqa: ANN401 - as the field takes them
    """A field for a day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class FilterForm(StaffForm):
    """What the list of people is narrowed to."""

    q = forms.CharField(
        label=_("Name or e-mail address"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=options(Role, empty=_("Every role")), required=False
    )
    agency = forms.ChoiceField(label=_("Agency"), choices=every_agency_options, required=False)
    access = forms.ChoiceField(label=_("Access"), choices=ACCESS, required=False)

    def wanted(self, *, on: date) -> PersonFilter:
        """The filter; what cannot be read narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        access = said.get("access", "")
        return PersonFilter(
            text=said.get("q", "").strip(),
            role=said.get("role", ""),
            agency=said.get("agency", ""),
            shut=access == "shut",
            ends_before=on + SOON if access == "ending" else None,
        )


class AgencyForm(StaffForm):
    """Base of the forms that ask for an agency."""

    def clean_agency(self) -> Agency:
        return Agency.objects.get(code=self.cleaned_data["agency"])


class RoleForm(StaffForm):
    """A role for a time."""

    role = forms.ChoiceField(label=_("Role"), choices=options(Role))
    valid_from = day(_("From"))
    valid_to = day(
        _("Until, the first day without it"),
        required=False,
        help_text=_("Leave it empty for staff. The access of a contractor always ends."),
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )

    def grant(self) -> Grant:
        """The role as it is to be given."""
        said = self.cleaned_data
        return Grant(
            role=Role(said["role"]),
            valid_from=said["valid_from"],
            valid_to=said["valid_to"],
            reason=said["reason"],
        )


class AddForm(AgencyForm, RoleForm):
    """A new person with a first role."""

    username = forms.CharField(label=_("Name to sign in with"), validators=[SIGN_IN_NAME])
    name = forms.CharField(label=_("Full name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The link to set a password goes there."),
    )
    agency = forms.ChoiceField(label=_("Agency"), choices=agency_options)
    language = forms.ChoiceField(label=_("Language of the letters"), choices=language_options)
    field_order = ("username", "name", "email", "language", "agency", "role")

    def new_person(self) -> NewPerson:
        """The person as they are to be added."""
        said = self.cleaned_data
        return NewPerson(
            username=said["username"],
            name=said["name"],
            email=said["email"],
            agency=said["agency"],
            language=said["language"],
        )


class CorrectForm(StaffForm):
    """How a person is called, and where their mail goes."""

    name = forms.CharField(label=_("Full name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)


class MoveForm(AgencyForm):
    """Another agency."""

    agency = forms.ChoiceField(label=_("New agency"), choices=agency_options)
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )


class EndForm(StaffForm):
    """The end of a role."""

    on = day(_("First day without the role"))
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )


def first_values(user: User) -> dict[str, object]:
    """What the form of corrections begins with."""
    return {"name": user.get_full_name(), "email": user.email}
