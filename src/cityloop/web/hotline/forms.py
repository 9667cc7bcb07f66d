"""Forms of the hotline: words first, then what they are about, where, and who asks."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cityloop.agencies.models import Agency
from cityloop.core.models import localised
from cityloop.intake.choices import Channel, RequestKind, Treatment
from cityloop.intake.queries import held_channels
from cityloop.intake.rules.definitions import ChannelRow
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.queries import valid_items
from cityloop.places.models import Area
from cityloop.responsibility.choices import Grade
from cityloop.responsibility.models import ServiceType
from cityloop.responsibility.queries.duties import service_types
from cityloop.web.components.forms import ReasonForm, StaffForm, options

LONG = 4000
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]


class TakeForm(StaffForm):
    """A request as an operator takes it down."""

    text = forms.CharField(
        label=_("What the person says"),
        help_text=_("In their own words. Answers and the duty appear while you write."),
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True, "accesskey": "t"}),
        max_length=LONG,
    )
    title = forms.CharField(label=_("In one line"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=options(RequestKind), initial=RequestKind.ASSISTANCE
    )
    service_type = forms.ModelChoiceField(
        label=_("What it is about"),
        queryset=ServiceType.objects.filter(active=True, parent__isnull=False),
        to_field_name="code",
        required=False,
        empty_label=_("Not clear yet"),
        widget=forms.Select(attrs={"accesskey": "y"}),
    )
    grade = forms.TypedChoiceField(
        label=_("Urgency"),
        choices=options(Grade, empty=_("As usual for this type")),
        coerce=int,
        empty_value=None,
        required=False,
    )
    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=Area.objects.only("code", "names", "chain", "level"),
        to_field_name="code",
        required=False,
        empty_label=_("Not known"),
        widget=forms.Select(attrs={"accesskey": "a"}),
    )
    address = forms.CharField(label=_("Place"), max_length=300, required=False)
    latitude = forms.FloatField(
        label=_("Latitude"), min_value=-90, max_value=90, required=False, widget=forms.TextInput
    )
    longitude = forms.FloatField(
        label=_("Longitude"), min_value=-180, max_value=180, required=False, widget=forms.TextInput
    )
    name = forms.CharField(label=_("Name"), max_length=128, required=False)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"accesskey": "p", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial=get_language)
    channel = forms.ChoiceField(label=_("Channel"), choices=options(Channel), initial=Channel.PHONE)
    subject_agency = forms.ModelChoiceField(
        label=_("Agency that the report is about"),
        queryset=Agency.objects.all(),
        required=False,
        empty_label=_("None"),
    )
    subject_name = forms.CharField(
        label=_("Person that the report is about"), max_length=128, required=False
    )
    confidential = forms.BooleanField(label=_("Keep who asks confidential"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["service_type"].choices = grouped_types(empty=_("Not clear yet"))  # type: ignore[attr-defined]


def grouped_types(*, empty: object) -> list[tuple[object, object]]:
    """Service types under their groups, for a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in service_types():
        group = one.parent.name if one.parent else ""
        groups.setdefault(group, []).append((one.code, one.name))
    return [("", empty), *groups.items()]


class AnswerNowForm(StaffForm):
    item = forms.ModelChoiceField(
        label=_("Knowledge item"), queryset=KnowledgeItem.objects.none(), to_field_name="code"
    )
    text = forms.CharField(
        label=_("What the person was told"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        holding = valid_items(timezone.localdate()).order_by("code")
        self.fields["item"].queryset = holding  # type: ignore[attr-defined]


class TreatForm(StaffForm):
    """Not dispatched: why, and to which channel of the city the person is sent."""

    treatment = forms.ChoiceField(
        label=_("Instead of dispatching"), choices=options(Treatment), widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(label=_("Where the person is sent"), required=False)
    reason = forms.CharField(
        label=_("Why, and what the person was told"),
        help_text=_("Left empty, the words of the channel are what the person was told."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.channels = {row.code: row for row in held_channels(on=timezone.localdate())}
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in self.channels.values():
            group = str(Treatment(row.treatment).label)
            groups.setdefault(group, []).append((row.code, _named(row)))
        self.fields["channel"].choices = [("", _("None named")), *groups.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """The channel goes into what the person was told; it must fit the treatment."""
        data = super().clean() or {}
        row = self.channels.get(data.pop("channel", ""))
        if row is not None and data.get("treatment") not in {None, row.treatment.value}:
            fitting = Treatment(row.treatment).label
            self.add_error("channel", _("This channel is for: %(what)s.") % {"what": fitting})
        elif row is not None:
            data["reason"] = f"{_named(row)}: {data.get('reason') or localised(row.bodies)}"
        elif not data.get("reason"):
            self.add_error("reason", _("Write what the person was told."))
        return data


def _named(row: ChannelRow) -> str:
    return " ".join(filter(None, (localised(row.names), row.phone)))


class ClassifyForm(ReasonForm):
    """What it is about, seen anew; the reason stays in the history."""

    kind = forms.ChoiceField(label=_("Kind"), choices=options(RequestKind))
    service_type = forms.ModelChoiceField(
        label=_("What it is about"),
        queryset=ServiceType.objects.filter(active=True, parent__isnull=False),
        to_field_name="code",
    )
    grade = forms.TypedChoiceField(label=_("Urgency"), choices=options(Grade), coerce=int)
    field_order = ("kind", "service_type", "grade", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["service_type"].choices = grouped_types(empty=_("Not clear yet"))  # type: ignore[attr-defined]


class JoinForm(StaffForm):
    matter = forms.CharField(label=_("Number of the earlier matter"), max_length=20)
    reason = forms.CharField(label=_("Why it is the same"), max_length=LONG)


class DispatchForm(StaffForm):
    agency = forms.ModelChoiceField(
        label=_("Agency"),
        help_text=_("Leave it as found, or choose another one and say why."),
        queryset=Agency.objects.filter(active_to__isnull=True),
        required=False,
        empty_label=_("As found on the responsibility list"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=LONG, required=False)

    def clean(self) -> dict[str, object]:
        """Another agency than the one found needs a reason."""
        data = super().clean() or {}
        if data.get("agency") and not data.get("reason"):
            self.add_error("reason", _("Another agency needs a reason."))
        return data
