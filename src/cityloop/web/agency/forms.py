"""Forms of the steps that an agency takes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cityloop.agencies.models import Agency
from cityloop.places.models import Area
from cityloop.responsibility.choices import Grade
from cityloop.web.components.forms import ReasonForm, StaffForm, options
from cityloop.workorders.choices import OrderOutcome, OrderState, PauseReason

LONG = 4000
DUE_WITHIN = [("", _("Any time")), ("4", _("4 hours")), ("24", _("24 hours")), ("72", _("3 days"))]


class WorklistForm(StaffForm):
    """Filters of the worklist; all optional."""

    state = forms.ChoiceField(label=_("State"), required=False)
    due_within_hours = forms.TypedChoiceField(
        label=_("Due within"), required=False, choices=DUE_WITHIN, coerce=int, empty_value=None
    )
    grade = forms.TypedChoiceField(
        label=_("Grade"),
        required=False,
        choices=options(Grade, empty=_("Every grade")),
        coerce=int,
        empty_value=None,
    )
    area = forms.ChoiceField(label=_("Area"), required=False)
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    at_risk = forms.BooleanField(label=_("At risk only"), required=False)
    mine = forms.BooleanField(label=_("Mine only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = options(OrderState, empty=_("Everything open"))  # type: ignore[attr-defined]
        areas = [(area.code, area.name) for area in Area.objects.only("code", "names")]
        self.fields["area"].choices = [("", _("Every area")), *areas]  # type: ignore[attr-defined]


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
