"""Forms of a whistle: of the calling office, and of the agencies that it calls."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cityloop.agencies.models import Agency
from cityloop.web.components.forms import StaffForm, options
from cityloop.workorders.choices import CoOperation
from cityloop.workorders.rules.whistles import CALL_OUTCOMES

LONG = 4000


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"})


def _words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WhistleForm(StaffForm):
    topic = forms.CharField(label=_("Topic in a word"), max_length=32)
    agencies = forms.ModelMultipleChoiceField(
        label=_("Agencies called"),
        queryset=Agency.objects.filter(active_to__isnull=True),
        widget=forms.CheckboxSelectMultiple,
    )
    meet_at = forms.DateTimeField(label=_("When to meet on site"), widget=_moment())
    report_by = forms.DateTimeField(
        label=_("By when each reports what it did"),
        help_text=_("Leave it empty when it is settled on site."),
        widget=_moment(),
        required=False,
    )
    text = forms.CharField(
        label=_("What is to be settled together"), widget=_words(), max_length=LONG
    )


class RefuseForm(StaffForm):
    reason = forms.CharField(
        label=_("Why your agency does not come"),
        help_text=_("The district reads it and rules: must come, or need not."),
        widget=_words(4),
        max_length=LONG,
    )


class AttendForm(StaffForm):
    attended_at = forms.DateTimeField(label=_("When you were on site"), widget=_moment())
    attendants = forms.CharField(label=_("Who came"), max_length=200)
    finding = forms.CharField(label=_("What was found on site"), widget=_words(), max_length=LONG)


class ReportForm(StaffForm):
    outcome = forms.ChoiceField(label=_("How it ended on site"), choices=options(CALL_OUTCOMES))
    text = forms.CharField(
        label=_("What your agency did"),
        help_text=_("The calling office leads and answers the requester; it needs your part."),
        widget=_words(5),
        max_length=LONG,
    )


class RateForm(StaffForm):
    value = forms.TypedChoiceField(
        label=_("How did the co-operation go?"),
        choices=[(one.value, one.label) for one in CoOperation],
        coerce=int,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("What should be said about it"),
        widget=_words(),
        max_length=LONG,
        required=False,
    )


class AbsentForm(StaffForm):
    reason = forms.CharField(
        label=_("What happened when they did not come"),
        help_text=_("The district is told."),
        widget=_words(),
        max_length=LONG,
    )
