"""The form of a note from the spot."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from cityloop.web.components.files import PICTURES, ManyFiles, PhotosField
from cityloop.web.components.forms import StaffForm, options
from cityloop.workorders.choices import FieldFinding

LONG = 4000


def _photos(label: Any) -> PhotosField:  # noqa: ANN401 - a lazy text
    return PhotosField(label=label, widget=ManyFiles(attrs={"accept": PICTURES}), required=False)


class NoteForm(StaffForm):
    """What the device adds by itself is hidden: its key, the place, the time of writing."""

    text = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG,
        required=False,
    )
    finding = forms.ChoiceField(
        label=_("How it stands"),
        choices=options(FieldFinding, empty=_("Nothing to say of that yet")),
        widget=forms.RadioSelect,
        required=False,
    )
    before = _photos(_("Photos of before"))
    after = _photos(_("Photos of after"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    latitude = forms.FloatField(widget=forms.HiddenInput, required=False)
    longitude = forms.FloatField(widget=forms.HiddenInput, required=False)
    accuracy = forms.FloatField(widget=forms.HiddenInput, required=False)
    written_at = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def clean_written_at(self) -> datetime | None:
        """The moment by the device's clock, or None when it tells none that can be read."""
        try:
            told = parse_datetime(self.cleaned_data["written_at"])
            return told.astimezone(UTC) if told and told.tzinfo else None
        except (ValueError, OverflowError):
            # Beyond the year 9999 of UTC, or before the year 1.
            return None
