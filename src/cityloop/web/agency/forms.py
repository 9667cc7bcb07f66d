"""Forms of the steps that an agency takes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cityloop.agencies.models import Agency
from cityloop.web.components.forms import ReasonForm, StaffForm, options
from cityloop.workorders.choices import OrderOutcome, PauseReason

LONG = 4000


class ContactForm(StaffForm):
    note = forms.CharField(
        label=_("How the requester was reached, and what was said"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG,
    )


class ObjectForm(StaffForm):
    reason = forms.CharField(
        label=_("Why this is not your agency's duty"),
        help_text=_("Name the row of the responsibility list or the law that you rest on."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONG,
    )
    proposed_agency = forms.ModelChoiceField(
        label=_("Whose duty it is, in your view"),
        queryset=Agency.objects.filter(active_to__isnull=True),
        required=False,
        empty_label=_("Not known"),
    )


class PauseForm(StaffForm):
    pause_reason = forms.ChoiceField(
        label=_("Why the clock should stand still"),
        choices=options(reason for reason in PauseReason if reason is not PauseReason.OBJECTION),
    )
    evidence = forms.CharField(
        label=_("Evidence, and what the requester is asked"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG,
    )
    requester_told = forms.BooleanField(label=_("The requester has been told that the clock stops"))


class ExtensionForm(ReasonForm):
    amount = forms.IntegerField(label=_("How much longer"), min_value=1, max_value=365)
    requester_told = forms.BooleanField(
        label=_("The requester has been told why, and the new date")
    )
    field_order = ("amount", "reason", "requester_told")


class DeferForm(StaffForm):
    reason_code = forms.CharField(
        label=_("Reason in a word"), help_text=_("Such as money, land, law."), max_length=32
    )
    evidence = forms.CharField(
        label=_("Evidence"), widget=forms.Textarea(attrs={"rows": 2}), max_length=LONG
    )
    plan = forms.CharField(
        label=_("The plan: what will be done, by whom and when"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG,
    )
    requester_told = forms.BooleanField(label=_("The requester has been told that it is deferred"))


class AnswerForm(StaffForm):
    outcome = forms.ChoiceField(label=_("Result"), choices=options(OrderOutcome))
    text = forms.CharField(
        label=_("Answer to the requester"),
        help_text=_("Say what was done, when and by whom, in words that you would want to read."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONG,
    )
    evidence = forms.CharField(
        label=_("Evidence of what was done"),
        help_text=_("Such as the place and time of photographs, or the number of a record."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONG,
        required=False,
    )
    planned_date = forms.DateField(
        label=_("Date on which it is taken up again"),
        help_text=_("Needed for a plan, and for what is impossible for now."),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    lead_reason = forms.CharField(
        label=_("Why you answer before the joined orders"), max_length=LONG, required=False
    )


class NoteForm(StaffForm):
    text = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=LONG
    )


class AppealForm(ReasonForm):
    upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[
            ("yes", _("Upheld: the order is opened again")),
            ("no", _("Rejected: it ends as it did")),
        ],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    field_order = ("upheld", "reason")


class ReopenForm(ReasonForm):
    has_new_fact = forms.BooleanField(label=_("There is a new fact"), required=False)
