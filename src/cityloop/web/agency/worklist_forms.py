"""Forms of the worklist: what it is narrowed to, and the name under which that is saved."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.models import User
from cityloop.core.models import localised
from cityloop.places.models import Area
from cityloop.responsibility.choices import Grade
from cityloop.responsibility.queries.duties import service_types
from cityloop.web.components.forms import StaffForm, options
from cityloop.workorders.choices import OrderState
from cityloop.workorders.queries.lists import OrderFilter
from cityloop.workorders.rules.saved_filters import LONGEST_NAME

DUE = [
    ("", _("Any time")),
    ("overdue", _("Overdue")),
    ("4", _("Within 4 hours")),
    ("24", _("Within 24 hours")),
    ("today", _("Today")),
    ("72", _("Within 3 days")),
    ("week", _("This week")),
]
ASSIGNEES = [("", _("Anybody")), ("me", _("Me")), ("nobody", _("Nobody yet"))]


class WorklistForm(StaffForm):
    """Filters of the worklist; all optional."""

    text = forms.CharField(
        label=_("Words or number"),
        widget=forms.TextInput(attrs={"type": "search"}),
        max_length=80,
        required=False,
    )
    due = forms.ChoiceField(label=_("Due"), choices=DUE, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    service_type = forms.ChoiceField(label=_("Service type"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    assignee = forms.ChoiceField(label=_("Handler"), required=False)
    grade = forms.TypedChoiceField(
        label=_("Grade"),
        required=False,
        choices=options(Grade, empty=_("Every grade")),
        coerce=int,
        empty_value=None,
    )
    at_risk = forms.BooleanField(label=_("At risk only"), required=False)

    def __init__(self, *args: Any, people: Iterable[User] = (), **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        types = [(one.code, one.name) for one in service_types()]
        held = Area.objects.values_list("code", "names")
        areas = [(code, localised(names)) for code, names in held]
        named = [(one.username, one.get_full_name() or one.username) for one in people]
        choices = {
            "state": options(OrderState, empty=_("Everything open")),
            "service_type": [("", _("Every type")), *types],
            "area": [("", _("Every area")), *areas],
            "assignee": [*ASSIGNEES, *named],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def wanted(self) -> OrderFilter:
        """What is asked for; a field that says nothing known is left out."""
        self.is_valid()
        return OrderFilter(**self.cleaned_data)


# What of an address belongs to a list, and is saved with it.
FIELDS = frozenset(WorklistForm.base_fields)


class SaveForm(StaffForm):
    """The name of a saved list."""

    name = forms.CharField(label=_("Name of the list"), max_length=LONGEST_NAME)
