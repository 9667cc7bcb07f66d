"""What the gallery shows: made-up things in every state that a component knows."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.intake.queries import EventRow, Listing
from cityloop.responsibility.choices import Grade
from cityloop.web.components.charts import Chart
from cityloop.web.components.clocks import ClockFace, clock_face
from cityloop.web.components.forms import StaffForm, options
from cityloop.web.components.tiles import Tile
from cityloop_analytics.pictures import Axis, Points, lines

# A moment of the gallery's own: its clocks always show the same.
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
COLOURS = ("paper", "surface", "sunken", "accent", "accent-soft", "good", "soon", "bad")


class GalleryForm(StaffForm):
    """One field of each kind."""

    text = forms.CharField(
        label=gettext_lazy("What the person says"),
        help_text=gettext_lazy("In their own words. Answers and the duty appear while you write."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    grade = forms.ChoiceField(label=gettext_lazy("Urgency"), choices=options(Grade))
    title = forms.CharField(label=gettext_lazy("In one line"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Is it solved?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
        required=False,
    )
    confidential = forms.BooleanField(
        label=gettext_lazy("Keep who asks confidential"), required=False
    )


def specimens() -> dict[str, object]:
    """Everything that the page shows, by the name of its component."""
    return {
        "colours": COLOURS,
        "form": GalleryForm(auto_id="fresh_%s"),
        "clocks": _clocks(),
        "tiles": _tiles(),
        "events": _events(),
        "chart": _chart(),
        "listing": Listing(rows=(), total=250, number=2),
        "now": NOON,
    }


def _clocks() -> list[ClockFace]:
    return [
        clock_face(NOON + 30 * HOUR, at=NOON, start_at=NOON - 6 * HOUR),
        clock_face(NOON + 2 * HOUR, at=NOON, start_at=NOON - 22 * HOUR),
        clock_face(NOON - 3 * HOUR, at=NOON, start_at=NOON - 27 * HOUR),
        clock_face(NOON, at=NOON, stopped_at=NOON - HOUR),
        clock_face(NOON, at=NOON + HOUR, stopped_at=NOON + HOUR),
        clock_face(NOON, at=NOON, standing=True),
        clock_face(None, at=NOON),
    ]


def _tiles() -> list[Tile]:
    return [
        Tile(_("Overdue"), 4, "#tiles", "bad"),
        Tile(_("Due within 24 hours"), 17, "#tiles", "soon", current=True),
        Tile(_("On time"), 120, "#tiles", "good"),
        Tile(_("At risk"), 0, "#tiles", "bad"),
        Tile(_("The oldest waits for"), "2 h", hint=_("In triage")),
    ]


def _events() -> list[EventRow]:
    told = [
        ("dispatch", "dispatched", "", None),
        ("accept", "in_progress", "", None),
        ("escalate", "in_progress", "", 80),
        ("answer", "answered", _("Says what was done."), None),
    ]
    return [
        EventRow(
            at=NOON + number * HOUR,
            step=step,
            by="",
            party="",
            to_state=state,
            reason=reason,
            percent=percent,
        )
        for number, (step, state, reason, percent) in enumerate(told)
    ]


def _chart() -> Chart:
    months, now, before = [1.0, 2.0, 3.0, 4.0], [82.0, 85.0, 84.0, 91.0], [78.0, 80.0, 83.0, 85.0]
    series = [
        Points(name="2026", across=months, up=now),
        Points(name="2025", across=months, up=before, dashed=True),
    ]
    svg = lines(
        _("On time"), across=Axis(name=_("Month")), up=Axis(name="%", high=100.0), series=series
    )
    return Chart(
        svg=svg,
        caption=_("Figures of nobody: they only show what a picture looks like."),
        columns=(_("Month"), "2026", "2025"),
        rows=[(f"{month:.0f}", a, b) for month, a, b in zip(months, now, before, strict=True)],
    )
