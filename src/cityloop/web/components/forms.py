"""What forms of several audiences share."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Choices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Options = list[tuple[str, str | Promise]]


def options(choices: type[Choices] | Iterable[Choices], *, empty: str | Promise = "") -> Options:
    """The options of a select, with an empty one first when it has a text."""
    named: Options = [(str(one.value), one.label) for one in choices]
    return [("", empty), *named] if empty else named


class StaffForm(forms.Form):
    """Base of our forms: no colon after a label, which in Chinese would be the wrong one.

    Its errors stand first, each linked to its field.
    """

    template_name_div = "components/form.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ReasonForm(StaffForm):
    """A step that needs nothing but its reason."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class EmptyForm(StaffForm):
    """A step that needs nothing typed in."""


def yes_no(label: "str | _StrPromise") -> forms.TypedChoiceField:
    """A question with yes, no, and no answer."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce={"yes": True, "no": False}.get,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
