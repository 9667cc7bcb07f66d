"""Who is heard: channels by group, what becomes of it, and how unevenly it is spread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.intake.choices import Channel, RequesterKind
from cityloop.web.insight.guard import InsightRequest, chosen, insight_page
from cityloop.web.insight.heard_counts import HeardLine, counts_of, lines_for
from cityloop.web.insight.need import THOUSAND, lines_of, span_of
from cityloop.web.insight.pictures import (
    InsightPicture,
    Mark,
    Row,
    chart_of,
    interval_svg,
    share_words,
    span_words,
)
from cityloop.web.public.figures import Figures
from cityloop.web.public.wording import count_words, month_words
from cityloop.web.templatetags.cityloop import tongue
from cityloop_analytics.measures.equity import gini, theil

WHOLE, ENDED = 100, "ended"
GROUPS: Mapping[str, str | Promise] = {
    "requester_kind": gettext_lazy("Who asks"),
    "language": gettext_lazy("Language"),
    "requester_group": gettext_lazy("Group, where it was asked"),
    "district": gettext_lazy("District"),
}
GROUP_NAMES: Mapping[str, str | Promise] = {
    "older": gettext_lazy("65 and over"),
    "tenant": gettext_lazy("tenants"),
    "newcomer": gettext_lazy("newcomers"),
    "other": gettext_lazy("others"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the page and its file show."""

    by: str
    channel: str
    channels: tuple[str, ...]
    span: tuple[str, str]
    lines: list[HeardLine]
    ended: list[HeardLine]


def heard_of(request: InsightRequest) -> Heard | None:
    """The figures that the filters ask for; None without a whole month."""
    if not request.figures.published.last_month:
        return None
    by = chosen(request, name="group", among=GROUPS)
    first, last = span_of(request)
    counts = counts_of(by, first=first, last=last)
    known = {channel for row in counts.by_channel.values() for channel in row}
    channels = tuple(one.value for one in Channel if one.value in known)
    if not channels:
        return None
    channel = chosen(request, name="channel", among=channels)
    groups = sorted(counts.by_channel, key=lambda one: -sum(counts.by_channel[one].values()))
    whole = [sum(counts.by_channel[one].values()) for one in groups]
    part = [counts.by_channel[one].get(channel, 0) for one in groups]
    ended = [counts.ended[one] for one in groups]
    return Heard(
        by=by,
        channel=channel,
        channels=channels,
        span=(first, last),
        lines=lines_for(groups, part=part, whole=whole, minimum=request.minimum),
        ended=lines_for(groups, part=ended, whole=whole, minimum=request.minimum),
    )


@insight_page
def heard_page(request: InsightRequest) -> HttpResponse:
    found = heard_of(request)
    context = {
        "tab": "heard",
        "filters": filters(found),
        "first": found.span[0] if found else "",
        "last": found.span[1] if found else "",
        "pictures": pictures_of(found, figures=request.figures) if found else [],
        "spread": spread_rows(request),
        "minimum": request.minimum,
    }
    return render(request, "insight/heard_page.html", context)


def pictures_of(found: Heard, *, figures: Figures) -> list[tuple[str, InsightPicture]]:
    """By which channel groups come, and what has become of their requests."""
    channel = str(Channel(found.channel).label)
    return [
        (
            _("By which channel"),
            _picture(
                found,
                title=_("%(channel)s: share of requests by group") % {"channel": channel},
                lines=found.lines,
                figures=figures,
                definition=_("Of the requests of each group, those that came by this channel."),
            ),
        ),
        (
            _("What became of it"),
            _picture(
                found,
                title=_("Answered or closed by now, by group"),
                lines=found.ended,
                figures=figures,
                definition=_("Of the requests of each group, those answered or closed by now."),
            ),
        ),
    ]


def _picture(
    found: Heard, *, title: str, lines: Sequence[HeardLine], figures: Figures, definition: str
) -> InsightPicture:
    drawn = [line for line in lines if line.rate is not None]
    marks = [
        Mark(
            name=line.group,
            value=WHOLE * (line.rate or 0),
            low=WHOLE * (line.low or 0),
            high=WHOLE * (line.high or 0),
        )
        for line in drawn
    ]
    places = {line.group: place for place, line in enumerate(drawn, start=1)}
    rows = [
        (
            f"{places[line.group]}. {group_name(line.group, by=found.by, figures=figures)}"
            if line.group in places
            else group_name(line.group, by=found.by, figures=figures),
            share_words(line.rate),
            f"{count_words(line.part)} / {count_words(line.whole)}",
            "–" if line.low is None or line.high is None
            else span_words(WHOLE * line.low, WHOLE * line.high),
            "–" if line.ratio is None
            else f"{line.ratio:.2f} ({span_words(line.ratio_low, line.ratio_high, places=2)})",
        )
        for line in lines
    ]  # fmt: skip
    months = {"first": month_words(found.span[0]), "last": month_words(found.span[1])}
    query = {"group": found.by, "channel": found.channel}
    return InsightPicture(
        chart=chart_of(
            interval_svg(title, marks=marks, unit="%", groups={"": title}),
            caption=_("%(title)s, with its interval. The ratio is to all other groups together.")
            % {"title": title},
            columns=[_("Group"), _("Share"), _("Of"), _("Interval, %"), _("Ratio to the others")],
            rows=rows,
        ),
        definition=definition,
        base=_("Residents' requests, %(first)s to %(last)s.") % months,
        dataset="heard",
        query=f"?{urlencode(query)}",
    )


def group_name(code: str, *, by: str, figures: Figures) -> str:
    """A group in words."""
    if code == "unknown":
        return _("not known")
    if by == "district" and code in figures.places:
        return figures.places[code].name
    if by == "language":
        return tongue(code)
    if by == "requester_kind" and code in RequesterKind.values:
        return str(RequesterKind(code).label)
    return ", ".join(str(GROUP_NAMES.get(part, part)) for part in code.split("+"))


def filters(found: Heard | None) -> list[dict[str, object]]:
    """The choices of the page."""
    if found is None:
        return []
    return [
        {"name": "group", "label": _("Groups by"), "chosen": found.by,
         "values": list(GROUPS.items())},
        {"name": "channel", "label": _("Channel"), "chosen": found.channel,
         "values": [(one, Channel(one).label) for one in found.channels]},
    ]  # fmt: skip


def spread_rows(request: InsightRequest) -> list[tuple[str, str, str]]:
    """How unevenly reports and need are spread over the people of the communities."""
    lines = lines_of(request, level="community")
    if len(lines) <= 1:
        return []
    people = np.array([one.population for one in lines], dtype=float) / THOUSAND
    measured = {
        _("Matters reported per person"): np.array([one.raw[0] for one in lines]),
        _("Corrected need per person"): np.array([one.need[0] for one in lines]),
        _("Chance to be heard"): np.array([one.heard[0] for one in lines]),
    }
    return [
        (name, f"{gini(values, people=people):.3f}", f"{theil(values, people=people):.3f}")
        for name, values in measured.items()
    ]


def heard_rows(request: InsightRequest) -> list[Row]:
    """The rows of the file: those of the page."""
    found = heard_of(request)
    if found is None:
        return []
    return [
        {
            "by": found.by,
            "group": line.group,
            "name": group_name(line.group, by=found.by, figures=request.figures),
            "figure": figure,
            **{
                name: getattr(line, name)
                for name in ("part", "whole", "low", "high", "ratio", "ratio_low", "ratio_high")
            },
        }
        for figure, lines in ((found.channel, found.lines), (ENDED, found.ended))
        for line in lines
    ]
