"""Forms of the pages for residents: one question at a time, in plain words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cityloop.agencies.models import Agency
from cityloop.followups.choices import Satisfied, Solved
from cityloop.places.queries import is_outside
from cityloop.web.components.files import PICTURES, ManyFiles, PhotosField
from cityloop.web.components.forms import StaffForm, options, yes_no

LONG = 4000
PLACE = 300


class WordsForm(StaffForm):
    text = forms.CharField(
        label=_("What is the matter?"),
        help_text=_("In your own words, in any language. A few words are enough."),
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": "words"}),
        max_length=LONG,
    )


class WhereForm(StaffForm):
    """An address, an area or a point; all of them may be left out."""

    address = forms.CharField(
        label=_("Address or place"),
        help_text=_("Street and number, the name of the estate, or what stands beside it."),
        widget=forms.TextInput(attrs={"autocomplete": "address-line1", "data-keep": "address"}),
        max_length=PLACE,
        required=False,
    )
    latitude = forms.FloatField(
        widget=forms.HiddenInput, min_value=-90, max_value=90, required=False
    )
    longitude = forms.FloatField(
        widget=forms.HiddenInput, min_value=-180, max_value=180, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Half a point is none, and one outside the city helps nobody here."""
        data = super().clean() or {}
        latitude, longitude = data.get("latitude"), data.get("longitude")
        if latitude is None or longitude is None:
            data["latitude"] = data["longitude"] = None
        elif is_outside(longitude, latitude):
            raise forms.ValidationError(
                _(
                    "The pin is outside this city. Move it, or remove it and type the address; "
                    "for another city, turn to its own hotline."
                )
            )
        return data


class AccusedForm(StaffForm):
    agency = forms.ModelChoiceField(
        label=_("Which office is it about?"),
        queryset=Agency.objects.filter(active_to__isnull=True),
        to_field_name="code",
        required=False,
        empty_label=_("I do not know, or none of these"),
    )
    subject_name = forms.CharField(
        label=_("Whom is it about?"),
        help_text=_("A name or what you know of the person; it may stay empty."),
        max_length=128,
        required=False,
    )


class PhotosForm(StaffForm):
    photos = PhotosField(
        label=_("Photos"),
        widget=ManyFiles(attrs={"accept": PICTURES}),
        required=False,
    )


class ContactForm(StaffForm):
    name = forms.CharField(
        label=_("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        max_length=128,
        required=False,
    )
    phone = forms.CharField(
        label=_("Phone"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        max_length=32,
        required=False,
    )
    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        required=False,
    )
    confidential = forms.BooleanField(
        label=_("Do not tell the agency who I am"),
        required=False,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class FirmForm(ContactForm):
    """For firms the name is the firm's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the firm")
        self.fields["name"].widget.attrs["autocomplete"] = "organization"


class TrackForm(StaffForm):
    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("Such as SR-26-004711-9."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        max_length=24,
    )
    digits = forms.CharField(
        label=_("The last digits of your phone"),
        help_text=_("Of the phone number that you gave with the request."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        max_length=8,
    )

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        label = _("The last %(count)s digits of your phone")
        self.fields["digits"].label = label % {"count": count}


class FactForm(StaffForm):
    text = forms.CharField(
        label=_("What do you want to add?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG,
    )
    photos = PhotosField(
        label=_("Photos"),
        widget=ManyFiles(attrs={"accept": PICTURES}),
        required=False,
    )


class ReplyForm(FactForm):
    """The same, as the answer to a question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your answer")


class WithdrawForm(StaffForm):
    reason = forms.CharField(
        label=_("Why, if you want to say"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONG,
        required=False,
    )


class ReopenForm(StaffForm):
    reason = forms.CharField(
        label=_("What is not solved?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG,
    )
    has_new_fact = forms.BooleanField(
        label=_("Something has happened that I had not told before"), required=False
    )


class AppealForm(StaffForm):
    reason = forms.CharField(
        label=_("Why is the result wrong?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONG,
    )


class RateForm(StaffForm):
    """Facts before feelings; only the first question is asked for an answer."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"), choices=options(Solved), widget=forms.RadioSelect
    )
    contacted = yes_no(_("Did the agency get in touch with you?"))
    satisfied = forms.ChoiceField(
        label=_("How satisfied are you with the result?"),
        choices=options(Satisfied, empty=_("No answer")),
        required=False,
    )
    speed = forms.ChoiceField(
        label=_("How satisfied are you with the speed?"),
        choices=options(Satisfied, empty=_("No answer")),
        required=False,
    )
    attitude = forms.ChoiceField(
        label=_("How satisfied are you with how you were treated?"),
        choices=options(Satisfied, empty=_("No answer")),
        required=False,
    )
    pressured = yes_no(_("Was anything asked of you about your rating?"))
    comment = forms.CharField(
        label=_("Anything else?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONG,
        required=False,
    )


class NotHelpedForm(StaffForm):
    text = forms.CharField(
        label=_("What is missing or wrong? You may leave it empty."),
        help_text=_("Nobody answers to this, so write nothing about yourself."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
    )


class AskForm(StaffForm):
    """A search of the answers."""

    q = forms.CharField(
        label=_("What do you want to know?"),
        widget=forms.TextInput(attrs={"type": "search"}),
        max_length=200,
        required=False,
    )
