"""What the trail is narrowed to."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cityloop.core.trail import AuditFilter
from cityloop.web.audit.words import event_options
from cityloop.web.components.forms import StaffForm

FIRST_YEAR, LAST_YEAR = 2000, 2099


def _in_reach(day: date) -> None:
    """Far years have no day before or after them, and no moment in UTC."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(_("Choose a day of this century."))


def _day(label: Any) -> forms.DateField:  # noqa: ANN401 - as the field takes it
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, required=False, validators=[_in_reach])


class TrailForm(StaffForm):
    """What, who, about what, and on which days."""

    what = forms.ChoiceField(label=_("What"), choices=event_options, required=False)
    who = forms.CharField(label=_("Who, by the name to sign in with"), required=False)
    subject = forms.CharField(label=_("Subject, such as a number or a name"), required=False)
    since = _day(_("From"))
    until = _day(_("Up to and including"))

    def wanted(self) -> AuditFilter:
        """The filter; what cannot be read narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        until = said.get("until")
        return AuditFilter(
            what=said.get("what", ""),
            who=said.get("who", "").strip(),
            subject=said.get("subject", "").strip(),
            since=_begin(said.get("since")),
            until=_begin(until + timedelta(days=1)) if until else None,
        )

    @property
    def narrowed(self) -> str:
        """The filter in one line, as the trail keeps it of an export."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return ", ".join(f"{name} {value}" for name, value in said.items())


def _begin(day: date | None) -> datetime | None:
    """The first moment of a day in the city."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
