"""Forms of the knowledge base."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.models import User
from cityloop.knowledge.choices import Standing
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.operations import ItemDraft
from cityloop.knowledge.queries import ItemFilter
from cityloop.knowledge.queries.lists import ONE_LANGUAGE, UNHELPFUL
from cityloop.knowledge.rules.standing import LONGEST_BODY, LONGEST_TITLE
from cityloop.web.components.forms import Options, StaffForm

DAY = timedelta(days=1)
SHOW: Options = [
    ("", _("All")),
    *((one.value, one.label) for one in (Standing.EXPIRING, Standing.EXPIRED, Standing.COMING)),
    (UNHELPFUL, _("Did not help")),
    (ONE_LANGUAGE, _("A language is missing")),
]


# Far years have no day after them, and no moment in UTC.
IN_REACH = (MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2099, 12, 31)))


def day_input() -> forms.DateInput:
    """A day as browsers take it: in a language's own form the field would stay empty."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ListForm(StaffForm):
    """What the list is narrowed to."""

    q = forms.CharField(
        label=_("Words"), widget=forms.TextInput(attrs={"type": "search"}), required=False
    )
    show = forms.ChoiceField(label=_("Show"), choices=SHOW, required=False)
    owner = forms.ChoiceField(
        label=_("Whose"),
        choices=[("", _("Of all agencies")), ("own", _("Of my agency"))],
        required=False,
    )

    def wanted(self, *, agency: int | None) -> ItemFilter:
        """The filter; what cannot be read narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return ItemFilter(
            text=said.get("q", ""),
            show=said.get("show", ""),
            owner=agency if said.get("owner") == "own" else None,
        )


class DayForm(StaffForm):
    on = forms.DateField(
        label=_("What did it say on this day?"), widget=day_input(), validators=IN_REACH
    )


class UnhelpfulForm(StaffForm):
    text = forms.CharField(
        label=_("What was missing or wrong?"),
        help_text=_("The owner of the answer reads it. Write nothing about a person."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
    )


def _last_day(required: bool = False) -> forms.DateField:  # noqa: FBT001, FBT002 - private
    return forms.DateField(
        label=_("Last day"),
        help_text=_("After it nobody is told this answer. Left empty, it has no end."),
        widget=day_input(),
        validators=IN_REACH,
        required=required,
    )


class ReviewForm(StaffForm):
    """Still right; until when."""

    last_day = _last_day()


if TYPE_CHECKING:
    _People = forms.ModelChoiceField[User]
else:
    _People = forms.ModelChoiceField


class KeeperField(_People):
    """A person of the agency by name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.username


class ItemForm(StaffForm):
    """An item in every language of the city, with its days and the person who keeps it."""

    first_day = forms.DateField(label=_("First day"), widget=day_input(), validators=IN_REACH)
    last_day = _last_day()
    public = forms.BooleanField(
        label=_("For everybody to read, not only for the staff"),
        required=False,
    )
    keeper = KeeperField(
        label=_("Kept by"),
        help_text=_("This person is told before it expires; without one the agency's mailbox is."),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("The agency"),
    )
    service_types = forms.MultipleChoiceField(
        label=_("Service types"),
        help_text=_("It is offered first for what is reported under these."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        required=False,
    )
    note = forms.CharField(
        label=_("Why it is changed"), max_length=300, required=False, widget=forms.TextInput
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        languages: Iterable[str],
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.languages = tuple(languages)
        own = dict(self.fields)
        self.fields.clear()
        for language in self.languages:
            self.fields[f"title_{language}"] = _title(language)
            self.fields[f"body_{language}"] = _body(language)
        self.fields.update(own)

    def offer(self, keepers: Any, *, types: Iterable[tuple[object, object]]) -> None:  # noqa: ANN401 - a queryset
        """Fill the choices: who may keep it, and the service types under their groups."""
        self.fields["keeper"].queryset = keepers  # type: ignore[attr-defined]
        self.fields["service_types"].choices = list(types)  # type: ignore[attr-defined]

    def draft(self) -> ItemDraft:
        """What is to be kept."""
        said = self.cleaned_data
        return ItemDraft(
            titles={one: said[f"title_{one}"] for one in self.languages},
            bodies={one: said[f"body_{one}"] for one in self.languages},
            valid_from=said["first_day"],
            valid_to=said["last_day"] + DAY if said["last_day"] else None,
            public=said["public"],
            keeper=said["keeper"],
            service_types=tuple(said["service_types"]),
            note=said["note"],
        )


class NewItemForm(ItemForm):
    code = forms.SlugField(
        label=_("Short name"),
        help_text=_("Small letters and hyphens, such as water-bill. It stays the same."),
        max_length=64,
    )


def first_values(item: KnowledgeItem) -> Mapping[str, object]:
    """What the form begins with: the item as it stands."""
    return {
        **{f"title_{language}": text for language, text in item.titles.items()},
        **{f"body_{language}": text for language, text in item.bodies.items()},
        "first_day": item.valid_from,
        "last_day": item.valid_to - DAY if item.valid_to else None,
        "public": item.public,
        "keeper": item.keeper_id,
        "service_types": list(item.service_types.values_list("code", flat=True)),
        "seen": item.version,
    }


def _title(language: str) -> forms.CharField:
    return forms.CharField(
        label=_in(_("Question"), language),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"lang": language}),
        required=False,
    )


def _body(language: str) -> forms.CharField:
    return forms.CharField(
        label=_in(_("Text of the answer"), language),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 6, "lang": language}),
        required=False,
    )


def _in(label: str | Promise, language: str) -> str:
    return f"{label} · {get_language_info(language)['name_local']}"
