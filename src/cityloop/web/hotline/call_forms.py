"""Forms of a call: opened by hand, who is brought in, what came of it, how it is finished."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cityloop.core.models import localised
from cityloop.intake.choices import PartyKind, PartyOutcome
from cityloop.intake.operations import Party
from cityloop.intake.rules.call_definitions import CallFile
from cityloop.web.components.forms import StaffForm, options
from cityloop.web.hotline.forms import LANGUAGES

PHONE = r"^\+?[0-9][0-9 ()-]*\Z"
SETTLED = (PartyOutcome.JOINED, PartyOutcome.NOT_REACHED, PartyOutcome.MISTAKE)


class OpenCallForm(StaffForm):
    """A call without the switch."""

    phone = forms.RegexField(
        PHONE,
        label=_("Number of the caller"),
        help_text=_("Leave it empty when it is withheld."),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "accesskey": "h"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="zh-hans")


class BringInForm(StaffForm):
    """Whom to bring into the call; `known` are those that the city names."""

    who = forms.ChoiceField(label=_("Bring in"))

    def __init__(self, *args: Any, known: dict[str, Party], **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, party in known.items():
            group = str(PartyKind(party.kind).label)
            groups.setdefault(group, []).append((key, f"{party.name} {party.phone}".strip()))
        self.fields["who"].choices = [("", _("Choose")), *groups.items()]  # type: ignore[attr-defined]


class SettleForm(StaffForm):
    """What came of bringing somebody in; the buttons carry the outcome."""

    agreed = forms.CharField(
        label=_("What was agreed"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=options(SETTLED), widget=forms.HiddenInput
    )


class WrapUpForm(StaffForm):
    """How the call is finished, by the codes of the city."""

    code = forms.ChoiceField(
        label=_("How the call is finished"), widget=forms.Select(attrs={"accesskey": "w"})
    )
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )

    def __init__(self, *args: Any, text: CallFile, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        codes = [(row.code, localised(row.names)) for row in text.wrap_up]
        self.fields["code"].choices = [("", _("Choose")), *codes]  # type: ignore[attr-defined]


class ToldForm(StaffForm):
    """The answer that the caller was told."""

    told = forms.SlugField()
