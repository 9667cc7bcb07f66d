"""The form on which a draft is written."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from cityloop.core.definitions import Problems, decoded_text
from cityloop.flows.defining.writing import MOST_CHARACTERS, Saved
from cityloop.responsibility.choices import DefinitionKind
from cityloop.responsibility.models import DefinitionDraft
from cityloop.web.components.forms import StaffForm

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

# Their texts name the first day themselves.
NAMES_ITS_DAY = {DefinitionKind.DUTY_LIST, DefinitionKind.TIME_LIMITS}


class DraftForm(StaffForm):
    """The text, typed or sent as a file, and the day for kinds whose text names none."""

    valid_from = forms.DateField(
        label=_("Holds from"),
        help_text=_("Tomorrow or later."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    text = forms.CharField(
        label=_("Text (YAML)"),
        strip=False,
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 28,
                "class": "code",
                "spellcheck": "false",
                "autocapitalize": "off",
                "autocomplete": "off",
                "data-line-numbers": "",
            }
        ),
    )
    file = forms.FileField(
        label=_("Or a file instead"),
        help_text=_("A YAML file in UTF-8; it replaces the text above."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.txt"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        if kind in NAMES_ITS_DAY:
            del self.fields["valid_from"]

    def clean_file(self) -> str:
        """The text of the file, empty without one."""
        sent: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if sent is None:
            return ""
        if (sent.size or 0) > MOST_CHARACTERS:
            raise forms.ValidationError(_("The file is too large to be such a text."))
        problems = Problems()
        text = decoded_text(sent.read(), file=sent.name or "", problems=problems)
        if text is None:
            raise forms.ValidationError(str(problems.found[0]))
        ProhibitNullCharactersValidator()(text)
        return text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("file") and not cleaned.get("text", "").strip():
            self.add_error("text", _("Write the text, or choose a file."))
        return cleaned

    @property
    def saved(self) -> Saved:
        """What a valid form says."""
        said = self.cleaned_data
        return Saved(
            text=said["file"] or said["text"],
            valid_from=said.get("valid_from"),
            revision=said["revision"],
        )


def form_of(draft: DefinitionDraft) -> DraftForm:
    """The form with what the draft says."""
    initial = {
        "text": draft.text,
        "valid_from": draft.valid_from,
        "revision": draft.revision,
    }
    return DraftForm(kind=draft.kind, initial=initial)
