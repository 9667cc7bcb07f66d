"""Forms of the desk: ask the requester, assign, keep a reply template."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.models import User
from cityloop.web.components.forms import StaffForm, options
from cityloop.web.components.words import said
from cityloop.workorders.choices import OrderOutcome
from cityloop.workorders.models import ReplyTemplate
from cityloop.workorders.operations import ReplyDraft
from cityloop.workorders.queries.handlers import handlers_of
from cityloop.workorders.rules.reply_templates import LONGEST, LONGEST_NAME, PLACES, text_refusal

LONG = 2000


class AgencyForm(StaffForm):
    """A form that offers what belongs to one agency on a day."""

    def __init__(self, *args: Any, agency: int, on: date, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.offer(agency, on=on)

    def offer(self, agency: int, *, on: date) -> None:
        """Fill the choices."""


if TYPE_CHECKING:
    _People = forms.ModelChoiceField[User]
else:
    _People = forms.ModelChoiceField


class PersonField(_People):
    """A person of the staff by name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.username


class AssignForm(AgencyForm):
    handler = PersonField(
        label=_("Who handles it"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )

    def offer(self, agency: int, *, on: date) -> None:
        """The people of the agency who may answer."""
        self.fields["handler"].queryset = handlers_of(agency, on=on)  # type: ignore[attr-defined]


class AskForm(StaffForm):
    text = forms.CharField(
        label=_("Question to the requester"),
        help_text=_(
            "It goes out by e-mail and stands on the page of the request. After the first contact "
            "the clock stands still until the reply, for as long as the city allows."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONG,
    )


class TemplateForm(StaffForm):
    """A reply template: a name and a text in every language of the city."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        languages: Iterable[str],
        kept: ReplyTemplate | None = None,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.languages = tuple(languages)
        for language in self.languages:
            self.fields[f"name_{language}"] = _name(language, kept=kept)
            self.fields[f"text_{language}"] = _text(language, kept=kept)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Result that goes with it"),
            choices=options(OrderOutcome, empty=_("Left open")),
            required=False,
            initial=kept.outcome if kept else "",
        )

    def clean(self) -> dict[str, Any]:
        """Say at the field which place is unknown, before anything is kept."""
        cleaned = super().clean() or {}
        for language in self.languages:
            field = f"text_{language}"
            if refusal := text_refusal(cleaned.get(field, "")):
                self.add_error(field, said(refusal))
        return cleaned

    def draft(self) -> ReplyDraft:
        """What is to be kept."""
        given = self.cleaned_data
        return ReplyDraft(
            names={one: given[f"name_{one}"] for one in self.languages},
            texts={one: given[f"text_{one}"] for one in self.languages},
            outcome=given["outcome"],
        )


def _name(language: str, *, kept: ReplyTemplate | None) -> forms.CharField:
    return forms.CharField(
        label=_in(_("Name"), language),
        max_length=LONGEST_NAME,
        initial=_held(kept.names if kept else {}, language),
        widget=forms.TextInput(attrs={"lang": language}),
    )


def _text(language: str, *, kept: ReplyTemplate | None) -> forms.CharField:
    return forms.CharField(
        label=_in(_("Text"), language),
        help_text=" ".join(f"{{{place}}}" for place in PLACES),
        max_length=LONGEST,
        initial=_held(kept.texts if kept else {}, language),
        widget=forms.Textarea(attrs={"rows": 5, "lang": language}),
    )


def _held(words: Mapping[str, str], language: str) -> str:
    return words.get(language, "")


def _in(label: str | Promise, language: str) -> str:
    return f"{label} · {get_language_info(language)['name_local']}"
