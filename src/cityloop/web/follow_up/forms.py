"""The interview in the order of domain.md H6: facts before feelings, and the pressure question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cityloop.followups.choices import AttemptMode, AttemptResult, Satisfied, Solved
from cityloop.web.components.forms import StaffForm, options, yes_no

NOT_ANSWERED = ("", _("No answer"))


def _scale(label: object) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,  # type: ignore[arg-type]
        choices=[*options(Satisfied), NOT_ANSWERED],
        required=False,
        widget=forms.RadioSelect,
    )


class AttemptForm(StaffForm):
    """An attempt that did not lead to an interview."""

    mode = forms.ChoiceField(label=_("How"), choices=options(AttemptMode))
    result = forms.ChoiceField(
        label=_("What came of it"),
        choices=options(one for one in AttemptResult if one is not AttemptResult.ANSWERED),
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class AnswersForm(StaffForm):
    """What the requester said, question by question."""

    contacted = yes_no(_("Did somebody of the agency get in touch with you?"))
    what_was_done = forms.CharField(
        label=_("What was done?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    solved = forms.ChoiceField(
        label=_("Is it solved?"),
        choices=[*options(Solved), NOT_ANSWERED],
        required=False,
        widget=forms.RadioSelect,
    )
    attitude = _scale(_("How satisfied are you with how you were treated?"))
    speed = _scale(_("How satisfied are you with how quickly it went?"))
    satisfied = _scale(_("How satisfied are you with the result?"))
    may_publish = yes_no(_("May we publish what you said, without your name?"))
    pressured = yes_no(_("Was anything asked of you about your rating?"))
    comment = forms.CharField(
        label=_("Anything else?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
