"""Forms of decisions; each asks for its reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cityloop.agencies.models import Agency
from cityloop.evaluation.choices import ExclusionCode
from cityloop.web.components.forms import ReasonForm, StaffForm, options
from cityloop.workorders.choices import Ruling

LONG = 4000


class RulingForm(ReasonForm):
    ruling = forms.ChoiceField(
        label=_("Ruling"),
        choices=[
            (Ruling.UPHOLD.value, _("Upheld: the order goes to another agency")),
            (Ruling.OVERRULE.value, _("Overruled: the order stays where it is")),
        ],
        widget=forms.RadioSelect,
    )
    agency = forms.ModelChoiceField(
        label=_("Agency that is responsible"),
        help_text=_("Needed when the objection is upheld. After a ruling nobody can return it."),
        queryset=Agency.objects.filter(active_to__isnull=True),
        required=False,
        empty_label=_("Choose an agency"),
    )
    field_order = ("ruling", "agency", "reason")


class ExtensionDecisionForm(ReasonForm):
    granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Granted")), ("no", _("Refused"))],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    field_order = ("granted", "reason")


class CheckForm(ReasonForm):
    passed = forms.TypedChoiceField(
        label=_("Check of the answer"),
        choices=[
            ("yes", _("Good enough: on to the call-back")),
            ("no", _("Back for rework: empty, contradictory or only a promise")),
        ],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    field_order = ("passed", "reason")


class ExclusionForm(StaffForm):
    code = forms.ChoiceField(label=_("Reason of the list"), choices=options(ExclusionCode))
    evidence = forms.CharField(
        label=_("Evidence"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONG
    )
    requester_statement = forms.CharField(
        label=_("What the requester says to it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG,
        required=False,
    )


class ReviewForm(ReasonForm):
    """A review; grounds that speak of the requester's conduct ask for the panel's record too."""

    approved = forms.TypedChoiceField(
        label=_("Review"),
        choices=[("yes", _("Leave it out of the scores")), ("no", _("Keep it in the scores"))],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    panel = forms.CharField(
        label=_("Record of the panel"),
        help_text=_(
            "This ground speaks of the requester's conduct, so a panel decides first: give the "
            "number or date of its record."
        ),
        max_length=200,
        required=False,
    )
    field_order = ("approved", "panel", "reason")

    def __init__(self, *args: Any, panel: bool, record: str = "", **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["panel"].initial = record
        if not panel:
            del self.fields["panel"]

    def clean(self) -> dict[str, object]:
        """Nobody leaves a case out for the requester's conduct without a panel."""
        data = super().clean() or {}
        if "panel" in self.fields and data.get("approved") and not data.get("panel"):
            self.add_error("panel", _("Without the record of a panel it stays in the scores."))
        return data


class PeriodForm(StaffForm):
    code = forms.RegexField(
        label=_("Month or quarter"),
        help_text=_("Such as 2026-02 or 2026-Q1."),
        regex=r"^\d{4}-(0[1-9]|1[0-2]|Q[1-4])$",
    )
